"""Load a province's indicators and the source of each figure; can be repeated without harm."""

from core.province import Province, Row
from datasets.models import Indicator, Source
from units.models import Duty, Level

LEVELS = {level.slug: level for level in Level}


def load_indicators(province: Province) -> dict[str, int]:
    """{what: rows}. Raises `ProvinceError` with file, line and field."""
    fields = ("code", "name", "short_name", "kind", "unit", "definition")
    rows = list(province.rows("indicators.csv", fields=fields))
    _refuse_repeated(rows)
    Indicator.objects.bulk_create(
        [_indicator(order, row) for order, row in enumerate(rows)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short_name", "kind", "unit", "definition", "order"],
    )
    return {"indicators": len(rows), "sources": _load_sources(province)}


def _indicator(order: int, row: Row) -> Indicator:
    return Indicator(
        code=row.required("code"),
        name=row.required("name"),
        short_name=row["short_name"] or row["name"],
        kind=row.one_of("kind", Indicator.Kind.values),
        unit=row.required("unit"),
        definition=row["definition"],
        order=order,
    )


def _refuse_repeated(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row["code"] in seen:
            raise row.error(f"chỉ tiêu “{row['code']}” đã có ở dòng trên", "code")
        seen.add(row["code"])


def _load_sources(province: Province) -> int:
    indicators, duties = Indicator.objects.in_bulk(field_name="code"), Duty.objects.in_bulk(field_name="code")
    sources: dict[tuple[str, int], Source] = {}
    for row in province.rows("sources.csv", fields=("indicator", "level", "mode", "duty")):
        indicator = indicators[row.one_of("indicator", indicators)]
        level = LEVELS[row.one_of("level", LEVELS)]
        if (indicator.code, level) in sources:
            raise row.error("chỉ tiêu này ở cấp này đã có nguồn ở dòng trên", "level")
        sources[indicator.code, level] = Source(
            indicator=indicator,
            level=level,
            mode=row.one_of("mode", Source.Mode.values),
            duty=_duty(row, duties),
        )
    Source.objects.bulk_create(
        sources.values(),
        update_conflicts=True,
        unique_fields=["indicator", "level"],
        update_fields=["mode", "duty"],
    )
    _forget_ended_duties(province)
    return len(sources)


def _forget_ended_duties(province: Province) -> None:
    """A duty that left the data permits nothing any more; here, since until now it could be a figure's source."""
    named = [row["code"] for row in province.rows("duties.csv", fields=("code",))]
    Duty.objects.exclude(code__in=named).exclude(kept_here=True).delete()


def _duty(row: Row, duties: dict[str, Duty]) -> Duty | None:
    if row["mode"] == Source.Mode.SUM:
        if row["duty"]:
            raise row.error("số liệu là tổng của cấp dưới thì không có nhiệm vụ báo cáo riêng", "duty")
        return None
    duty = duties[row.one_of("duty", duties)]
    if row["indicator"] not in duty.indicators or duty.level != LEVELS[row["level"]]:
        raise row.error(f"nhiệm vụ {duty.code} không gồm chỉ tiêu này ở cấp này", "duty")
    return duty
