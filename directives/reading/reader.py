"""A document read from its files: what they are, their pages, how far the text can be trusted, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from directives.reading import bodies, pdf, signatures
from directives.reading.components import Components, read_components
from directives.reading.container import PDF
from directives.reading.evidence import Evidence
from directives.reading.language import GOOD, NONE, OCR, POOR, is_syllable
from directives.reading.lines import Line, Page
from directives.reading.pages import OpenedFile, Told, opened, recognise
from directives.reading.remarks import remarks
from directives.reading.signatures import Signature

TEXT_LAYER, RECOGNISED = "text", "ocr"
SURE_OF_NAME, SURE_OF_OFFICE, SURE_OF_NUMBER = 90, 80, 30
"""Of 100. Signs such as "/" make the recognition unsure of numbers that it reads well."""


@dataclass(frozen=True)
class ReadPage:
    """`source`: `text`, `ocr`, or the encoding of before Unicode from which it was decoded; empty if not read."""

    quality: str
    source: str
    confidence: float | None
    text: str

    @classmethod
    def of(cls, page: Page) -> "ReadPage":
        read = TEXT_LAYER if page.lines else ""
        source = page.typed_in or (read if page.confidence is None else RECOGNISED)
        return cls(page.quality, source, page.confidence, page.text)


@dataclass(frozen=True)
class ReadFile:
    """`format` is what the bytes are; `page_count` None where the file does not say; `quality` `good`, `ocr`, `poor`
    or `none`; `lacks`: the program that reading all of it needs, empty if none (`directives.reading.pages`);
    `signatures` None where nobody looks for them: in all but a PDF."""

    format: str
    page_count: int | None
    quality: str
    pages: tuple[ReadPage, ...] = ()
    lacks: str = ""
    warnings: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] | None = None


@dataclass(frozen=True)
class Reading:
    """One document from its files, in order. `quality` is that of the worst.

    Unless it is good or recognised, `components` hold what a good first page says of itself, and no text.
    """

    files: tuple[ReadFile, ...]
    quality: str
    components: Components

    @property
    def head_is_recognised(self) -> bool:
        """Whether a program read its first page from a picture."""
        return any(page.source == RECOGNISED for page in self.files[0].pages[:1])

    def naming(self, known: Mapping[str, str]) -> "Reading":
        """With the bodies of its head as `known` has them (`bodies.by_words`)."""
        return replace(self, components=bodies.as_known(self.components, known))

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*(said for file in self.files for said in file.warnings), *self.components.warnings)

    @property
    def lacks(self) -> str:
        return next((file.lacks for file in self.files if file.lacks), "")


def read_file(data: bytes, *, name: str, types: Mapping[str, str]) -> Reading:
    """A document that is one file. Raises `core.problems.Unreadable`."""
    return read_files([(name, data)], types=types)


def _say_nothing(_done: int, _of: int) -> None: ...


def read_files(files: Sequence[tuple[str, bytes]], *, types: Mapping[str, str], told: Told = _say_nothing) -> Reading:
    """`files`: (name, bytes) of what makes up one document, in order; `types`: {name: abbreviation} of the types of
    document; `told` hears how many pages have been recognised. Raises `core.problems.Unreadable`."""
    found = [opened(data, name=name) for name, data in files]
    for at, file in enumerate(found):
        recognise(file, is_first=at == 0, told=told)
    pages = [page for file in found for page in file.pages]
    quality = quality_of(pages)
    return Reading(tuple(map(_read_file, found)), quality, components_of(pages, quality, types))


def _read_file(file: OpenedFile) -> ReadFile:
    carried = pdf.carries(file.data, name=file.name) if file.kind == PDF else []
    signed = signatures.read(file.data) if file.kind == PDF else None
    return ReadFile(
        file.kind,
        file.page_count,
        quality_of(file.pages),
        tuple(map(ReadPage.of, file.pages)),
        file.lacks,
        (*remarks(file, carried), *signatures.remarks_on(signed or ())),
        signed,
    )


def quality_of(pages: Sequence[Page]) -> str:
    """That of the worst page, but a page left blank says nothing."""
    if all(page.quality == NONE for page in pages):
        return NONE
    if any(page.quality == POOR or (page.quality == NONE and page.is_picture) for page in pages):
        return POOR
    return OCR if any(page.quality == OCR for page in pages) else GOOD


def components_of(pages: Sequence[Page], quality: str, types: Mapping[str, str]) -> Components:
    """As `Reading` holds them; of what was recognised only what is sure."""
    if quality in (GOOD, OCR):
        lines = [replace(line, page=at) for at, page in enumerate(pages, 1) for line in page.lines]
        return _certain(read_components(lines, types), lines)
    if quality == POOR and pages[0].quality in (GOOD, OCR):
        return _certain(_head_only(read_components(pages[0].lines, types)), pages[0].lines)
    return Components()


def _certain(read: Components, lines: Sequence[Line]) -> Components:
    """Without a name or number of which the recognition was not sure: half a name below a seal is a wrong name."""
    if all(line.sure == 100 for line in lines):
        return read
    if not (_is_sure(read.signer, lines, SURE_OF_NAME) and _is_spelled(read.signer)):
        read = replace(read, signer="")
    if not all(_is_sure(office, lines, SURE_OF_OFFICE) for office in read.signer_office.split(" / ")):
        read = replace(read, signer_office="")
    if not _is_sure(f"{read.number}/{read.symbol}", lines, SURE_OF_NUMBER):
        read = replace(read, number="", symbol="")
    return replace(read, where={name: _doubted(read, name, seen) for name, seen in read.where.items()})


def _doubted(read: Components, name: str, seen: Evidence) -> Evidence:
    """Where something was printed of which nothing was taken over, it says why."""
    if getattr(read, name) or not seen.confidence:
        return seen
    return replace(seen, confidence=0, doubt="Nhận dạng từ bản quét, không chắc; hãy đọc trên bản gốc.")


def _is_sure(value: str, lines: Sequence[Line], at_least: float) -> bool:
    return any(value in line.text and line.sure >= at_least for line in lines)


def _is_spelled(name: str) -> bool:
    """Whether every word of a recognised name can be a syllable; degrees ("PGS.TS.") end in a full stop."""
    return all(is_syllable(word) for word in name.split() if not word.endswith("."))


def _head_only(read: Components) -> Components:
    """What the first page says for certain, whatever stands on those that could not be read."""
    empty = Components()
    kept = {name: seen for name, seen in read.where.items() if name not in _OF_THE_END}
    return replace(
        read,
        recipients=(),
        signer_office="",
        signer="",
        effective_from=None,
        effective_to=empty.effective_to,
        relations=(),
        parts=(),
        where=kept,
    )


_OF_THE_END = ("recipients", "signer_office", "signer", "effective_from", "effective_to")
