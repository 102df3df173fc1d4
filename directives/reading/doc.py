"""The text of Word's old files, by catdoc: small, quick, and it knows no macros, so that it can run none.

LibreOffice would keep tables as tables, but takes seconds and more memory than a file may cost here.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.problems import Code, Unreadable
from core.text import fold, nfc
from directives.reading.lines import FULL, RIGHT, Line, Page
from directives.reading.old_encodings import decoded, encoding_of
from directives.reading.programs import printed
from directives.tables import row_line

SECONDS = 30
_RIGHT_CELL = re.compile(r"cong hoa xa hoi|doc lap ?[-–—]|.*, ?ngay\b.* thang\b|(?:tm|kt|tl|tuq|q)\. ?\w")
_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|HYPERLINK|TOC)\b.*")


def is_there() -> bool:
    return shutil.which(_program()) is not None


def _program() -> str:
    return os.environ.get("CATDOC", "catdoc")


def read(data: bytes, *, name: str) -> list[Page]:
    """One page. Raises `Unreadable`."""
    text = nfc(_said(data, name))
    encoding = encoding_of(text)
    return [Page.of(_lines(decoded(text, encoding)), typed_in=encoding)]


def _said(data: bytes, name: str) -> str:
    """What catdoc prints: a paragraph a line, the cells of a row parted by tabs."""
    with tempfile.NamedTemporaryFile(suffix=".doc") as file:
        Path(file.name).write_bytes(data)
        command = [_program(), "-w", "-s", "cp1252", "-d", "utf-8", file.name]
        try:
            said = printed(command, seconds=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} không đọc được. Hãy lưu lại thành DOCX.") from error
    return said.decode("utf-8", "replace").replace("\0", "")


def _lines(text: str) -> Iterator[Line]:
    for line in text.splitlines():
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        if _FIELD.fullmatch(line) or not any(cells):
            continue
        if len(cells) == 2 and _RIGHT_CELL.match(fold(cells[1])):
            yield from (Line(cell, column) for cell, column in zip(cells, (FULL, RIGHT), strict=True) if cell)
        else:
            yield Line(row_line(cells), FULL)
