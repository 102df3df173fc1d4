"""Reference data for other systems: administrative areas over time, and the units that report."""

import datetime as dt
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from core import clock
from core.paging import Cursor, IsoDate, Limit, decode, next_url
from core.problems import Refused
from units.models import AdministrativeArea, Level, OrganisationalUnit
from units.selectors import areas, reference

router = Router(tags=["Danh mục"])
LevelName = Literal["province", "district", "commune", "hamlet"]
AreaCode = Annotated[str | None, Query(max_length=10)]


class AreaOut(Schema):
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: dt.date
    valid_to: dt.date | None


class VersionOut(AreaOut):
    successors: list[str]


class AreaDetailOut(AreaOut):
    versions: list[VersionOut]


class AreaList(Schema):
    items: list[AreaOut]
    next: str | None


class UnitOut(Schema):
    abbreviation: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str | None
    area: str | None
    sample: bool
    valid_from: dt.date
    valid_to: dt.date | None


class UnitList(Schema):
    items: list[UnitOut]
    next: str | None


@router.get("areas/", response=AreaList, summary="Địa bàn hành chính tại một ngày")
def list_areas(
    request: HttpRequest,
    level: LevelName | None = None,
    parent: AreaCode = None,
    at: IsoDate | None = None,
    cursor: Cursor = None,
    limit: Limit = 1_000,
) -> AreaList:
    """`parent` is the code of the area directly above; `at` the day on which codes are read, today by default."""
    date = at or clock.today()
    above = areas.area_at(parent, date) if parent is not None else None
    if parent is not None and above is None:
        raise Refused(f"Không có địa bàn mã “{parent}” vào ngày {date:%d/%m/%Y}.")
    start = decode(cursor, (int, str)) if cursor is not None else None
    wanted = Level[level.upper()] if level else None
    found = reference.areas_page(date, level=wanted, parent=above, start=start, limit=limit + 1)
    more = next_url(request, (found[limit - 1].level, found[limit - 1].code), at=date) if found[limit:] else None
    return AreaList(items=[_area(area) for area in found[:limit]], next=more)


@router.get("areas/{code}/", response=AreaDetailOut, summary="Một địa bàn và các giai đoạn của mã")
def get_area(request: HttpRequest, code: str) -> AreaDetailOut:
    """The area that bears the code now, or bore it last, with every span of time in which the code was used."""
    versions = reference.versions_of(code[:11])
    if not versions:
        raise Http404("Không có địa bàn nào mang mã này.")
    today = clock.today()
    begun = [area for area in versions if area.valid_from <= today]
    newest = _area((begun or versions)[-1])
    return AreaDetailOut(**newest.model_dump(), versions=[_version(area) for area in versions])


@router.get("units/", response=UnitList, summary="Đơn vị cập nhật, rà soát, quản lý")
def list_units(
    request: HttpRequest, at: IsoDate | None = None, cursor: Cursor = None, limit: Limit = 1_000
) -> UnitList:
    """Units of the day `at`, today by default, by abbreviation; `parent` is an abbreviation, `area` a code."""
    date = at or clock.today()
    start = decode(cursor, (str,)) if cursor is not None else None
    found = reference.units_page(date, start=start, limit=limit + 1)
    more = next_url(request, (found[limit - 1].abbreviation,), at=date) if found[limit:] else None
    return UnitList(items=[_unit(unit) for unit in found[:limit]], next=more)


def _area(area: AdministrativeArea) -> AreaOut:
    return AreaOut(
        code=area.code,
        name=area.name,
        level=Level(area.level).slug,
        parent=area.parent.code if area.parent else None,
        valid_from=area.valid_from,
        valid_to=area.valid_to,
    )


def _version(area: AdministrativeArea) -> VersionOut:
    return VersionOut(**_area(area).model_dump(), successors=sorted(next_.code for next_ in area.successors.all()))


def _unit(unit: OrganisationalUnit) -> UnitOut:
    return UnitOut(
        abbreviation=unit.abbreviation,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind.code,
        level=Level(unit.level).slug,
        parent=unit.parent.abbreviation if unit.parent else None,
        area=unit.area.code if unit.area else None,
        sample=unit.sample,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )
