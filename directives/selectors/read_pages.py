"""Which pages of a directive's originals a reader should doubt, and show as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from directives.models import DirectivePage, Original, OriginalPage

Quality = Original.Quality
DOUBTED = (Quality.OCR, Quality.POOR)
MOST_PAGES = 100
"""Of a file, that are named one by one."""


@dataclass(frozen=True)
class DoubtedFile:
    """The recognised and the badly read pages of one original; `others`: how many more than are named."""

    original: Original
    pages: tuple[OriginalPage, ...]
    others: int

    @property
    def recognised(self) -> str:
        """ "1–3, 5": the pages that were recognised from a picture."""
        return ranges([page.number for page in self.pages if page.quality == Quality.OCR])

    @property
    def poor(self) -> str:
        return ranges([page.number for page in self.pages if page.quality == Quality.POOR])


def doubted(page: DirectivePage) -> list[DoubtedFile]:
    """One query, however many files and pages; none for a text that was read well as a whole."""
    if page.pk is None or page.text_quality == Quality.GOOD:
        return []
    found = OriginalPage.objects.filter(original__directive=page, quality__in=DOUBTED, original__pages__isnull=False)
    rows = found.select_related("original").defer("text").order_by("original_id", "number")
    return [_file(list(pages)) for _, pages in groupby(rows, key=lambda row: row.original_id)]


def _file(pages: list[OriginalPage]) -> DoubtedFile:
    return DoubtedFile(pages[0].original, tuple(pages[:MOST_PAGES]), max(0, len(pages) - MOST_PAGES))


def ranges(numbers: list[int]) -> str:
    """ "1–3, 5" of [1, 2, 3, 5]."""
    return ", ".join(_ranges(numbers))


def _ranges(numbers: list[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"
