"""The printed pages on which components were read, each with the places where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.models import DirectivePage, Original
from directives.selectors.confirmation import Seen


@dataclass(frozen=True)
class Sheet:
    """`number` counts through all files of the document, `page` through its own file, both from 1."""

    number: int
    original: Original
    page: int
    seen: tuple[Seen, ...]


def sheets(page: DirectivePage, seen: Sequence[Seen]) -> list[Sheet]:
    """The pages that can be drawn and on which something was read, in order."""
    return [
        Sheet(number, original, own, found)
        for number, (original, own) in enumerate(_pages(page), 1)
        if (found := tuple(one for one in seen if one.box and one.page == number))
    ]


def _pages(page: DirectivePage) -> Iterator[tuple[Original, int]]:
    """A file that says of no pages was read as one."""
    for original in page.originals.order_by("pk"):
        for own in range(1, (original.pages or 1) + 1):
            yield original, own
