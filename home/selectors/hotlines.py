"""Hotlines that readers see: live, valid on a day, of an area with those around it and below it."""

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Max, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse

from core import clock
from home.models.hotlines import Hotline
from home.selectors.asked import area_asked, one_of
from units.models import AdministrativeArea, Level, OrganisationalUnit

MOST_NEAR = 120


class HotlineRule(NamedTuple):
    """For an area (its code; empty for the whole province) and a purpose, empty for any; at most so many."""

    area: str
    purpose: str
    most: int

    @property
    def condition(self) -> Q:
        place = Q(area__code=self.area) if self.area else Q(area__level=Level.PROVINCE)
        return place & Q(purpose=self.purpose) if self.purpose else place

    def takes(self, hotline: Hotline) -> bool:
        here = hotline.area.code == self.area if self.area else hotline.area.level == Level.PROVINCE
        return here and (not self.purpose or hotline.purpose == self.purpose)


def shown_at(date: dt.date, *, purpose: str = "") -> QuerySet[Hotline]:
    """Live hotlines of a day, `valid_to` included, in the order that their units gave them."""
    found = Hotline.objects.filter(live=True, valid_from__lte=date).filter(Q(valid_to=None) | Q(valid_to__gte=date))
    found = found.filter(purpose=purpose) if purpose else found
    return found.select_related("area__parent", "unit").order_by("order", "name", "pk")


def hotlines_by_rule(rules: Iterable[HotlineRule], date: dt.date) -> dict[HotlineRule, list[Hotline]]:
    """{rule: hotlines}, in one query for all rules."""
    asked = list(dict.fromkeys(rules))
    if not asked:
        return {}
    wanted = reduce(or_, (Q(pk__in=shown_at(date).filter(r.condition).values("pk")[: r.most]) for r in asked))
    found = list(shown_at(date).filter(wanted))
    return {rule: [hotline for hotline in found if rule.takes(hotline)][: rule.most] for rule in asked}


def of_province(date: dt.date, *, purpose: str = "") -> list[Hotline]:
    """Those that serve the whole province."""
    return list(shown_at(date, purpose=purpose).filter(area__level=Level.PROVINCE)[:MOST_NEAR])


def near(area: AdministrativeArea, date: dt.date, *, purpose: str = "") -> list[Hotline]:
    """Those of the area, of the district around it, and of the areas below it; the nearest level first.

    The province's own are not among them: they are shown to everyone.
    """
    around = [step.pk for step in lineage(area) if step.level != Level.PROVINCE]
    here = Q(area__in=around) | (Q(area__parent=area) if area.level != Level.PROVINCE else Q(pk=None))
    found = shown_at(date, purpose=purpose).filter(here)
    return list(found.order_by("area__level", "order", "name", "pk")[:MOST_NEAR])


def serving(area: AdministrativeArea, date: dt.date) -> Q:
    """For the API: what is of the area, of one around it, the province's, or of one directly below."""
    return Q(area__in=[step.pk for step in lineage(area)]) | Q(area__parent=area)


def lineage(area: AdministrativeArea) -> list[AdministrativeArea]:
    """The area and all around it, up to the province."""
    steps: list[Any] = []
    step: AdministrativeArea | None = area
    while step is not None:
        steps.append(step)
        step = step.parent
    return steps


def hotlines_asked(request: HttpRequest) -> dict[str, Any]:
    """What `?dia-ban=&muc-dich=` shows: the province's own first, then those near the area."""
    asked, today = area_asked(request), clock.today()
    purpose = one_of(request, "muc-dich", Hotline.Purpose.values)
    kept = {"dia-ban": asked.area.code if asked.area else "", "muc-dich": purpose}
    return {
        "of_province": of_province(today, purpose=purpose),
        "near": near(asked.area, today, purpose=purpose) if asked.area else [],
        "area": asked.area,
        "unknown_area": asked.unknown,
        "chosen": asked.chosen,
        "districts": asked.districts,
        "purpose": purpose,
        "purposes": Hotline.Purpose.choices,
        "card_url": f"{reverse('contacts')}?{urlencode({k: v for k, v in kept.items() if v})}".rstrip("?"),
    }


def hotlines_done(units: QuerySet[OrganisationalUnit]) -> QuerySet[Any]:
    """Rows (unit's id, "hotlines", when it last wrote of one)."""
    lines = Hotline.objects.filter(unit__in=units.values("pk")).order_by()
    return lines.values_list("unit_id", Value("hotlines")).annotate(last=Max("latest_revision__created_at"))
