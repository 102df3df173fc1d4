"""A directive as running text cites it (Nghị định 30/2020/NĐ-CP, phụ lục I: type, number, day, issuer)."""

import datetime as dt
import re

from directives.models import DirectivePage

LAST_PADDED = 2
"""The last month that is written with a nought."""
_ROMAN = re.compile(r"[IVXLC]+")


def cited_as(page: DirectivePage) -> str:
    """ "Quyết định số 3691/QĐ-UBND ngày 08 tháng 10 năm 2021 của Ủy ban nhân dân tỉnh"; what is not known is left
    out, and without a number the title stands for it."""
    return _on_day_of_issuer(page, _numbered(page) if page.full_number else page.title)


def cited_without_words(page: DirectivePage) -> str:
    """As above, without a word of the document's own: a title may be its abstract."""
    return _on_day_of_issuer(page, _numbered(page) if page.full_number else _kind(page))


def _kind(page: DirectivePage) -> str:
    return page.type.name if page.type else "Văn bản"


def _numbered(page: DirectivePage) -> str:
    return f"{_kind(page)} số {page.full_number}"


def _on_day_of_issuer(page: DirectivePage, named: str) -> str:
    day = f"ngày {written(page.date)}" if page.date else ""
    issuer = f"của {page.issuer.name}" if page.issuer else ""
    return " ".join(filter(None, (named, day, issuer)))


def written(day: dt.date) -> str:
    """ "08 tháng 10 năm 2021": days below 10 and the first two months with a nought."""
    month = f"{day:%m}" if day.month <= LAST_PADDED else str(day.month)
    return f"{day:%d} tháng {month} năm {day.year}"


def part_named(title: str, number: int) -> str:
    """What follows the article's number where an attached part is cited: "Quy chế ban hành kèm theo"."""
    words = [word if _ROMAN.fullmatch(word) else word.lower() for word in title.split()]
    kind = " ".join(words)
    return f"{kind[:1].upper()}{kind[1:]} ban hành kèm theo" if kind else f"phần {number} kèm theo"
