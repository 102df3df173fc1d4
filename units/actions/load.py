"""Load a province's areas, units and duties from its folder; can be repeated without harm."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from core import hooks
from core.province import Province, ProvinceError, Row
from core.text import fold
from units.actions.plan_from_data import decided_here, plan_from_data
from units.actions.spans import Areas, Span, check_superiors, lasting_area, span_of, succession_rows
from units.deadlines import checked
from units.models import (
    Action,
    AdministrativeArea,
    AreaSuccession,
    Duty,
    Frequency,
    Level,
    OrganisationalUnit,
    UnitKind,
    UnitSuccession,
)

LEVELS = {level.slug: level for level in Level}
Key = tuple[str, dt.date]
Record = TypeVar("Record", bound=Model)
UNIT_COLUMNS = (
    "abbreviation",
    "name",
    "short_name",
    "kind",
    "level",
    "parent",
    "area",
    "head_office",
    "reviewer",
    "sample",
)
"""Besides these `valid_from`, `valid_to` and `email`, which may be left out."""
_UNSOUND = {"max_length": "dài quá mức cho phép", "invalid": "chỉ gồm chữ cái không dấu, chữ số, gạch nối, gạch dưới"}


def load_units(province: Province) -> dict[str, int]:
    """{what: rows}. Raises `ProvinceError` with file, line and field; the caller's transaction undoes the rest."""
    areas = _load_areas(province)
    successions = _load_successions(province, areas)
    kinds = _load_kinds(province)
    units = _load_units(province, areas, kinds)
    _check_chain_end(province, units)
    duties = _load_duties(province, units, kinds)
    return {"areas": len(areas), "successions": successions, "units": len(units), "duties": duties}


def _check_chain_end(province: Province, units: Collection[str]) -> None:
    named = province.review.chain_end
    if named and named not in units:
        raise ProvinceError(f"“{named}” không có trong units.csv", file="province.toml", field="review.chain_end")


def _load_areas(province: Province) -> dict[Key, int]:
    fields = ("code", "valid_from", "valid_to", "level", "name", "parent")
    rows = _distinct_spans(province.rows("areas.csv", fields=fields))
    ids, before = dict[Key, int](), _as_stored()
    for level in Level:
        of_level = {key: row for key, row in rows.items() if row.one_of("level", LEVELS) == level.slug}
        areas = [_area(row, level, _parent(row, rows, ids)) for row in of_level.values()]
        AdministrativeArea.objects.bulk_create(
            areas,
            update_conflicts=True,
            unique_fields=["code", "valid_from"],
            update_fields=["valid_to", "name", "folded_name", "level", "parent"],
        )
        ids |= _ids(level)
    _tell_rooms(before)
    return {key: ids[key] for key in rows}


def _as_stored() -> set[tuple]:
    """What other rooms tell of the areas."""
    return set(AdministrativeArea.objects.values_list("code", "valid_from", "valid_to", "level", "name", "parent_id"))


def _tell_rooms(before: set[tuple]) -> None:
    changed = sorted({row[0] for row in before ^ _as_stored()})
    for act in hooks.areas_changed.functions() if changed else ():
        act(changed)


def _distinct_spans(found: Iterable[Row]) -> dict[Key, Row]:
    """The rows by key; a code means one area at a time, or no date could tell which."""
    rows: dict[Key, Row] = {}
    last: dict[str, tuple[dt.date, Row]] = {}
    for row in sorted(found, key=_key):
        code, first = _key(row)
        end, earlier = last.get(code, (dt.date.min, row))
        if end > first:
            raise row.error(f"mã {code} đã là địa bàn khác ở dòng {earlier.line} vào ngày {first}", "code")
        rows[code, first] = row
        last[code] = row.date("valid_to") or dt.date.max, row
    return rows


def _key(row: Row, code: str = "code", valid_from: str = "valid_from") -> Key:
    first = row.date(valid_from)
    if first is None:
        raise row.error("không được để trống", valid_from)
    return row.required(code), first


def _area(row: Row, level: Level, parent_id: int | None) -> AdministrativeArea:
    code, valid_from = _key(row)
    valid_to = row.date("valid_to")
    if valid_to and valid_to <= valid_from:
        raise row.error("ngày kết thúc phải sau ngày bắt đầu", "valid_to")
    name = row.required("name")
    area = AdministrativeArea(
        code=code,
        valid_from=valid_from,
        valid_to=valid_to,
        level=level,
        name=name,
        folded_name=fold(name),
        parent_id=parent_id,
    )
    return _sound(row, area)


