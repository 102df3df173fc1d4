"""The facilities that readers see: live, and valid on a day."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from datasets.models import Facility
from units.models import AdministrativeArea


class Box(NamedTuple):
    """A rectangle in degrees, borders included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: tuple[float, float] | None) -> bool:
        """Whether (longitude, latitude) lies inside; an unknown point lies nowhere."""
        return point is not None and self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


def facilities_at(
    date: dt.date,
    *,
    kinds: Collection[str] = (),
    area: AdministrativeArea | None = None,
    box: Box | None = None,
) -> list[Facility]:
    """Live facilities of `date`, `valid_to` included, by kind and name; of any kind if none is named.

    `area` takes in all areas below it. Closed ones whose last day nobody gave are left out.
    """
    found = Facility.objects.filter(live=True, valid_from__lte=date).filter(Q(valid_to=None) | Q(valid_to__gte=date))
    found = found.exclude(status=Facility.Status.CLOSED, valid_to=None).select_related("area", "unit")
    if kinds:
        found = found.filter(kind__in=kinds)
    if area is not None:
        found = found.filter(_within(area))
    return [facility for facility in found if box is None or box.holds(facility.coordinates)]


def _within(area: AdministrativeArea) -> Q:
    """In the area itself or at most three levels below: the tree ends at hamlets."""
    steps = ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent")
    inside = Q()
    for step in steps:
        inside |= Q(**{step: area})
    return inside
