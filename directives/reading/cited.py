"""How one document names another: "Quyết định số 415/QĐ-SYT ngày 05/10/2021 của Sở Y tế"."""

import re

from directives.reading.dates import DAY

TYPES = (
    r"(?:Quyết định|Chỉ thị|Công văn|Công điện|Kế hoạch|Thông báo|Hướng dẫn|Nghị quyết|Quy định|Quy chế|Phương án"
    r"|Thông cáo|Đề án|Văn bản)"
)
_NUMBER = r"(?P<number>\d{1,5}[a-zA-Z]?)\s*/\s*(?P<symbol>[A-ZĐ0-9][\wĐ.&-]*(?:/[A-ZĐ][\w.&-]*)*)"
_ISSUER = (
    r"(?P<issuer>(?:[^.,;:()“”]|,(?= chống\b| Thể thao\b))+?)"
    r"(?=\s+(?:về|từ|kể từ|do|vì|cho|ban hành|quy định|sửa đổi|như|bằng|cho đến|đến|đối với)\b"
    rf"|,? và (?:{TYPES} số|các |thay |bãi |điều |khoản |điểm )|[.;:()“”]|,(?! chống\b| Thể thao\b)|$)"
)
CITED = re.compile(
    rf"{TYPES} số\s*:?\s*{_NUMBER}(?:\s*,?\s*{DAY.format('')})?(?:\s+(?:của|do)\s+{_ISSUER})?", re.IGNORECASE
)
"""Groups `number`, `symbol`, `issuer` and those of the day."""
