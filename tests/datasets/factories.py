"""A small province: two districts of two communes each, the units that report for them, and who reviews whom."""

import datetime as dt
from dataclasses import dataclass

from wagtail.signal_handlers import disable_reference_index_auto_update

from core import clock
from datasets import days
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import Indicator, Report, Source
from units.actions.workflow import set_up_review
from units.models import AdministrativeArea, Duty, Level, OrganisationalUnit, UnitKind

DAY = days.number(dt.date(2021, 10, 8))
AREAS = {
    "40": ("Tỉnh Thử", None),
    "1": ("Huyện Một", "40"),
    "2": ("Huyện Hai", "40"),
    "11": ("Xã Mười Một", "1"),
    "12": ("Xã Mười Hai", "1"),
    "21": ("Xã Hai Mốt", "2"),
    "22": ("Xã Hai Hai", "2"),
}
UNITS = {
    "vp": ("vp", "40", None),
    "syt": ("syt", "40", "vp"),
    "cdc": ("cdc", "40", "syt"),
    "ttyt-mot": ("ttyt", "1", "cdc"),
    "ttyt-hai": ("ttyt", "2", "cdc"),
    "tyt-11": ("tyt", "11", "ttyt-mot"),
}
DUTIES = {
    "ttyt": ("ttyt", "update", "figures", ["ca", "dt"], Level.DISTRICT),
    "ttyt-xa": ("ttyt", "verify", "figures", ["ca", "dt"], Level.COMMUNE),
    "tyt": ("tyt", "update", "figures", ["ca", "dt"], Level.COMMUNE),
    "tyt-nha": ("tyt", "update", "figures", ["nha"], Level.COMMUNE),
    "cdc": ("cdc", "verify", "figures", ["ca"], Level.PROVINCE),
    "cdc-cu": ("cdc", "update", "history", [], None),
}
SOURCES = {
    "ca": (None, "ttyt", "tyt"),
    "dt": (None, "ttyt", "tyt"),
    "nha": (None, None, "tyt-nha"),
}


@dataclass(frozen=True)
class Province:
    areas: dict[str, AdministrativeArea]
    units: dict[str, OrganisationalUnit]
    indicators: dict[str, Indicator]

    def cell(self, code: str, area: str, day: int = DAY, slot: int = 0) -> tuple[int, int, int, int]:
        """The key of a published value."""
        return self.indicators[code].pk, self.areas[area].pk, day, slot


@disable_reference_index_auto_update()
def build() -> Province:
    """Wagtail's index of what refers to what is left out: it would take most of the time."""
    areas: dict[str, AdministrativeArea] = {}
    for code, (name, parent) in AREAS.items():
        level = 0 if parent is None else areas[parent].level + 1
        areas[code] = AdministrativeArea.objects.create(
            code=code, name=name, level=level, parent=areas.get(parent), valid_from="2020-01-01"
        )
    units: dict[str, OrganisationalUnit] = {}
    for name, (kind, area, reviewer) in UNITS.items():
        level = areas[area].level
        units[name] = OrganisationalUnit.objects.create(
            abbreviation=name,
            name=name.upper(),
            short_name=name,
            kind=UnitKind.objects.get_or_create(code=kind, defaults={"name": kind, "level": level})[0],
            level=level,
            area=areas[area],
            head_office="Giám đốc",
            reviewer=units.get(reviewer),
        )
    set_up_review()
    return Province(areas, units, _indicators())


def _indicators() -> dict[str, Indicator]:
    duties = {
        code: Duty.objects.create(
            code=code,
            unit_kind=UnitKind.objects.get(code=kind),
            article="11.3",
            action=action,
            subject=subject,
            indicators=indicators,
            level=level,
            frequency="slot",
            task="Báo cáo.",
        )
        for code, (kind, action, subject, indicators, level) in DUTIES.items()
    }
    found = {}
    for code, sources in SOURCES.items():
        kind = "flow" if code == "ca" else "stock"
        found[code] = Indicator.objects.create(code=code, name=code, short_name=code, kind=kind, unit="ca")
        for level, duty in enumerate(sources):
            mode = "own" if duty else "sum"
            Source.objects.create(indicator=found[code], level=level, mode=mode, duty=duties.get(duty))
    return found


def publish(cells: dict, *, day: int = DAY, slot: int = 0, **kwargs) -> None:
    move_pointer(stage_release(day=day, slot=slot, cells=cells, **kwargs))


def report(province: Province, unit: str, area: str, *, day: int = DAY, slot: int = 1, **fields) -> Report:
    """A report as stored, in review unless said otherwise."""
    fields = {"state": "review", "values": {"ca": 1}, "entered_by": unit, "entered_at": clock.now()} | fields
    return Report.objects.create(unit=province.units[unit], area=province.areas[area], day=day, slot=slot, **fields)


def approved(province: Province, unit: str, area: str, **fields) -> Report:
    """A report that the next release takes in."""
    signed = {"state": "approved", "approved_by": "x", "approved_at": clock.now()}
    return report(province, unit, area, **signed | fields)


def csv(*rows: str, header: str = "ngay,khung_gio,ma_dia_ban,ca,dt") -> bytes:
    return "\n".join((header, *rows)).encode()
