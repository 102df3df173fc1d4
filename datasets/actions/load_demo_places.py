"""Simulated facilities of every kind, live, each kept by a unit whose duty they are."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from core import geo
from core.hooks import Demo
from datasets import days
from datasets.actions.load_demo import LAST_DAY
from datasets.demo import DemoPlace, PlaceDistrict, simulated_places
from datasets.models import Facility
from datasets.models.facilities import same_name
from datasets.selectors.releases import slot_time
from units.models import Action, AdministrativeArea, Duty, Level, OrganisationalUnit

PHONE_PREFIX = "0000 000"
"""No such area code exists, so nobody's telephone rings."""


def load_places(demo: Demo) -> dict[str, int]:
    """{what: rows}. Places lie inside the province's boundaries; a district without one gets none."""
    areas = {area.code: area for area in _areas()}
    places = simulated_places(_districts(demo, areas), demo.seed, until=LAST_DAY, phone_prefix=PHONE_PREFIX)
    keepers, opened = Keepers(), slot_time(days.number(LAST_DAY), 0)
    facilities = []
    for place in places:
        unit = keepers.of(place.kind, areas[place.area])
        if unit:
            facilities.append(_facility(place, unit, areas[place.area], opened))
    Facility.objects.bulk_create(facilities, batch_size=300)
    return {"facilities": len(facilities)}


class Keepers:
    """Which unit keeps a facility: the nearest with the duty; where several have it, they take turns."""

    def __init__(self) -> None:
        self.duties = list(Duty.objects.filter(action__in=(Action.UPDATE, Action.VERIFY)))
        self.turn = 0

    def of(self, kind: str, area: AdministrativeArea) -> OrganisationalUnit | None:
        step: AdministrativeArea | None = area
        while step is not None:
            if units := self._at(f"facilities:{kind}", step):
                self.turn += 1
                return units[self.turn % len(units)]
            step = step.parent
        return None

    def _at(self, subject: str, area: AdministrativeArea) -> list[OrganisationalUnit]:
        """Units of this very area with the duty, those that the regulation names before those of a named kind."""
        duties = [duty for duty in self.duties if duty.subject == subject and duty.level in (None, area.level)]
        of_area = OrganisationalUnit.objects.valid_at(LAST_DAY).filter(area=area).order_by("abbreviation")
        named = list(of_area.filter(pk__in=[duty.unit_id for duty in duties if duty.unit_id]))
        return named or list(of_area.filter(Q(kind__in=[duty.unit_kind_id for duty in duties if duty.unit_kind_id])))


def _areas() -> Iterator[AdministrativeArea]:
    """Areas of the demo's last day, parents attached."""
    by_id = {area.pk: area for area in AdministrativeArea.objects.valid_at(LAST_DAY)}
    for area in by_id.values():
        area.parent = by_id.get(area.parent_id or 0)
        yield area


def _districts(demo: Demo, areas: dict[str, AdministrativeArea]) -> list[PlaceDistrict]:
    features = demo.province.geojson("boundaries.geojson")["features"]
    shapes = {feature["properties"]["code"]: feature["geometry"] for feature in features}
    return [
        PlaceDistrict(
            district.code,
            district.name,
            shapes[district.code],
            [(area.code, area.name) for area in areas.values() if area.parent_id == district.pk],
        )
        for district in areas.values()
        if district.level == Level.DISTRICT and district.code in shapes
    ]


def _facility(
    place: DemoPlace, unit: OrganisationalUnit, area: AdministrativeArea, published: dt.datetime
) -> Facility:
    return Facility(
        name=place.name,
        folded_name=same_name(place.name),
        kind=place.kind,
        sub_kind=place.sub_kind,
        area=area,
        unit=unit,
        address=place.address,
        point=geo.point(place.lng, place.lat),
        phone=place.phone,
        opening_hours=place.opening_hours,
        link=place.link,
        capacity=place.capacity,
        in_use=place.in_use,
        valid_from=place.valid_from,
        status=place.status,
        simulated=True,
        live=True,
        first_published_at=published,
        last_published_at=published,
    )
