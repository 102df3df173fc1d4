"""What a clerk is told of a file that was read: what could not be, what may be wrong, what it carries besides."""

from collections.abc import Iterator, Sequence

from directives.reading.language import NONE, OCR, POOR
from directives.reading.pages import OLD_WORD, OpenedFile


def remarks(file: OpenedFile, carried: Sequence[str]) -> tuple[str, ...]:
    """In Vietnamese, a sentence or two each; `carried`: what a PDF holds besides its pages."""
    return (*_of_pages(file), *_of_load(carried))


def _of_pages(file: OpenedFile) -> Iterator[str]:
    if file.lacks == OLD_WORD:
        yield "Tệp DOC: đã giữ bản gốc; máy chủ chưa cài chương trình đọc DOC (catdoc), cài xong Cổng sẽ tự đọc."
    elif unread := _numbers(file, NONE):
        yield _of_unread(file, unread)
    if recognised := _numbers(file, OCR):
        yield f"{_named(file, recognised)} được nhận dạng từ bản quét, có thể sai; hãy đối chiếu với bản gốc."
    if old := [number for number, page in enumerate(file.pages, 1) if page.typed_in]:
        encoding = file.pages[old[0] - 1].typed_in
        yield f"{_named(file, old)} gõ bằng bảng mã cũ {encoding}, đã chuyển sang Unicode; hãy đối chiếu."
    if poor := _numbers(file, POOR):
        yield f"Chữ ở trang {_listed(poor)} không phải tiếng Việt đọc được; các mục liên quan để trống."
        if file.lacks:
            yield _LACKING


_LACKING = "Máy chủ chưa cài chương trình nhận dạng chữ (tesseract), cài xong Cổng sẽ tự đọc."


def _of_unread(file: OpenedFile, unread: Sequence[int]) -> str:
    if file.lacks:
        what = "Tệp" if len(unread) == len(file.pages) else f"Trang {_listed(unread)}"
        return f"{what} là bản quét, đã giữ bản gốc. {_LACKING}"
    return f"Không nhận ra chữ nào ở trang {_listed(unread)}; đã giữ bản gốc."


def _numbers(file: OpenedFile, quality: str) -> list[int]:
    """Pages of this quality; of the unread ones only those that show something, unless no page was read."""
    found = [number for number, page in enumerate(file.pages, 1) if page.quality == quality]
    if quality != NONE or len(found) == len(file.pages):
        return found
    return [number for number in found if file.pages[number - 1].is_picture]


def _named(file: OpenedFile, numbers: Sequence[int]) -> str:
    return "Cả văn bản" if len(numbers) == len(file.pages) else f"Trang {_listed(numbers)}"


def _of_load(carried: Sequence[str]) -> Iterator[str]:
    if carried:
        what = " và ".join(carried)
        yield f"Tệp có {what}; Cổng không chạy, không mở. Hãy kiểm tra nguồn của tệp trước khi công bố."


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    return f"{shown}…" if len(numbers) > 5 else shown
