"""The digital signatures of a PDF: who, when, and whether what was signed is unchanged; never whether to trust it.

Whether a recognised authority issued the certificate, and had not revoked it, is not looked at: no list of those
that Vietnam recognises is kept here, and nothing is asked of anybody.
"""

import io
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

MOST = 20
"""Of one file; a document has one of who signs it, one of the office, and perhaps time stamps."""
SECONDS = 15
INTACT, ALTERED, FORGED, UNKNOWN, UNREADABLE, LEFT_OUT = (
    "intact",
    "altered",
    "forged",
    "unknown",
    "unreadable",
    "left_out",
)
"""The bytes are those that were signed; they are not; the value is not of this certificate's key; made in a way that
cannot be checked here; cannot be read; stands for all beyond the first `MOST`."""
NOTHING, SIGNATURES, FIELDS, CHANGES, UNCLEAR = "nothing", "signatures", "fields", "changes", "unclear"
"""What was added to the file after this signature: further signatures and proofs of them; values in its form;
anything else; cannot be told, as when it leaves out bytes of its own version of the file, or too much came after."""
_MARK = b"/ByteRange"
"""In every signature, and never compressed: the place of its value in the file is counted in bytes."""


@dataclass(frozen=True)
class Signature:
    """One signature, in values that JSON has. Moments are ISO 8601, empty where unknown; without an offset where the
    file gives none.

    `state` and `since`: as above, `since` empty where nothing could be checked. `name`, `organisation`, `issuer`: as
    the certificate says, which anyone may have made (`self_issued`: by its holder). `claimed_at`: what the signer's
    machine said; `stamped_at`: what the time stamp on the signature says, by `stamped_by`, if it belongs to it and is
    intact. `is_stamp`: of a time stamp on the whole document. `in_period`: whether the certificate was valid at the
    one or the other; None where no time is known. `digest`: the algorithm, as `sha256`.
    """

    state: str
    since: str = ""
    name: str = ""
    organisation: str = ""
    issuer: str = ""
    self_issued: bool = False
    claimed_at: str = ""
    stamped_at: str = ""
    stamped_by: str = ""
    is_stamp: bool = False
    valid_from: str = ""
    valid_to: str = ""
    in_period: bool | None = None
    digest: str = ""


class _TooLong(BaseException):
    """No `Exception`: what looks into the file must not take it for one of its own."""


def read(data: bytes) -> tuple[Signature, ...]:
    """In the order in which they were added. What cannot be read or takes too long is told as such, never raised."""
    if _MARK not in data:
        return ()
    found: list[Signature] = []
    try:
        with _at_most(SECONDS):
            _read(data, found)
    except (Exception, _TooLong):  # noqa: BLE001 - whatever a stranger's file makes a library raise
        return tuple(found) or (Signature(UNREADABLE),)
    return tuple(found)


def _read(data: bytes, found: list[Signature]) -> None:
    """First what each says; then what came after it, which takes long in a large file, and may be left `unclear`."""
    from directives.reading import signed

    embedded, unread, more = _embedded(data)
    checked = [_checked(one) for one in embedded]
    found.extend([*checked, *[Signature(UNREADABLE)] * unread, *[Signature(LEFT_OUT)] * more])
    for at, one in enumerate(embedded):
        if checked[at].since:
            found[at] = replace(checked[at], since=signed.since(one, data))


def _embedded(data: bytes) -> tuple[list[Any], int, bool]:
    """pyHanko's signatures, how many cannot be read, whether there are more than `MOST`."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(io.BytesIO(data), strict=False)
    fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST + 1))
    parsed = [_parsed(reader, field, name) for name, _, field in fields[:MOST]]
    known = sorted((one for one in parsed if one is not None), key=lambda one: one.signed_revision)
    return known, parsed.count(None), len(fields) > MOST


def _parsed(reader: Any, field: Any, name: str) -> Any:
    """None for what is none."""
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        found = EmbeddedPdfSignature(reader, field, name)
        return found if found.signer_cert.subject else None
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library raise
        return None


def _checked(embedded: Any) -> Signature:
    from directives.reading import signed

    try:
        return signed.checked(embedded)
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library raise
        return Signature(UNREADABLE)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises `_TooLong` inside the block when the time is up. Only a main thread hears it, as a child's is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: Any) -> None:
    raise _TooLong


def remarks_on(signatures: Sequence[Signature]) -> Iterator[str]:
    """What a clerk is told, a sentence or two each."""
    states = {one.state for one in signatures}
    if states & {ALTERED, FORGED}:
        yield "Chữ ký số trong tệp không khớp nội dung: tệp đã bị thay đổi sau khi ký. Hãy xin lại bản gốc."
    if any(one.since in (CHANGES, UNCLEAR) for one in signatures):
        yield "Tệp có phần được thêm hoặc sửa sau khi ký số; chữ ký số không bảo đảm phần đó. Hãy xin lại bản gốc."
    if UNREADABLE in states:
        yield "Tệp có chữ ký số nhưng Cổng không đọc được; hãy kiểm tra bằng phần mềm ký số."
    if LEFT_OUT in states:
        yield f"Tệp có hơn {MOST} chữ ký số; Cổng chỉ đọc {MOST} chữ ký đầu."
