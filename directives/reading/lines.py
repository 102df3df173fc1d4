"""What every kind of file is read to: the lines of each page, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from directives.reading.language import judge

LEFT, RIGHT, FULL = "left", "right", ""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom edge as shares of the page, from its upper left corner."""


@dataclass(frozen=True)
class Line:
    """`column`: in which of two columns it stands (head, signature); `centred` None where the file does not say;
    `continues`: it goes on with the paragraph of the line before. `page` counts from 1; `box` None where the file
    has no pages. `trust`: how sure its letters are, 1 where they were typed."""

    text: str
    column: str = FULL
    centred: bool | None = None
    continues: bool = False
    page: int = 1
    box: Box | None = None
    trust: float = 1.0


@dataclass(frozen=True)
class Page:
    """Its lines, and whether they are plausible Vietnamese (`good`, `poor`; `none`: blank, or a picture of text).
    `typed_in`: the encoding of before Unicode from which they were decoded."""

    lines: tuple[Line, ...]
    quality: str
    is_picture: bool = False
    typed_in: str = ""

    @classmethod
    def of(cls, lines: Iterable[Line], *, typed_in: str = "") -> "Page":
        """A page whose text is judged here."""
        kept = tuple(line for line in lines if line.text.strip())
        page = cls(kept, "", typed_in=typed_in)
        return replace(page, quality=judge(page.text))

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def paragraph_lines(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each of the `paragraphs`."""
    found: list[list[Line]] = []
    for line in lines:
        if line.continues and found:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Whole paragraphs: a line that continues is joined to the one before."""
    return [" ".join(line.text for line in found) for found in paragraph_lines(lines)]
