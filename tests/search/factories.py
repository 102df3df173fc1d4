"""Entries made for the tests, on shelves of their own, so that no other room is needed."""

import datetime as dt
from collections.abc import Collection, Iterator

from core.force import Force
from core.searchable import Entry, Section, Source
from core.text import slug
from search.actions.upkeep import index_stale, mark_stale
from units.models import AdministrativeArea, Level

DAY = dt.date(2021, 10, 8)
ISSUER = "Ủy ban nhân dân tỉnh Nghệ An"


class Shelf(Source):
    """Whatever a test puts on it; taken off, it is no longer public."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.held: dict[str, Entry] = {}

    def entries(self, keys: Collection[str] | None = None) -> Iterator[Entry]:
        yield from (entry for key, entry in list(self.held.items()) if keys is None or key in keys)

    def hold(self, *entries: Entry) -> None:
        """Put entries on the shelf and index them."""
        self.held |= {entry.key: entry for entry in entries}
        mark_stale(self.kind, [entry.key for entry in entries])
        assert index_stale() == 0


def directive(number: str, title: str, *sections: Section, **more) -> Entry:
    """A decision of the province in force since its date, unless told otherwise."""
    fields = {"date": dt.date(2021, 10, 1), "type": "Quyết định", "issuer": ISSUER} | more
    fields.setdefault("force", Force(start=fields["date"]))
    key = slug(number)
    return Entry("directive", key, title, f"/van-ban/{key}/", sections=sections, number=number, **fields)


def article(number: int, text: str, heading: str = "", attached: int = 0) -> Section:
    """Điều `number`, in the document itself or in an attached part."""
    before = f"kem-theo-{attached}-" if attached else ""
    return Section(text=text, label=f"Điều {number}", heading=heading, anchor=f"{before}dieu-{number}")


def entry(kind: str, title: str, text: str = "", **more) -> Entry:
    """A page of another kind with one piece of text."""
    key = slug(title)[:70]
    return Entry(kind, key, title, f"/{kind}/{key}/", sections=(Section(text=text),), **more)


def district(code: str, name: str, *communes: tuple[str, str]) -> AdministrativeArea:
    """A district of today's province with its communes (code, name)."""
    start = dt.date(2000, 1, 1)
    areas = AdministrativeArea.objects
    province, _ = areas.get_or_create(
        level=Level.PROVINCE, defaults={"code": "40", "valid_from": start, "name": "Tỉnh"}
    )
    made = areas.create(code=code, valid_from=start, name=name, level=Level.DISTRICT, parent=province)
    for commune, called in communes:
        areas.create(code=commune, valid_from=start, name=called, level=Level.COMMUNE, parent=made)
    return made
