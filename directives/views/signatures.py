"""The digital signatures of a file in words: what its bytes show, and that nobody has checked the certificate."""

import datetime as dt
from typing import Any

from core import clock
from directives.models import Original
from directives.reading import signatures as read
from directives.reading.signatures import Signature
from directives.reading.wire import signatures_of

STATES = {
    read.INTACT: "Phần đã ký không thay đổi từ khi ký.",
    read.ALTERED: "Phần đã ký đã bị thay đổi sau khi ký.",
    read.FORGED: "Chữ ký không khớp với chứng thư kèm theo.",
    read.UNKNOWN: "Chưa kiểm tra được phần đã ký có thay đổi không.",
}
SINCE = {
    read.NOTHING: "Chữ ký bao trùm cả tệp.",
    read.SIGNATURES: "Sau chữ ký này, tệp chỉ thêm chữ ký số hoặc dấu thời gian.",
    read.FIELDS: "Sau chữ ký này, tệp có ô được điền thêm.",
    read.CHANGES: "Sau chữ ký này, tệp còn bị thêm hoặc sửa; chữ ký không bảo đảm phần đó.",
    read.UNCLEAR: "Không xác định được sau chữ ký này tệp có bị thêm hoặc sửa không.",
}
NOTES = {
    read.UNREADABLE: "Tệp có chữ ký số nhưng Cổng không đọc được.",
    read.LEFT_OUT: f"Tệp còn chữ ký số khác; Cổng chỉ đọc {read.MOST} chữ ký đầu.",
}
"""In place of all else: nothing of these is known."""
WEAK = ("md5", "sha1")
"""Algorithms with which two files can be made that one signature fits."""


def signature_facts(original: Original) -> list[dict[str, Any]] | None:
    """{"signature", "note", "state", "since", "at", "valid_from", "valid_to", "is_bad", "weak"}
    each; None where nobody has looked. A time is Vietnam's."""
    found = signatures_of(original.signatures)
    return None if found is None else [_facts(one) for one in found]


def _facts(one: Signature) -> dict[str, Any]:
    return {
        "signature": one,
        "note": NOTES.get(one.state, ""),
        "state": STATES.get(one.state, ""),
        "since": SINCE.get(one.since, "") if one.state == read.INTACT else "",
        "at": moment_of(one.stamped_at or one.claimed_at),
        "valid_from": moment_of(one.valid_from),
        "valid_to": moment_of(one.valid_to),
        "is_bad": one.state != read.INTACT or one.since in (read.CHANGES, read.UNCLEAR),
        "weak": one.digest.upper() if one.digest in WEAK else "",
    }


def moment_of(text: str) -> dt.datetime | None:
    """As decrees have a signature's time shown: Vietnam's, to the second; one without an offset is taken for that."""
    if not text:
        return None
    found = dt.datetime.fromisoformat(text)
    return found.astimezone(clock.ZONE) if found.tzinfo else found.replace(tzinfo=clock.ZONE)
