"""What the room of search itself knows of: the areas of the province, each findable while it exists."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import hooks
from core.searchable import Entry, Section, Source
from units.models import AdministrativeArea, Level

A_DAY = dt.timedelta(days=1)


class AreaSource(Source):
    """Districts, communes and hamlets; a code that was given again is another entry."""

    kind = "area"

    def entries(self, keys: Collection[str] | None = None) -> Iterator[Entry]:
        for area in _areas(keys).iterator(chunk_size=1_000):
            yield _entry(area)


def sources() -> dict[str, list[Source]]:
    """{kind: its sources}, of every installed room and plugin."""
    found: dict[str, list[Source]] = {}
    for offered in hooks.search_sources.results():
        for source in offered:
            found.setdefault(source.kind, []).append(source)
    return found


def area_key(area: AdministrativeArea) -> str:
    """ "412@1945-09-02": what `touch("area", …)` is told."""
    return f"{area.code}@{area.valid_from:%Y-%m-%d}"


def keys_of_areas(codes: Collection[str]) -> list[str]:
    """Of the areas that ever bore these codes, and of those below, whose entries tell the name of the one above."""
    found = AdministrativeArea.objects.filter(Q(code__in=codes) | Q(parent__code__in=codes))
    return [area_key(area) for area in found.order_by("pk")]


def _areas(keys: Collection[str] | None) -> QuerySet[AdministrativeArea]:
    found = AdministrativeArea.objects.exclude(level=Level.PROVINCE)
    found = found.select_related("parent__parent").order_by("pk")
    if keys is None:
        return found
    codes = {key.partition("@")[0] for key in keys}
    kept = [area.pk for area in found.filter(code__in=codes) if area_key(area) in set(keys)]
    return found.filter(pk__in=kept)


def _entry(area: AdministrativeArea) -> Entry:
    summary = area.parent.name if area.parent and area.parent.level != Level.PROVINCE else ""
    return Entry(
        kind="area",
        key=area_key(area),
        title=area.name,
        url=reverse("area", args=[area.code]),
        sections=(Section(text=""),),
        summary=summary,
        areas=(area.code,),
        shown_from=area.valid_from,
        shown_until=area.valid_to - A_DAY if area.valid_to else None,
    )
