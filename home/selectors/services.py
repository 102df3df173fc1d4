"""Places that readers look for, in the order of their districts."""

import datetime as dt
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest

from core import clock
from core.slices import nearest_slice
from datasets.models import Facility
from home.selectors.asked import area_asked, one_of
from units.models import AdministrativeArea, Level

KINDS = [
    (Facility.Kind.ESSENTIAL, "Lương thực, thực phẩm, thuốc"),
    (Facility.Kind.VACCINATION, "Điểm tiêm chủng"),
    (Facility.Kind.TESTING, "Điểm xét nghiệm"),
    (Facility.Kind.TREATMENT, "Cơ sở điều trị"),
    (Facility.Kind.QUARANTINE, "Khu cách ly tập trung"),
    (Facility.Kind.CHECKPOINT, "Chốt kiểm soát dịch"),
]
"""[(kind, as readers look for it)]"""
PER_PAGE = 30
ORDER = ("district_code", "sub_kind", "name", "pk")


def services_asked(request: HttpRequest) -> dict[str, Any]:
    """What `?dia-ban=&loai=&trang=` shows; essential services unless another kind is asked for."""
    asked = area_asked(request)
    kind = one_of(request, "loai", Facility.Kind.values, otherwise=str(Facility.Kind.ESSENTIAL))
    found = services_at(clock.today(), kind=kind, area=asked.area)
    return {
        "area": asked.area,
        "unknown_area": asked.unknown,
        "chosen": asked.chosen,
        "districts": asked.districts,
        "kind": kind,
        "kinds": KINDS,
        "places": nearest_slice(request, found, PER_PAGE),
    }


def services_at(
    date: dt.date, *, kind: str, sub_kind: str = "", area: AdministrativeArea | None = None
) -> QuerySet[Any]:
    """Live places of a day by district, sub-kind and name, each with `district_name`; `area` with all below it.

    Closed ones are left out: nobody is sent there.
    """
    found = Facility.objects.filter(live=True, kind=kind, valid_from__lte=date)
    found = found.filter(Q(valid_to=None) | Q(valid_to__gte=date)).exclude(status=Facility.Status.CLOSED)
    if sub_kind:
        found = found.filter(sub_kind=sub_kind)
    if area is not None:
        found = found.filter(Q(area=area) | Q(area__parent=area) | Q(area__parent__parent=area))
    in_commune = When(area__level=Level.COMMUNE, then=F("area__parent__code"))
    named = When(area__level=Level.COMMUNE, then=F("area__parent__name"))
    found = found.annotate(
        district_code=Case(in_commune, default=F("area__code")), district_name=Case(named, default=F("area__name"))
    )
    return found.select_related("area", "unit").order_by(*ORDER)
