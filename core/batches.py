"""A long stream in short pieces, so that it need not be in memory as a whole."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` items in their order, the last one shorter; none for no items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
