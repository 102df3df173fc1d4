"""The plain text of a demo directive: a TOML head between two lines of `+++`, then one paragraph a line.

A line `=== QUY CHẾ | Về …` begins an attached part: its kind, its title.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.province import Province, ProvinceError
from core.text import nfc
from directives.official_form import OfficialText, Part

FENCE = "+++\n"
FORMATS = ("pdf", "docx", "txt")
WORDS = ("unit", "format", "number", "place", "type", "abstract", "signer")
"""Fields that hold some text."""


@dataclass(frozen=True)
class DemoText(OfficialText):
    """One directive: `unit` hands it in, in that format, in a file of that name."""

    name: str
    unit: str
    format: str


def read_texts(province: Province) -> list[DemoText]:
    """The demo directives of a province in the order of their names; none where it has no such folder."""
    return [read_text(path) for path in sorted((province.folder / "demo" / "directives").glob("*.txt"))]


def read_text(path: Path) -> DemoText:
    """One file. Raises `ProvinceError`, which names the file and what is wrong with which field."""
    try:
        return _parse(path.stem, nfc(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise ProvinceError(str(error), file=path.name) from error


def _parse(name: str, content: str) -> DemoText:
    before, head, body = [*content.split(FENCE, 2), "", ""][:3]
    if before.strip() or not body.strip():
        raise ValueError("cần phần đầu giữa hai dòng “+++” rồi đến nội dung")
    fields = tomllib.loads(head)
    return DemoText(
        name=name,
        superior=_text(fields, "superior", required=False),
        issuer=_lines(fields, "issuer"),
        issuer_name=_text(fields, "issuer_name", required=False),
        date=_date(fields),
        signer_office=_lines(fields, "signer_office"),
        recipients=_lines(fields, "recipients"),
        parts=parts_of(body),
        stamps=_lines(fields, "stamps") if "stamps" in fields else (),
        **_words(fields),
    )


def _words(fields: dict[str, Any]) -> dict[str, str]:
    words = {field: _text(fields, field) for field in WORDS}
    if words["format"] not in FORMATS:
        raise ValueError(f"trường “format” phải là {', '.join(FORMATS)}")
    return words


def _text(fields: dict[str, Any], field: str, *, required: bool = True) -> str:
    value = fields.get(field, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise ValueError(f"trường “{field}” phải là chữ, không được để trống")
    return value.strip()


def _lines(fields: dict[str, Any], field: str) -> tuple[str, ...]:
    value = fields.get(field)
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line.strip() for line in lines):
        raise ValueError(f"trường “{field}” phải là một hay nhiều dòng chữ")
    return tuple(line.strip() for line in lines)


def _date(fields: dict[str, Any]) -> dt.date:
    value = fields.get("date")
    if not isinstance(value, dt.date):
        raise ValueError("trường “date” phải là ngày dạng 2021-10-08")
    return value


def parts_of(body: str) -> tuple[Part, ...]:
    """The document itself and what is attached. Raises `ValueError` where one of them says nothing."""
    first, *others = f"\n{body}".split("\n===")
    return (Part("", "", _paragraphs(first)), *map(_attached, others))


def _attached(text: str) -> Part:
    title, _, body = text.partition("\n")
    kind, separator, rest = map(str.strip, title.partition("|"))
    if not (kind and separator and rest):
        raise ValueError(f"dòng “==={title}” phải có dạng “=== QUY CHẾ | Tên”")
    return Part(kind, rest, _paragraphs(body))


def _paragraphs(text: str) -> tuple[str, ...]:
    lines = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
    if not lines:
        raise ValueError("có phần không có nội dung")
    return lines
