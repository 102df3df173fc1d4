"""One file read: what it is, its pages, how far its text can be trusted, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from directives.reading import pdf, plain, word
from directives.reading.components import Components, read_components
from directives.reading.container import DOC, DOCX, PDF, kind_of
from directives.reading.language import GOOD, NONE, POOR
from directives.reading.lines import Page


@dataclass(frozen=True)
class Reading:
    """`format` is what the bytes are; `pages` None where the file does not say; `quality` `good`, `poor` or `none`.

    Unless the quality is good, `components` hold what a good first page says of itself, and no text.
    """

    format: str
    pages: int | None
    quality: str
    components: Components
    warnings: tuple[str, ...] = ()


def read_file(data: bytes, *, name: str, types: Mapping[str, str]) -> Reading:
    """`types`: {name: abbreviation} of the types of document. Raises `core.problems.Unreadable`."""
    kind = kind_of(data, name=name)
    if kind == DOC:
        said = "Tệp DOC: đã giữ bản gốc; cổng chưa đọc được chữ của loại tệp này, hãy nhập các mục bằng tay."
        return Reading(kind, None, NONE, Components(), (said,))
    pages = _pages(kind, data, name)
    quality, warnings = _quality(pages)
    components = _components(pages, quality, types)
    return Reading(kind, len(pages) if kind == PDF else None, quality, components, (*warnings, *components.warnings))


def _pages(kind: str, data: bytes, name: str) -> list[Page]:
    if kind == PDF:
        return pdf.read(data, name=name)
    return word.read(data, name=name) if kind == DOCX else plain.read(data)


def _quality(pages: Sequence[Page]) -> tuple[str, tuple[str, ...]]:
    """(quality of the whole, what to tell): that of its worst page, but a page left blank says nothing."""
    scans = [number for number, page in enumerate(pages, 1) if page.quality == NONE]
    poor = [number for number, page in enumerate(pages, 1) if page.quality == POOR]
    if len(scans) == len(pages):
        return NONE, ("Tệp không có lớp chữ (bản quét): đã giữ bản gốc; chức năng đọc bản quét sẽ có sau.",)
    warnings = []
    if scans := [number for number in scans if pages[number - 1].is_picture]:
        said = _listed(scans)
        warnings.append(f"Trang {said} là bản quét, chưa đọc được; chức năng đọc bản quét sẽ có sau.")
    if old := [number for number, page in enumerate(pages, 1) if page.typed_in]:
        encoding = pages[old[0] - 1].typed_in
        warnings.append(f"Trang {_listed(old)} gõ bằng bảng mã cũ {encoding}, đã chuyển sang Unicode; hãy đối chiếu.")
    if poor:
        warnings.append(f"Chữ ở trang {_listed(poor)} không phải tiếng Việt đọc được; các mục liên quan để trống.")
    return (POOR if scans or poor else GOOD), tuple(warnings)


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    return f"{shown}…" if len(numbers) > 5 else shown


def _components(pages: Sequence[Page], quality: str, types: Mapping[str, str]) -> Components:
    if quality == GOOD:
        numbered = [replace(line, page=at) for at, page in enumerate(pages, 1) for line in page.lines]
        return read_components(numbered, types)
    if quality == POOR and pages[0].quality == GOOD:
        return _head_only(read_components(pages[0].lines, types))
    return Components()


def _head_only(read: Components) -> Components:
    """What the first page says for certain, whatever stands on those that could not be read."""
    empty = Components()
    return replace(
        read,
        recipients=(),
        signer_office="",
        signer="",
        effective_from=None,
        effective_to=empty.effective_to,
        relations=(),
        parts=(),
    )
