"""What a document says of its own force, and what it does to others. Only sentences about itself count."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.reading.dates import DAY, day_of

REPLACES, PARTLY_REPLACES, AMENDS = "thay_the", "thay_the_mot_phan", "sua_doi"
REPEALS, SUSPENDS = "bai_bo", "ngung"
_TYPES = (
    r"(?:Quyết định|Chỉ thị|Công văn|Công điện|Kế hoạch|Thông báo|Hướng dẫn|Nghị quyết|Quy định|Quy chế|Phương án"
    r"|Thông cáo|Đề án|Văn bản)"
)
_NUMBER = r"(?P<number>\d{1,5}[a-zA-Z]?)\s*/\s*(?P<symbol>[A-ZĐ0-9][\wĐ.&-]*(?:/[A-ZĐ][\w.&-]*)*)"
_ISSUER = (
    r"(?P<issuer>(?:[^.,;:()“”]|,(?= chống\b| Thể thao\b))+?)"
    r"(?=\s+(?:về|từ|kể từ|cho|ban hành|quy định|sửa đổi|như|bằng|cho đến|đến|đối với)\b"
    rf"|,? và (?:{_TYPES} số|các |thay |bãi )|[.;:()“”]|,(?! chống\b| Thể thao\b)|$)"
)
_CITED = re.compile(
    rf"{_TYPES} số\s*:?\s*{_NUMBER}(?:\s*,?\s*{DAY.format('')})?(?:\s+(?:của|do)\s+{_ISSUER})?", re.IGNORECASE
)
_ITSELF = re.compile(rf"{_TYPES} này\b|^(?:Điều \d+[.:]|\d+[.)]|[a-zđ]\)|[-+])?\s*(?=Sửa đổi|Bãi bỏ|Ngưng|Thay thế)")
_PIECE = r"(?:một phần|(?:các |một số )?(?:điều|khoản|điểm|mục|phụ lục|nội dung)\b[^.;]{0,80}?)"
_BEFORE = (
    (PARTLY_REPLACES, rf"\bthay thế(?: cho)?\s+{_PIECE}\s+"),
    (REPLACES, r"\bthay thế(?: cho)?\s*:?\s+"),
    (AMENDS, r"\bsửa đổi(?:, bổ sung)?\s+(?:[^.;“]{0,120}?\s)?"),
    (AMENDS, rf"\bbãi bỏ\s+{_PIECE}\s+"),
    (REPEALS, r"\bbãi bỏ\s*:?\s+"),
    (SUSPENDS, r"\bngưng\s+(?:(?:áp dụng|thực hiện|hiệu lực|thi hành|của|toàn bộ)\s+){0,4}"),
)
"""(kind, what stands before the first document named)"""
_ACTS = tuple((kind, re.compile(f"{before}(?={_CITED.pattern})", re.IGNORECASE)) for kind, before in _BEFORE)
_AND = re.compile(r"\s*(?:, và|,|;|và)\s*", re.IGNORECASE)
_HOUR = r"(?:\d{1,2} giờ(?: \d{1,2} phút)?,? )?"
_IN_FORCE = re.compile(
    rf"{_TYPES} này\b[^.;]{{0,160}}?\bcó hiệu lực(?: thi hành)?(?: kể)? từ "
    rf"(?:(?P<signed>ngày (?:ký|ban hành))|{_HOUR}{DAY.format('')})"
    rf"(?:[^.;]{{0,20}}?đến hết {DAY.format('to')})?"
)


@dataclass(frozen=True)
class Relation:
    """What the document does to another; `number` with its symbol."""

    kind: str
    number: str
    date: dt.date | None
    issuer: str


@dataclass(frozen=True)
class Period:
    """First day in force, first day no longer in force; None where the document does not say."""

    start: dt.date | None = None
    end: dt.date | None = None


def read_period(texts: Sequence[str], signed: dt.date | None) -> Period:
    """From the sentence that says so; "kể từ ngày ký" is the document's own date."""
    found = [match for text in texts for match in _IN_FORCE.finditer(text)]
    if len(found) != 1:
        return Period()
    start = signed if found[0]["signed"] else day_of(found[0])
    last = day_of(found[0], "to")
    return Period(start, last + dt.timedelta(days=1) if last and (start is None or last >= start) else None)


def read_relations(texts: Sequence[str]) -> list[Relation]:
    """Each document once, by the first thing that is said of it."""
    found: dict[tuple[str, dt.date | None], Relation] = {}
    for text in texts:
        for sentence in re.split(r"(?<=[.;])\s+(?=[A-ZĐ])", text):
            for relation in _of_sentence(sentence):
                found.setdefault((relation.number, relation.date), relation)
    return list(found.values())


def _of_sentence(sentence: str) -> Iterator[Relation]:
    if not _ITSELF.search(sentence):
        return
    taken = 0
    for kind, acts in _ACTS:
        for act in acts.finditer(sentence):
            if act.start() >= taken:
                taken = max(taken, act.end())
                yield from _cited(sentence, act.end(), kind)


def _cited(sentence: str, at: int, kind: str) -> Iterator[Relation]:
    """The documents named one after another from there on; one that only belongs to another's title is not."""
    while found := _CITED.match(sentence, at):
        number = f"{found['number']}/{found['symbol'].rstrip('.')}"
        yield Relation(kind, number, day_of(found), " ".join((found["issuer"] or "").split()))
        joint = _AND.match(sentence, found.end())
        if not joint:
            return
        at = joint.end()
