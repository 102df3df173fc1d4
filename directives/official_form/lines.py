"""How each line of a document looks, whatever file it is rendered to."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from directives.official_form.text import OfficialText, Part

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LETTER = "Công văn"
"""The one type that does not print its name: its abstract stands below its number."""

DECIDING = ("QUYẾT ĐỊNH:", "QUYẾT NGHỊ:")
ARTICLE = re.compile(r"(Điều \d+[a-z]?\.)\s*(.*)")
CHAPTER = re.compile(r"(Chương [IVXLC]+|Mục \d+)$")
ROMAN = re.compile(r"[IVX]+\. ")


class Role(Enum):
    """What a line is for the eye."""

    TITLE = "centred, bold"
    GROUND = "italic"
    ADDRESSEE = "centred, or below “Kính gửi:”"
    TEXT = "a paragraph"


@dataclass(frozen=True)
class Line:
    """A paragraph: its first words in bold (all of them in a heading), then the rest."""

    role: Role
    bold: str
    rest: str

    @property
    def text(self) -> str:
        return f"{self.bold} {self.rest}".strip()


def date_line(text: OfficialText) -> str:
    """ "Nghệ An, ngày 08 tháng 10 năm 2021"."""
    return f"{text.place}, {long_date(text.date)}"


def long_date(day: dt.date) -> str:
    """ "ngày 08 tháng 10 năm 2021"; of the months only January and February take a zero."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def number_line(text: OfficialText) -> str:
    return f"Số: {text.number}"


def attached_to(text: OfficialText, part: Part) -> str:
    """ "(Ban hành kèm theo Quyết định số …)"; empty where the part's own first line says it."""
    if part.lines[0].startswith("("):
        return ""
    issuer = f" của {text.issuer_name}" if text.issuer_name else ""
    verb = "Kèm theo" if part.kind.startswith("PHỤ LỤC") else "Ban hành kèm theo"
    return f"({verb} {text.type} số {text.number} {long_date(text.date)}{issuer})"


def lines(part: Part) -> Iterator[Line]:
    """The paragraphs of a part, each with its role."""
    decides_at = next((at for at, line in enumerate(part.lines) if line in DECIDING), 0)
    addressed = False
    for at, line in enumerate(part.lines):
        addressed = line.startswith("Kính gửi:") or (addressed and line.startswith("- "))
        yield _line(line, before_decision=at < decides_at, addressed=addressed)


def _line(line: str, *, before_decision: bool, addressed: bool) -> Line:
    if addressed:
        return Line(Role.ADDRESSEE, "", line)
    if ROMAN.match(line):
        return Line(Role.TEXT, line, "")
    if CHAPTER.match(line) or _is_shouted(line):
        return Line(Role.TITLE, line, "")
    if before_decision:
        return Line(Role.GROUND, "", line)
    return _article(line)


def _article(line: str) -> Line:
    """An article's number is bold, its heading too; one without heading goes on in plain letters."""
    found = ARTICLE.match(line)
    if not found:
        return Line(Role.TEXT, "", line)
    label, rest = found.groups()
    is_heading = bool(rest) and rest[-1] not in ".;:,/"
    return Line(Role.TEXT, line, "") if is_heading else Line(Role.TEXT, label, rest)


def _is_shouted(line: str) -> bool:
    return line == line.upper() and line[0].isalpha() and len(line) > 3
