"""PDFs signed as offices sign them, with certificates made for the test."""

import datetime as dt
import functools
import io

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core import clock
from tests.directives import files

SIGNER, OFFICE, TSA = "Nguyễn Thị Thử", "Sở Y tế tỉnh Nghệ An", "Dấu thời gian Thử"
SINCE, UNTIL = dt.datetime(2021, 1, 1, tzinfo=clock.ZONE), dt.datetime(2024, 1, 1, tzinfo=clock.ZONE)
SIGNED_AT = dt.datetime(2021, 10, 5, 14, 5, 9, tzinfo=clock.ZONE)


@functools.cache
def _key(which):
    return rsa.generate_private_key(65537, 2048)


def _named(name, organisation=""):
    parts = [made.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.append(made.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return made.Name(parts)


@functools.cache
def certificate(name=SIGNER, organisation=OFFICE, issuer="CA Thử nghiệm", since=SINCE, until=UNTIL):
    """As asn1crypto has it; issued by its holder where `issuer` is empty."""
    subject = _named(name, organisation)
    builder = (
        made.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_named(issuer) if issuer else subject)
        .public_key(_key("own").public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
    if name == TSA:
        builder = builder.add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    found = builder.sign(_key("own"), hashes.SHA256())
    return x509.Certificate.load(found.public_bytes(serialization.Encoding.DER))


def _private(which="own"):
    form = serialization.PrivateFormat.PKCS8
    data = _key(which).private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    return keys.PrivateKeyInfo.load(data)


class _Signer(signers.PdfSigner):
    """Says that it signs at `SIGNED_AT`."""

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = SIGNED_AT
        return session


def stamper():
    """A time-stamping authority in this process; it asks nobody."""
    moment, others = SIGNED_AT + dt.timedelta(minutes=1), SimpleCertificateStore()
    return timestamps.DummyTimeStamper(certificate(TSA, ""), _private(), certs_to_embed=others, fixed_dt=moment)


def signed(data=None, *, field="ChuKy1", stamped=False, digest="sha256", box=None, key="own", **named):
    """The file with one signature more; `named` as in `certificate`, whose key is `own`."""
    signer = signers.SimpleSigner(
        signing_cert=certificate(**named), signing_key=_private(key), cert_registry=SimpleCertificateStore()
    )
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm=digest)
    writer = IncrementalPdfFileWriter(io.BytesIO(data or files.pdf(files.DECISION)))
    spec = fields.SigFieldSpec(field, box=box)
    maker = _Signer(meta, signer, timestamper=stamper() if stamped else None, new_field_spec=spec)
    return maker.sign_pdf(writer).getvalue()


def document_stamp(data):
    """With a time stamp on the whole document."""
    maker = signers.PdfTimeStamper(stamper())
    return maker.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), "sha256").getvalue()


def written_over(data):
    """With a black patch on its first page: an addition after all that is in the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    patch = generic.StreamObject(stream_data=b"q 0 0 100 100 re f Q")
    writer.add_stream_to_page(0, writer.add_object(patch))
    return _written(writer)


def with_note(data):
    """With a note stuck on its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    kinds = {"/Type": "/Annot", "/Subtype": "/Text"}
    note = generic.DictionaryObject({generic.pdf_name(k): generic.pdf_name(v) for k, v in kinds.items()})
    note[generic.pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (10, 10, 60, 60)))
    note[generic.pdf_name("/Contents")] = generic.pdf_string("sửa")
    notes = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    page[generic.pdf_name("/Annots")] = notes
    writer.update_container(page)
    return _written(writer)


def with_empty_field(data):
    """With a place for a signature, and none in it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    fields.append_signature_field(writer, fields.SigFieldSpec("Trong"))
    return _written(writer)


def _written(writer):
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def tampered(data):
    """One byte of the signed text changed; the file still opens."""
    at = data.index(b"/Producer") + len(b"/Producer (")
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def without_sense(data):
    """The signature's value replaced by garbage."""
    start = data.index(b"/Contents <") + len(b"/Contents <")
    return data[:start] + b"ab" * 60 + data[start + 120 :]
