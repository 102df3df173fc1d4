"""What every kind of file is read to: the lines of each page, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from directives.reading.language import GOOD, OCR, judge

TYPED = 100.0
"""How sure one is of letters that were typed and not recognised, of 100."""
LEFT, RIGHT, FULL = "left", "right", ""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom edge as shares of the page, from its upper left corner."""


@dataclass(frozen=True)
class Line:
    """`column`: in which of two columns it stands (head, signature); `centred` None where the file does not say;
    `continues`: it goes on with the paragraph of the line before. `page` counts from 1; `box` None where the file
    has no pages. `sure`: of its least sure word how sure the recognition of a picture was, of 100; typed letters are.
    """

    text: str
    column: str = FULL
    centred: bool | None = None
    continues: bool = False
    page: int = 1
    box: Box | None = None
    sure: float = TYPED


@dataclass(frozen=True)
class Page:
    """Its lines, and whether they are plausible Vietnamese (`good`, `poor`; `none`: blank, or a picture of text;
    `ocr`: plausible, and recognised from a picture).

    `typed_in`: the encoding of before Unicode from which they were decoded; `confidence`: how sure the recognition
    of a picture was of its words on average, of 100, None where nothing was recognised."""

    lines: tuple[Line, ...]
    quality: str
    is_picture: bool = False
    typed_in: str = ""
    confidence: float | None = None

    @classmethod
    def of(cls, lines: Iterable[Line], *, typed_in: str = "", confidence: float | None = None) -> "Page":
        """A page whose text is judged here."""
        kept = tuple(line for line in lines if line.text.strip())
        page = cls(kept, "", typed_in=typed_in, confidence=confidence)
        quality = judge(page.text)
        return replace(page, quality=OCR if quality == GOOD and confidence is not None else quality)

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
