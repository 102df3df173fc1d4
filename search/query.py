"""What was asked, as typed: the address of the page and of the API read into one value."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.http import QueryDict

from core import clock, force
from core.searchable import KINDS
from core.text import nfc
from units.selectors.areas import area_at

LONGEST = 300
PER_PAGE = 10
NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
LAST_PAGE = 1_000
KIND_NAMES = {
    "directive": "Văn bản",
    "guidance": "Hướng dẫn",
    "hotline": "Đường dây nóng",
    "service": "Dịch vụ thiết yếu",
    "news": "Tin tức",
    "area": "Địa bàn",
    "dataset": "Dữ liệu",
}
"""{code of the public API: on screen}"""
Sort = Literal["", "newest", "oldest"]
SORTS: dict[str, Sort] = {"moi": "newest", "cu": "oldest"}
"""{in the address: by the day of the document}; otherwise by how well it answers."""


@dataclass(frozen=True)
class Filters:
    """Only what fits all of these is found; empty means any. `area` is a code, with all that lies below it; statuses
    are those of the day `on`, else of the query's."""

    kinds: tuple[str, ...] = ()
    type: str = ""
    issuer: str = ""
    area: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    year: int | None = None
    status: str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Query:
    """`text` is NFC and at most `LONGEST` characters; `page` counts from 1; `day` is that of what is shown."""

    text: str
    day: dt.date
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    per_page: int = PER_PAGE
    by_article: bool = False
    sort: Sort = ""

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


def plain(text: str) -> str:
    """A query's text as it is kept: composed, on one line, not longer than anyone types, no character that a feed
    can't carry."""
    typed = NOT_TEXT.sub(" ", text[: LONGEST * 4])
    return " ".join(nfc(typed).split())[:LONGEST].strip()


def from_address(asked: QueryDict) -> tuple[Query, list[str]]:
    """The page's address read; what can't be used is left out, and a sentence says so."""
    reader = _Reader(asked, clock.today())
    filters = Filters(
        kinds=reader.kinds(),
        type=reader.text("the-loai", 60),
        issuer=reader.text("co-quan", 255),
        area=reader.value("dia-ban", reader.area),
        since=reader.value("tu", _date),
        until=reader.value("den", _date),
        year=reader.value("nam", _year),
        status=reader.value("hieu-luc", _status),
        on=reader.value("ngay", _date),
    )
    if filters.since and filters.until and filters.since > filters.until:
        reader.notices.append("“Từ ngày” đứng sau “đến ngày” nên hai mốc này không được dùng.")
        filters = replace(filters, since=None, until=None)
    page = reader.value("trang", _page) or 1
    sort = reader.value("sap-xep", _sort)
    return Query(plain(asked.get("q", "")), reader.day, filters, page, sort=sort), reader.notices


NAMES = {
    "loai": "Loại",
    "dia-ban": "Địa bàn",
    "tu": "Từ ngày",
    "den": "Đến ngày",
    "nam": "Năm ban hành",
    "hieu-luc": "Hiệu lực",
    "ngay": "Hiệu lực tại ngày",
    "sap-xep": "Thứ tự",
    "trang": "Số trang",
}
EMPTY: dict[str, Any] = {"dia-ban": "", "hieu-luc": "", "sap-xep": ""}
"""What stands for a parameter that is absent; None where it is not here."""


class _Reader:
    """Reads parameters one by one and remembers what it could not use."""

    def __init__(self, asked: QueryDict, day: dt.date) -> None:
        self.asked, self.day = asked, day
        self.notices: list[str] = []

    def text(self, name: str, longest: int) -> str:
        return nfc(self.asked.get(name, ""))[:longest].strip()

    def kinds(self) -> tuple[str, ...]:
        given = [value for value in self.asked.getlist("loai") if value]
        if any(value not in KINDS for value in given):
            self._refuse("loai")
        return tuple(kind for kind in KINDS if kind in given)

    def value(self, name: str, read: Callable[[str], Any]) -> Any:
        """What `read` makes of a parameter; its empty value when absent or unusable (`ValueError`)."""
        given = self.asked.get(name, "").strip()
        try:
            return read(given[:100]) if given else EMPTY.get(name)
        except ValueError:
            self._refuse(name)
            return EMPTY.get(name)

    def area(self, code: str) -> str:
        if area_at(code, self.day) is None:
            raise ValueError(code)
        return code

    def _refuse(self, name: str) -> None:
        self.notices.append(f"“{NAMES[name]}” không hợp lệ nên không được dùng.")


def _date(text: str) -> dt.date:
    """ "08/10/2021" or "2021-10-08"."""
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text):
        day, month, year = map(int, found.groups())
        return dt.date(year, month, day)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return dt.date.fromisoformat(text)
    raise ValueError(text)


def _status(text: str) -> str:
    if text not in force.LABELS:
        raise ValueError(text)
    return text


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text) or text == "0000":
        raise ValueError(text)
    return int(text)


def _sort(text: str) -> Sort:
    if text not in SORTS:
        raise ValueError(text)
    return SORTS[text]


def _page(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= LAST_PAGE:
        raise ValueError(text)
    return int(text)
