"""A document's number as people type it: "16 ct ttg", "q.đ 3 691", "khoản 2 điều 7 của quyết định 3691 nói gì".

What stays words, however much it looks like a number: "2 mũi", "16 ngày", "F1", "5K", "covid 19", "24/7", "tháng 10",
"115". Either more is said than a number and what belongs to one, or `numbers.bearing` finds no document that fits
all that is said.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from core.text import fold
from search.phones import EMERGENCY

MOST_LETTERS = 24
ARTICLE = re.compile(r"\b(?:dieu ?(?:so )?|d\.? ?)([0-9]{1,3}[a-z]?)\b")
CLAUSE = re.compile(r"\bkhoan ?([0-9]{1,3})\b")
CLAUSE_IN_SHORT = re.compile(r"\bk\.? ?([0-9]{1,3})\b")
POINT = re.compile(r"\bdiem [0-9a-z]{1,2}\b")
DATE = re.compile(r"\b(?:ngay )?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\b")
DATE_IN_WORDS = re.compile(r"\b(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})\b")
DAY_AND_MONTH = re.compile(r"\bngay ([0-9]{1,2})(?:[/.-]| thang )([0-9]{1,2})\b")
MONTH = re.compile(r"(?:0?[1-9]|1[0-2])[/.-](?:19|20)[0-9]{2}")
YEAR = re.compile(r"\bnam ((?:19|20)[0-9]{2})\b")
IS_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
GROUPED = re.compile(r"\b([0-9]{1,3})[ .,]([0-9]{3})\b")
SPACED_OUT = re.compile(r"\b[0-9](?: [0-9])+(?= ?/)")
IN_A_SYMBOL = re.compile(r"(?<=[0-9])([^0-9]*[a-z]{2})[0-9]{1,3}\b")
"""The digits of "1934/CAT-PV01" that belong to who issued it."""
THE_DISEASE = re.compile(r"\b(covid|ncov|cov) ?-? ?(?:19|2)\b")
INITIAL = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
AROUND_A_NUMBER = frozenset({"so", "van", "ban", "cua", "ve", "vb", "tai", "theo"})
ASKED_OF_A_DOCUMENT = frozenset({
    "xem", "tim", "doc", "mo", "noi", "dung", "toan", "file", "pdf", "link", "la", "gi", "co", "con", "het",
    "hieu", "luc", "khong", "chua", "moi", "nhat", "nao", "duoc", "the", "hanh", "ngay", "cho", "hoi", "toi",
    "muon", "can", "nay", "o", "dau", "ra", "sao", "nhu", "khi", "bao", "gio",
})  # fmt: skip
"""Said about a document without telling which: "chỉ thị 16 là gì"."""
LONG_ENOUGH = 4
"""Digits that nobody counts with: so long a number is meant as one even where only a question is asked about it."""


@dataclass(frozen=True)
class Number:
    """A document's number as far as typed: "16 ct ttg" has the digits "16" and the letters "ct", "ttg".

    `said` is all that was said around the digits, folded; `on` is a day and month without their year.
    """

    digits: str
    letters: tuple[str, ...] = ()
    year: int | None = None
    day: dt.date | None = None
    on: tuple[int, int] | None = None
    said: str = field(default="", compare=False)


@dataclass(frozen=True)
class Named:
    """A number with the article and the clause asked for, where they were."""

    number: Number
    article: str = ""
    clause: str = ""


def number_named(text: str) -> Named | None:
    """None where nothing looks like a number, or something looks like more than one."""
    spelled = INITIAL.sub(r"\1", THE_DISEASE.sub(r"\1", " ".join(fold(text).split())))
    article = ARTICLE.search(spelled)
    clause = CLAUSE.search(spelled) or (CLAUSE_IN_SHORT.search(spelled) if article else None)
    for part in (article, clause):
        spelled = spelled.replace(part[0], " ", 1) if part else spelled
    number = number_in(POINT.sub(" ", spelled))
    if number is None:
        return None
    return Named(number, article[1] if article else "", clause[1] if article and clause else "")


def number_in(folded: str) -> Number | None:
    """The number in folded text, when nothing in it looks like more than a number."""
    rest, day = _date_in(folded)
    on = DAY_AND_MONTH.search(rest)
    rest = DAY_AND_MONTH.sub(" ", rest)
    year = YEAR.search(rest)
    rest = _ungrouped(IN_A_SYMBOL.sub(r"\1", YEAR.sub(" ", rest)))
    digits, said = re.findall(r"[0-9]+", rest), re.findall(r"[^\W\d_]+", rest)
    letters = [word for word in said if word not in AROUND_A_NUMBER | ASKED_OF_A_DOCUMENT]
    if not _is_one(digits, letters, said) or MONTH.fullmatch(rest.strip()):
        return None
    years = [int(found) for found in [*(year.groups() if year else ()), *digits[1:]]]
    return Number(
        digits=digits[0].lstrip("0") or "0",
        letters=tuple(letters),
        year=years[0] if years else None,
        day=day,
        on=(int(on[1]), int(on[2])) if on else None,
        said=" ".join(said),
    )


def _is_one(digits: list[str], letters: list[str], said: list[str]) -> bool:
    if not digits or len(digits) > 2 or len(digits[0]) > 6 or len(letters) > MOST_LETTERS:
        return False
    if digits[1:] and not IS_YEAR.fullmatch(digits[1]):
        return False
    asked = not ASKED_OF_A_DOCUMENT.isdisjoint(said)
    if letters:
        return True
    return digits[0] not in EMERGENCY and (not asked or _is_unlike_a_count(digits[0]))


def _is_unlike_a_count(digits: str) -> bool:
    return len(digits) >= LONG_ENOUGH and not IS_YEAR.fullmatch(digits)


def _ungrouped(text: str) -> str:
    """ "3 691", "3.691" and "1 6/ct" in one piece."""
    joined = SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    return GROUPED.sub(r"\1\2", joined) if len(re.findall(r"[0-9]+", joined)) == 2 else joined


def _date_in(folded: str) -> tuple[str, dt.date | None]:
    for pattern in (DATE, DATE_IN_WORDS):
        if found := pattern.search(folded):
            day, month, year = map(int, found.groups())
            try:
                return pattern.sub(" ", folded), dt.date(year, month, day)
            except ValueError:
                return folded, None
    return folded, None
