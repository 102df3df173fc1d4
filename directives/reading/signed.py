"""One signature of a PDF against the bytes that it is said to sign (ISO 32000-2, 12.8; RFC 5652; RFC 3161)."""

import datetime as dt
import unicodedata
from typing import Any

from core.text import nfc
from directives.reading.signatures import (
    ALTERED,
    CHANGES,
    FIELDS,
    FORGED,
    INTACT,
    NOTHING,
    SIGNATURES,
    UNCLEAR,
    UNKNOWN,
    Signature,
)

LONGEST_NAME = 200
MOST_LATER = 30
"""Additions to a file that are compared with what was signed; each costs as much as the file is large."""


def checked(embedded: Any) -> Signature:
    """`embedded`: pyHanko's `EmbeddedPdfSignature`; `since` is still to be told, unless nothing could be checked.
    Raises whatever pyHanko does of a broken one."""
    certificate = embedded.signer_cert
    claimed, is_stamp = _claimed(embedded), embedded.sig_object_type == "/DocTimeStamp"
    stamped, stamped_by = (None, "") if is_stamp else _stamp(embedded.signer_info)
    if is_stamp:
        stamped, stamped_by = _stamped_at(embedded.signed_data), _name(certificate.subject)
    state = _state(embedded, is_stamp)
    moment = stamped or claimed
    return Signature(
        state,
        since="" if state == UNKNOWN else UNCLEAR,
        name=_name(certificate.subject),
        organisation=_part(certificate.subject, "organization_name", "organizational_unit_name"),
        issuer=_name(certificate.issuer),
        self_issued=certificate.issuer == certificate.subject,
        claimed_at="" if is_stamp else _iso(claimed),
        stamped_at=_iso(stamped),
        stamped_by=stamped_by,
        is_stamp=is_stamp,
        valid_from=_iso(certificate.not_valid_before),
        valid_to=_iso(certificate.not_valid_after),
        in_period=_in_period(certificate, moment),
        digest=embedded.md_algorithm,
    )


def _state(embedded: Any, is_stamp: bool) -> str:
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        if is_stamp:
            return _state_of_stamp(embedded.signed_data, embedded.compute_digest())
        if embedded.signed_data["encap_content_info"]["content"].native is not None:
            return UNKNOWN  # forms of before 2008, which hold the digest itself
        return _state_of(embedded.signed_data, embedded.compute_digest(), "data")
    except (NotImplementedError, SignatureValidationError, SigningError, ValueError, TypeError, KeyError):
        return UNKNOWN


def _state_of(signed_data: Any, digest: bytes, content_type: str) -> str:
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation import generic_cms

    certificate = generic_cms.extract_certs_for_validation(signed_data).signer_cert
    intact, valid = generic_cms.validate_sig_integrity(
        extract_signer_info(signed_data), certificate, expected_content_type=content_type, actual_digest=digest
    )
    if not intact:
        return ALTERED
    return INTACT if valid else FORGED


def _state_of_stamp(signed_data: Any, stamped: bytes) -> str:
    """`stamped`: the digest of what the stamp is said to be on, by the stamp's own algorithm."""
    content = signed_data["encap_content_info"]["content"]
    if content.parsed["message_imprint"]["hashed_message"].native != stamped:
        return ALTERED
    algorithm = signed_data["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    return _state_of(signed_data, _digest(bytes(content), algorithm), "tst_info")


def _stamp(signer_info: Any) -> tuple[dt.datetime | None, str]:
    """When and by whom the signature's value was stamped; nothing of a stamp that is not on it, or broken."""
    from pyhanko.sign.validation import generic_cms

    try:
        for stamp in generic_cms.extract_tst_data_iter(signer_info, signed=False):
            imprint = stamp["encap_content_info"]["content"].parsed["message_imprint"]
            value = _digest(signer_info["signature"].native, imprint["hash_algorithm"]["algorithm"].native)
            if _state_of_stamp(stamp, value) == INTACT:
                by = generic_cms.extract_certs_for_validation(stamp).signer_cert
                return _stamped_at(stamp), _name(by.subject)
    except Exception:  # noqa: BLE001 - whatever a stranger's stamp makes a library raise
        return None, ""
    return None, ""


def _stamped_at(signed_data: Any) -> dt.datetime:
    found: dt.datetime = signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return found


def _digest(data: bytes, algorithm: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import Hash
    from pyhanko.sign.general import get_pyca_cryptography_hash

    made = Hash(get_pyca_cryptography_hash(algorithm))
    made.update(data)
    return made.finalize()


def since(embedded: Any, data: bytes) -> str:
    """What was added to the file after it was signed."""
    try:
        return _added(embedded, data)
    except Exception:  # noqa: BLE001 - whatever the later parts of a stranger's file make a library raise
        return UNCLEAR


def _added(embedded: Any, data: bytes) -> str:
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if not _leaves_out_only_itself(embedded, data):
        return UNCLEAR
    later = embedded.reader.xrefs.total_revisions - embedded.signed_revision - 1
    embedded.compute_integrity_info(skip_diff=later > MOST_LATER)
    if embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return NOTHING
    if embedded.coverage != SignatureCoverageLevel.ENTIRE_REVISION or later > MOST_LATER:
        return UNCLEAR
    if not isinstance(embedded.diff_result, DiffResult):
        return CHANGES
    return _kind_of(embedded)


def _kind_of(embedded: Any) -> str:
    """Of additions that leave the text as it was."""
    from pyhanko.sign.fields import enumerate_sig_fields

    if not embedded.summarise_integrity_info()["docmdp_ok"]:
        return CHANGES
    signed = {name for name, _, _ in enumerate_sig_fields(embedded.reader)}
    return SIGNATURES if embedded.diff_result.changed_form_fields <= signed else FIELDS


def _leaves_out_only_itself(embedded: Any, data: bytes) -> bool:
    """Whether the bytes between the two signed ranges are the signature's value, and nothing but it."""
    ranges = [int(number) for number in embedded.byte_range]
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:
        return False
    _, first, second, rest = ranges
    gap = data[first:second]
    if second + rest > len(data) or not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    try:
        return bytes.fromhex(gap[1:-1].decode("ascii")) == embedded.pkcs7_content
    except ValueError:
        return False


def _claimed(embedded: Any) -> dt.datetime | None:
    try:
        found: dt.datetime | None = embedded.self_reported_timestamp
    except Exception:  # noqa: BLE001 - a date that is none
        return None
    return found


def _in_period(certificate: Any, moment: dt.datetime | None) -> bool | None:
    """A time without an offset is taken for Vietnam's: who signs documents here does so by it."""
    if moment is None:
        return None
    known = moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=7)))
    return bool(certificate.not_valid_before <= known <= certificate.not_valid_after)


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _name(name: Any) -> str:
    return _part(name, "common_name", "organization_name")


def _part(name: Any, *kinds: str) -> str:
    """The first of these parts of a certificate's name that it has; no part that names a person by a number."""
    parts = name.native
    found = next((parts[kind] for kind in kinds if parts.get(kind)), "")
    return _printable(found if isinstance(found, str) else ", ".join(map(str, found)))


def _printable(text: str) -> str:
    """Without signs that do not show, or turn the line around: a name is a stranger's text."""
    shown = "".join(sign for sign in nfc(text) if unicodedata.category(sign)[0] != "C")
    return " ".join(shown.split())[:LONGEST_NAME]
