"""The text of a directive cut into chapters, articles, clauses and items, each with the anchor of its address.

Nothing is guessed: a line that does not open something by its printed number stays a line of what stands before it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.text import nfc, slug
from directives.tables import rows_among

PART, CHAPTER, ARTICLE, ITEM, TEXT = "part", "chapter", "article", "item", "text"
LONGEST_HEADING = 200
LONGEST_LEAD = 80
"""A longer line that ends in a colon is a sentence that leads into what follows."""
LONGEST_QUOTE = 80
"""How many lines an amendment may quote before its opening mark counts as a slip of the pen."""

_CHAPTER = re.compile(
    r"(?P<kind>Phần|Chương|Mục|Tiểu mục) (?P<number>[IVXLC]{1,7}|\d{1,3}|thứ \w{2,6}(?: \w{2,6})?)(?P<rest>\W.*)?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"Điều (?P<number>\d{1,4}[a-zđ]?) ?(?:[.:](?: ?[-–])?|$)(?P<rest>.*)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<label>(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}) ?[.)]) (?P<rest>.+)")
_POINT = re.compile(r"(?P<label>(?P<number>[a-zđ]{1,2}(?:\.\d{1,2})?)\)) ?(?P<rest>.+)")
_ROMAN = re.compile(r"(?P<number>[IVXLC]{1,7}) ?(?:[.)]|[-–](?= )) ?(?P<rest>.+)")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<mark> ?[.)])? (?P<rest>.+)")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass
class ProvisionData:
    """A `Provision` before it is stored. `lines`: [{"text", "label", "anchor"}], labels as printed ("1.", "a)")."""

    part: int
    order: int
    level: str
    label: str = ""
    heading: str = ""
    anchor: str = ""
    lines: list[dict[str, str]] = field(default_factory=list)


def read(parts: Sequence[tuple[str, str]]) -> list[ProvisionData]:
    """(title, text) of the document itself and of each part attached to it → provisions in reading order.

    A paragraph is a line. Anchors are unique in the document: "dieu-7-khoan-2", in the k-th attached part
    "kem-theo-1-dieu-7", for an item "muc-1-2"; one that is claimed again gets "-lan-2". Never raises.
    """
    anchors = _Anchors()
    found = [
        provision
        for number, (title, text) in enumerate(parts)
        for provision in _Part(number, anchors).read(title, text)
    ]
    for order, provision in enumerate(found):
        provision.order = order
    return found


class _Anchors:
    """Gives each anchor once, whatever the text repeats."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._asked: Counter[str] = Counter()

    def claim(self, wanted: str) -> str:
        anchor = wanted
        while anchor in self._taken:
            self._asked[wanted] += 1
            anchor = f"{wanted}-lan-{self._asked[wanted] + 1}"
        self._taken.add(anchor)
        return anchor