def _sound(row: Row, record: Record, **columns: str) -> Record:
    """The record, if its fields bear the row's texts. `columns`: names of columns that are not named as their field.

    Relations are checked where they are looked up.
    """
    relations = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=relations)
    except ValidationError as error:
        field, (first, *_) = next(iter(error.error_dict.items()))
        message = _UNSOUND.get(first.code or "", "giá trị không hợp lệ")
        raise row.error(message, columns.get(field, field)) from error
    return record


def _parent(row: Row, rows: dict[Key, Row], ids: dict[Key, int]) -> int | None:
    if not row["parent"]:
        if row["level"] != Level.PROVINCE.slug:
            raise row.error("chỉ cấp tỉnh không thuộc địa bàn nào", "parent")
        return None
    first = _key(row)[1]
    for key, pk in ids.items():
        if key[0] == row["parent"] and key[1] <= first and _still_valid(rows.get(key), first):
            return pk
    raise row.error(f"không có địa bàn cấp trên mã {row['parent']} vào ngày {first}", "parent")


def _still_valid(row: Row | None, date: dt.date) -> bool:
    end = row.date("valid_to") if row else None
    return row is not None and (end is None or end > date)


def _ids(level: Level) -> dict[Key, int]:
    rows = AdministrativeArea.objects.filter(level=level).values_list("code", "valid_from", "id")
    return {(code, first): pk for code, first, pk in rows}


def _load_successions(province: Province, areas: dict[Key, int]) -> int:
    fields = ("code", "valid_from", "successor", "successor_valid_from")
    links = []
    for row in province.rows("successions.csv", fields=fields, optional=True):
        new = _key(row, "successor", "successor_valid_from")
        for key, field in ((_key(row), "code"), (new, "successor")):
            if key not in areas:
                raise row.error(f"không có địa bàn {key[0]} từ ngày {key[1]} trong areas.csv", field)
        if new == _key(row):
            raise row.error("địa bàn không thể kế tiếp chính mình", "successor")
        links.append(AreaSuccession(predecessor_id=areas[_key(row)], successor_id=areas[new]))
    AreaSuccession.objects.bulk_create(links, ignore_conflicts=True)
    return len(links)


def _load_kinds(province: Province) -> dict[str, UnitKind]:
    rows = list(province.rows("unit_kinds.csv", fields=("kind", "name", "level")))
    _refuse_twice(rows, "kind")
    kinds = [_kind(row) for row in rows]
    UnitKind.objects.bulk_create(
        kinds, update_conflicts=True, unique_fields=["code"], update_fields=["name", "level"]
    )
    return {kind.code: kind for kind in UnitKind.objects.all()}


def _kind(row: Row) -> UnitKind:
    kind = UnitKind(code=row.required("kind"), name=row.required("name"), level=LEVELS[row.one_of("level", LEVELS)])
    return _sound(row, kind, code="kind")


def _load_units(
    province: Province, areas: dict[Key, int], kinds: dict[str, UnitKind]
) -> dict[str, OrganisationalUnit]:
    rows = list(province.rows("units.csv", fields=UNIT_COLUMNS))
    _refuse_twice(rows, "abbreviation")
    by_code = _by_code(areas)
    spans = {row.required("abbreviation"): span_of(row, by_code) for row in rows}
    found = [_unit(row, by_code, kinds, spans[row["abbreviation"]]) for row in rows]
    check_superiors({row["abbreviation"]: row for row in rows}, spans)
    kept = decided_here()
    OrganisationalUnit.objects.bulk_create(
        [unit for unit in found if unit.abbreviation not in kept],
        update_conflicts=True,
        unique_fields=["abbreviation"],
        update_fields=[
            "name",
            "short_name",
            "kind",
            "level",
            "area",
            "head_office",
            "sample",
            "valid_from",
            "valid_to",
        ],
        batch_size=500,
    )
    units = OrganisationalUnit.objects.in_bulk(field_name="abbreviation")
    linked = [unit for row in rows if row["abbreviation"] not in kept and (unit := _link(row, units))]
    OrganisationalUnit.objects.bulk_update(linked, ["parent", "reviewer"], batch_size=200)
    _load_unit_successions(province, units, spans, kept)
    plan_from_data(
        province, OrganisationalUnit.objects.filter(pk__in=[units[row["abbreviation"]].pk for row in rows])
    )
    return units


