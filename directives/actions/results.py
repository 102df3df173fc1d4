"""What became of a file that was handed in: what is printed, shown and stored of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.problems import Code, Problem, Unreadable
from directives import structure
from directives.models import DirectivePage, Issuer
from directives.reading import Reading
from directives.reading.components import Components


class AlreadyHere(Unreadable):
    """What was handed in is in the portal already, by its bytes or by its number: `page`."""

    def __init__(self, code: Code, message: str, page: DirectivePage) -> None:
        super().__init__(code, message)
        self.page = page


@dataclass
class FileResult:
    """What became of one file; `page` is the draft. What could not be read is None."""

    file: str
    sha256: str | None = None
    stored: bool = False
    error: Problem | None = None
    number: str | None = None
    date: str | None = None
    type: str | None = None
    issuer: str | None = None
    signer: str | None = None
    abstract: str | None = None
    articles: list[dict[str, str]] | None = None
    pages: int | None = None
    text_quality: str | None = None
    warnings: list[str] = field(default_factory=list)
    page: DirectivePage | None = None

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.date) if self.date else None

    def as_dict(self) -> dict[str, Any]:
        """The object of `import_directives --json`."""
        shown = {name: value for name, value in vars(self).items() if name != "page"}
        error = {"code": str(self.error.code), "message": self.error.message} if self.error else None
        return shown | {"error": error}


def tell(results: Sequence[FileResult], reading: Reading, issuer: Issuer | None) -> None:
    """Write down what was read: of a document of several files each says all of it, and of itself its pages."""
    for result, file in zip(results, reading.files, strict=True):
        _tell(result, reading.components, issuer)
        result.pages, result.text_quality = file.page_count, file.quality
        result.warnings = [*file.warnings, *reading.components.warnings]
        if reading.components.issuer and issuer is None:
            said = f"Chưa nhận ra cơ quan ban hành “{reading.components.issuer}” trong danh mục; hãy chọn bằng tay."
            result.warnings.append(said)


def _tell(result: FileResult, read: Components, issuer: Issuer | None) -> None:
    result.number = "/".join(filter(None, (read.number, read.symbol))) or None
    result.date = read.date.isoformat() if read.date else None
    result.type = read.type
    result.issuer = issuer.name if issuer else read.issuer or None
    result.signer, result.abstract = read.signer or None, read.abstract or None
    result.articles = _articles(read) if read.parts else None


def _articles(read: Components) -> list[dict[str, str]]:
    """[{label, anchor, heading}]"""
    return [
        {"label": one.label, "anchor": one.anchor, "heading": one.heading}
        for one in structure.read(read.parts)
        if one.level == structure.ARTICLE
    ]