class _Part:
    """Reads one part line by line; `_openers` say in turn whether a line opens something."""

    def __init__(self, number: int, anchors: _Anchors) -> None:
        self._number, self._anchors = number, anchors
        self._prefix = f"kem-theo-{number}-" if number else ""
        self._found: list[ProvisionData] = []
        self._chapter_anchor = self._clause_anchor = ""
        self._path: tuple[int, ...] = ()
        self._roman = 0

    def read(self, title: str, text: str) -> list[ProvisionData]:
        heading = _tidy(title)
        if self._number or heading:
            self._open(PART, heading=heading, wanted=self._prefix.rstrip("-"))
        lines = [tidy for line in nfc(text).splitlines() if (tidy := _tidy(line))]
        quoted = _quoted(lines)
        rows = rows_among(lines)
        articles = any(_ARTICLE.fullmatch(line) for n, line in enumerate(lines) if n not in quoted and n not in rows)
        openers = (self._chapter, self._article, self._clause, self._point) if articles else (self._item, self._point)
        for n, line in enumerate(lines):
            if n in rows:
                self._text(line)
            elif n in quoted or not any(opens(line) for opens in openers):
                self._continue(line)
        return self._found

    def _open(self, level: str, *, label: str = "", heading: str = "", wanted: str = "") -> str:
        anchor = self._anchors.claim(wanted) if wanted else ""
        self._found.append(ProvisionData(self._number, 0, level, label, heading, anchor))
        self._clause_anchor = anchor
        return anchor

    def _chapter(self, line: str) -> bool:
        found = _CHAPTER.fullmatch(line)
        rest = (found["rest"] or "").strip() if found else ""
        if not found or (rest and rest[0] not in ".:" and not rest.isupper()):
            return False
        kind, number = found["kind"].capitalize(), found["number"]
        above = f"{self._chapter_anchor}-" if "ục" in kind and self._chapter_anchor else self._prefix
        wanted = f"{above}{slug(kind)}-{_value(number.upper()) or slug(number)}"
        heading = rest.lstrip(".:–- ")
        anchor = self._open(CHAPTER, label=f"{kind} {number}", heading=heading, wanted=wanted)
        if "ục" not in kind:
            self._chapter_anchor = anchor
        return True

    def _article(self, line: str) -> bool:
        found = _ARTICLE.fullmatch(line)
        if not found:
            return False
        number = found["number"].lower()
        self._open(ARTICLE, label=f"Điều {number}", wanted=f"{self._prefix}dieu-{_letter(number)}")
        self._head_or_line(found["rest"].strip())
        return True

    def _item(self, line: str) -> bool:
        path = self._item_path(line)
        if not path:
            return False
        number, rest = path
        self._open(ITEM, label=number, wanted=f"{self._prefix}muc-{'-'.join(map(str, self._path))}")
        self._head_or_line(rest)
        return True

    def _item_path(self, line: str) -> tuple[str, str] | None:
        """(number as printed, text behind it), with `_path` moved there; "1.1" needs a "1" before it."""
        if (found := _ROMAN.fullmatch(line)) and (value := _value(found["number"])):
            self._roman, self._path = value, (value,)
            return found["number"], found["rest"]
        found = _NUMBERED.fullmatch(line)
        if not found:
            return None
        numbers = tuple(map(int, found["number"].split(".")))
        above = (self._roman,) if self._roman else ()
        follows = numbers[:1] == self._path[len(above) : len(above) + 1]
        if not (found["mark"] if len(numbers) == 1 else follows):
            return None
        self._path = above + numbers
        return found["number"], found["rest"]

    def _clause(self, line: str) -> bool:
        found = _CLAUSE.fullmatch(line)
        if not found or not self._in(ARTICLE):
            return False
        wanted = f"{self._found[-1].anchor}-khoan-{found['number'].replace('.', '-')}"
        self._clause_anchor = self._anchors.claim(wanted)
        self._add(found["rest"], found["label"], self._clause_anchor)
        return True

    def _point(self, line: str) -> bool:
        found = _POINT.fullmatch(line)
        if not found or not self._in(ARTICLE, ITEM):
            return False
        wanted = f"{self._clause_anchor}-diem-{_letter(found['number'])}"
        self._add(found["rest"], found["label"], self._anchors.claim(wanted))
        return True

    def _in(self, *levels: str) -> bool:
        return bool(self._found) and self._found[-1].level in levels

    def _continue(self, line: str) -> None:
        """A line that opens nothing: the heading that still misses, or a paragraph."""
        if self._completes_heading(line):
            self._found[-1].heading = f"{self._found[-1].heading} {line}".strip()
            return
        self._text(line)

    def _text(self, line: str) -> None:
        """Of a table, or a paragraph: it opens nothing and is no heading, whatever it begins with."""
        if not self._found or self._in(PART, CHAPTER):
            self._open(TEXT)
        self._add(line)

    def _completes_heading(self, line: str) -> bool:
        """A chapter's heading runs on in capitals; an article's stands below its number, or nowhere."""
        if not self._in(CHAPTER, ARTICLE) or self._found[-1].lines:
            return False
        heading = self._found[-1].heading
        if heading:
            return self._in(CHAPTER) and line.isupper() and len(heading) + len(line) < LONGEST_HEADING
        return _is_heading(line)

    def _head_or_line(self, text: str) -> None:
        """What stands behind the number of an article or item: its heading, or already its text."""
        if _is_heading(text):
            self._found[-1].heading = text
        elif text:
            self._add(text)

    def _add(self, text: str, label: str = "", anchor: str = "") -> None:
        self._found[-1].lines.append({"text": text, "label": label, "anchor": anchor})


def _is_heading(text: str) -> bool:
    longest = LONGEST_LEAD if text.endswith(":") else LONGEST_HEADING
    return bool(text) and len(text) <= longest and text[-1] not in ".;,"


def _tidy(line: str) -> str:
    return " ".join(nfc(line).split())


def _quoted(lines: Sequence[str]) -> set[int]:
    """Lines of an amendment's quoted text: from one that opens a quotation to the one that closes it."""
    found: set[int] = set()
    for start, line in enumerate(lines):
        if start not in found and line.startswith("“") and "”" not in line:
            found.update(_until_closed(lines, start))
    return found


def _until_closed(lines: Sequence[str], start: int) -> Iterator[int]:
    last = next((n for n in range(start, min(start + LONGEST_QUOTE, len(lines))) if "”" in lines[n]), start - 1)
    yield from range(start, last + 1)


def _letter(number: str) -> str:
    """ "7đ" → "7dd": đ comes after d, and an anchor is plain ASCII."""
    return slug(number.replace("đ", "dd").replace(".", "-"))


def _value(number: str) -> int:
    """A Roman or Arabic numeral's value; 0 for what is neither."""
    if number.isascii() and number.isdigit():
        return int(number)
    if not re.fullmatch(r"C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", number):
        return 0
    pairs = zip(number, [*number[1:], "I"], strict=True)
    return sum(-_VALUES[one] if _VALUES[one] < _VALUES[after] else _VALUES[one] for one, after in pairs)
