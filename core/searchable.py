"""What a room hands to the search: entries of what readers may see, and where to ask for them again."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from core.force import Force

KINDS = ("directive", "guidance", "hotline", "service", "news", "area", "dataset")
"""Kinds of the public API."""


@dataclass(frozen=True)
class Section:
    """A part that can be found and linked to by itself, such as one article. `text` is NFC, with its accents."""

    text: str
    label: str = ""
    heading: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing to be found. `key` names it within its kind; an entry that is public always has an address.

    `shown_from` and `shown_until` (last day) bound the days on which readers see it; `areas` are the
    statistics-office codes of the areas it is about, none for the whole province.
    """

    kind: str
    key: str
    title: str
    url: str
    sections: tuple[Section, ...] = ()
    summary: str = ""
    number: str = ""
    date: dt.date | None = None
    type: str = ""
    issuer: str = ""
    areas: tuple[str, ...] = ()
    force: Force | None = None
    from_scan: bool = False
    shown_from: dt.date | None = None
    shown_until: dt.date | None = None


class Source(ABC):
    """One kind's entries. What it does not yield is not public, and leaves the index."""

    kind: str

    @abstractmethod
    def entries(self, keys: Collection[str] | None = None) -> Iterator[Entry]:
        """The public entries of these keys, of all keys for None, in a bounded number of queries a thousand."""