def _by_code(areas: dict[Key, int]) -> dict[str, list[AdministrativeArea]]:
    """{code: its areas}, of the areas of the data."""
    found: dict[str, list[AdministrativeArea]] = {}
    stored = AdministrativeArea.objects.in_bulk()
    for (code, _), pk in areas.items():
        found.setdefault(code, []).append(stored[pk])
    return found


def _unit(row: Row, areas: Areas, kinds: dict[str, UnitKind], span: Span) -> OrganisationalUnit:
    unit = OrganisationalUnit(
        abbreviation=row.required("abbreviation"),
        email=row.values.get("email", ""),
        name=row.required("name"),
        short_name=row["short_name"] or row["name"],
        kind=kinds[row.one_of("kind", kinds)],
        level=LEVELS[row.one_of("level", LEVELS)],
        area=lasting_area(row, areas, span),
        head_office=row.required("head_office"),
        sample=row["sample"] == "1",
        valid_from=span.start,
        valid_to=span.end,
    )
    return _sound(row, unit)


def _link(row: Row, units: dict[str, OrganisationalUnit]) -> OrganisationalUnit | None:
    """The unit with the parent and the reviewer of its row; None where it has them already."""
    unit, parent, reviewer = (units.get(row[field]) for field in ("abbreviation", "parent", "reviewer"))
    wanted = (parent.pk if parent else None, reviewer.pk if reviewer else None)
    if unit is None or (unit.parent_id, unit.reviewer_id) == wanted:
        return None
    unit.parent, unit.reviewer = parent, reviewer
    return unit


def _load_unit_successions(
    province: Province, units: dict[str, OrganisationalUnit], spans: dict[str, Span], kept: set[str]
) -> None:
    links = [
        UnitSuccession(predecessor=units[old], successor=units[new])
        for old, new in succession_rows(province, spans)
        if old not in kept
    ]
    UnitSuccession.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)


def _refuse_twice(rows: list[Row], field: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if row[field] in seen:
            raise row.error(f"“{row[field]}” đã có ở dòng trên", field)
        seen.add(row[field])


def _load_duties(province: Province, units: dict[str, OrganisationalUnit], kinds: dict[str, UnitKind]) -> int:
    fields = ("code", "unit", "unit_kind", "article", "action", "subject", "indicators", "level", "frequency")
    rows = list(province.rows("duties.csv", fields=(*fields, "task")))
    _refuse_twice(rows, "code")
    duties = [_duty(row, units, kinds) for row in rows]
    kept = set(Duty.objects.filter(kept_here=True).values_list("code", flat=True))
    Duty.objects.bulk_create(
        [duty for duty in duties if duty.code not in kept],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "unit",
            "unit_kind",
            "article",
            "action",
            "subject",
            "indicators",
            "level",
            "frequency",
            "deadline",
            "task",
        ],
    )
    return len(duties)


def _deadline(row: Row) -> str:
    """A province without deadlines of its own may leave the column out."""
    try:
        return checked(row["frequency"], row.values.get("deadline", ""))
    except ValueError as error:
        raise row.error(str(error), "deadline") from error


def _duty(row: Row, units: dict[str, OrganisationalUnit], kinds: dict[str, UnitKind]) -> Duty:
    if bool(row["unit"]) == bool(row["unit_kind"]):
        raise row.error("điền đúng một trong hai: unit hoặc unit_kind", "unit")
    duty = Duty(
        code=row.required("code"),
        unit=units[row.one_of("unit", units)] if row["unit"] else None,
        unit_kind=kinds[row.one_of("unit_kind", kinds)] if row["unit_kind"] else None,
        article=row.required("article"),
        action=row.one_of("action", Action.values),
        subject=row.required("subject"),
        indicators=row["indicators"].split(),
        level=LEVELS[row.one_of("level", LEVELS)] if row["level"] else None,
        frequency=row.one_of("frequency", Frequency.values),
        deadline=_deadline(row),
        task=row.required("task"),
    )
    return _sound(row, duty)
