"""What the rows of units must keep over time: spans inside their area's and their superiors', no circles."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.province import Province, Row
from units.models import FIRST_DAY, AdministrativeArea, Level

Areas = Mapping[str, list[AdministrativeArea]]
"""{code: the areas that ever bore it}"""


@dataclass(frozen=True)
class Span:
    """From a first day to the first day after, None: open."""

    start: dt.date
    end: dt.date | None

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and (self.end is None or (other.end is not None and other.end <= self.end))

    def at(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def __str__(self) -> str:
        return f"từ {self.start:%d/%m/%Y}" + (f" đến trước {self.end:%d/%m/%Y}" if self.end else "")


def span_of(row: Row, areas: Areas) -> Span:
    """The unit's span. A first day left out is that of the portal's calendar; a column left out is the area's end."""
    start, end = row.date("valid_from") or FIRST_DAY, row.date("valid_to")
    if "valid_to" not in row.values:
        area = area_of(row, areas, start)
        return Span(start, area.valid_to if area else None)
    if end and end <= start:
        raise row.error("ngày kết thúc phải sau ngày bắt đầu", "valid_to")
    return Span(start, end)


def area_of(row: Row, areas: Areas, day: dt.date) -> AdministrativeArea | None:
    """The area that bears the row's code on `day`."""
    if not row["area"]:
        return None
    if row["area"] not in areas:
        raise row.error(f"không có địa bàn mã {row['area']}", "area")
    for area in areas[row["area"]]:
        if Span(area.valid_from, area.valid_to).at(day):
            return area
    raise row.error(f"không có địa bàn mã {row['area']} vào ngày {day:%d/%m/%Y}", "area")


def lasting_area(row: Row, areas: Areas, own: Span) -> AdministrativeArea | None:
    """The unit's area, which must last as long as the unit works."""
    area = area_of(row, areas, own.start)
    if area is not None and not Span(area.valid_from, area.valid_to).holds(own):
        raise row.error(f"đơn vị còn hoạt động khi địa bàn {area.name} đã kết thúc", "valid_to")
    return area


def check_superiors(rows: Mapping[str, Row], spans: Mapping[str, Span]) -> None:
    """Parent and reviewer are other units that work as long as the unit does, and nobody comes back to itself."""
    for row in rows.values():
        for field in ("parent", "reviewer"):
            if row[field]:
                _check_superior(row, field, spans)
    for row in rows.values():
        _refuse_circle(row, "parent", rows)
        _refuse_circle(row, "reviewer", rows)


def _check_superior(row: Row, field: str, spans: Mapping[str, Span]) -> None:
    if row[field] not in spans:
        raise row.error(f"không có đơn vị {row[field]}", field)
    if row[field] == row["abbreviation"]:
        raise row.error("đơn vị không thể tự duyệt hay tự quản lý mình", field)
    span = spans[row[field]]
    if not span.holds(spans[row["abbreviation"]]):
        raise row.error(f"đơn vị {row[field]} chỉ hoạt động {span}", field)


def _refuse_circle(row: Row, field: str, rows: Mapping[str, Row]) -> None:
    way = [row["abbreviation"]]
    step = row[field]
    while step and step not in way:
        way.append(step)
        step = rows[step][field]
    if step == way[0] and not _ends_the_line(field, way, rows):
        raise row.error(f"vòng lặp: {' → '.join([*way, step])}", field)


def _ends_the_line(field: str, way: list[str], rows: Mapping[str, Row]) -> bool:
    """At the top of the line of review two bodies of the province review each other."""
    of_province = all(rows[name]["level"] == Level.PROVINCE.slug for name in way)
    return field == "reviewer" and len(way) == 2 and of_province


def succession_rows(province: Province, spans: Mapping[str, Span]) -> Iterator[tuple[str, str]]:
    """(unit, successor), in the order of the file. A successor works on the day on which the unit no longer does."""
    for row in province.rows("unit_successions.csv", fields=("unit", "successor"), optional=True):
        for field in ("unit", "successor"):
            if row[field] not in spans:
                raise row.error(f"không có đơn vị {row[field]} trong units.csv", field)
        if row["unit"] == row["successor"]:
            raise row.error("đơn vị không thể kế thừa chính mình", "successor")
        end, span = spans[row["unit"]].end, spans[row["successor"]]
        if end is None:
            raise row.error(f"đơn vị {row['unit']} chưa kết thúc hoạt động", "unit")
        if not span.at(end):
            raise row.error(f"ngày {end:%d/%m/%Y} đơn vị {row['successor']} không hoạt động", "successor")
        yield row["unit"], row["successor"]
