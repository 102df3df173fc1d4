"""A figure once published can be quoted for ever: every release is held against an oracle that keeps them whole."""

import random
from collections import defaultdict

import pytest
from django.db import DatabaseError, connection, transaction

from core.problems import Refused
from datasets import days
from datasets.actions.stage import discard_staged, move_pointer, stage_release
from datasets.frozen import missing_triggers
from datasets.models import OPEN, BlockSum, Fact, Indicator, OpeningBalance, Pointer, Release, Source, valid
from datasets.selectors import figures
from units.models import AdministrativeArea, Duty, Level, UnitKind

pytestmark = pytest.mark.django_db

TREE = {"40": None, "1": "40", "2": "40", "11": "1", "12": "1", "21": "2", "22": "2"}
SEASON = 20


@pytest.fixture
def tree():
    """One province, two districts, four communes; a flow and a stock that are summed upwards."""
    areas: dict[str, AdministrativeArea] = {}
    for code, parent in TREE.items():
        level = 0 if parent is None else areas[parent].level + 1
        areas[code] = AdministrativeArea.objects.create(
            code=code, name=code, level=level, parent=areas.get(parent), valid_from="2020-01-01"
        )
    kind = UnitKind.objects.create(code="tyt", name="Trạm Y tế", level=Level.COMMUNE)
    duty = Duty.objects.create(
        code="d", unit_kind=kind, article="1", action="update", subject="figures", frequency="slot", task="t"
    )
    indicators = {}
    for code, name in (("ca", "flow"), ("dt", "stock")):
        indicators[code] = Indicator.objects.create(code=code, name=code, kind=name, unit="ca")
        for level in (0, 1):
            Source.objects.create(indicator=indicators[code], level=level, mode="sum")
        Source.objects.create(indicator=indicators[code], level=2, mode="own", duty=duty)
    return {code: area.pk for code, area in areas.items()}, {code: i.pk for code, i in indicators.items()}


def publish(day, slot, cells, **kwargs) -> None:
    move_pointer(stage_release(day=day, slot=slot, cells=cells, **kwargs))


def everything(communes: dict, areas: dict[str, int]) -> dict:
    """The oracle's sums: each commune's value counts for every area above it."""
    above = {areas[code]: areas.get(parent) for code, parent in TREE.items()}
    facts: dict = defaultdict(int)
    for (indicator, area, day, slot), value in communes.items():
        step: int | None = area
        while step:
            facts[indicator, step, day, slot] += value
            step = above[step]
    return facts


@pytest.mark.parametrize("seed", [1])
def test_every_release_stays_as_it_was(tree, seed):
    areas, indicators = tree
    rnd, now, truth = random.Random(seed), {}, {}
    leaves = [areas[code] for code in ("11", "12", "21", "22")]
    for n in range(1, 57):
        day, slot = n + (60 if n > 44 else 0), n % 2
        cells = {
            (i, a, day, slot): rnd.randint(0, 9) for i in indicators.values() for a in leaves if rnd.random() < 0.8
        }
        for key in rnd.sample(sorted(now), min(len(now), 3)):
            cells[key] = rnd.choice([None, 0, 7])
        stage_release(day=day, slot=slot, cells=dict.fromkeys(cells, 99))
        discard_staged()  # a crash before the pointer moved
        publish(day, slot, cells)
        truth[n] = now = {k: v for k, v in (now | cells).items() if v is not None}
    for n, communes in truth.items():
        expected = everything(communes, areas)
        rows = Fact.objects.filter(valid(n)).values_list(*figures.KEY, "value")
        assert {tuple(key): value for *key, value in rows} == expected, n
        check_totals(n, expected, areas, indicators["ca"])
    for older, newer in ((20, 56), *zip(range(40, 50), range(41, 51), strict=True)):
        changed = {(*k, v, truth[newer].get(k)) for k, v in truth[older].items() if truth[newer].get(k) != v}
        assert {row for row in figures.corrections(older, newer) if row[1] in leaves} == changed


def check_totals(n: int, facts: dict, areas: dict[str, int], flow: int) -> None:
    day, _ = figures.head(n)
    for until in (day, max(day - 40, SEASON)):
        expected = defaultdict(int)
        for (i, a, d, _), value in facts.items():
            if i == flow and SEASON <= d <= until:
                expected[flow, a] += value
        got = figures.totals(n, [flow], areas.values(), season=SEASON, until=until)
        assert {k: v for k, v in got.items() if v} == {k: v for k, v in expected.items() if v}, (n, until)


def test_published_figures_have_no_update_path(tree):
    areas, indicators = tree
    cells = {(indicators["ca"], areas["11"], 30, 0): 5}
    publish(30, 0, cells)
    publish(30, 1, {(indicators["ca"], areas["11"], 30, 0): 6})
    facts = Fact.objects.filter(indicator=indicators["ca"], area=areas["11"])
    forbidden = [
        lambda: facts.filter(to_release=OPEN).update(value=1),
        lambda: facts.filter(to_release=OPEN).update(to_release=2),
        lambda: facts.filter(to_release=2).update(to_release=OPEN),
        lambda: facts.filter(to_release=OPEN).delete(),
        lambda: Release.objects.filter(number=1).delete(),
        lambda: Release.objects.filter(number=1).update(reason="khác"),
        lambda: Pointer.objects.update(number=1),
        lambda: Pointer.objects.create(number=1),
        lambda: Pointer.objects.all().delete(),
        lambda: Fact.objects.create(
            indicator_id=indicators["ca"], area_id=areas["12"], day=30, slot=0, from_release=1, value=1
        ),
    ]
    if connection.vendor == "sqlite":
        forbidden.append(
            lambda: connection.cursor().execute(
                "REPLACE INTO datasets_fact (indicator_id, area_id, day, slot, from_release, to_release, value) "
                f"SELECT indicator_id, area_id, day, slot, 3, {OPEN}, 1 FROM datasets_fact"
            )
        )
    for attempt in forbidden:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_triggers_are_in_place():
    assert missing_triggers(connection) == set()


def test_a_release_without_changes_costs_no_rows(tree):
    areas, indicators = tree
    cells = {(indicators["ca"], areas["11"], 30, 0): 5}
    publish(30, 0, cells)
    rows = Fact.objects.count()
    publish(30, 0, cells, kind="extra", reason="thử công bố lại")
    assert Fact.objects.count() == rows


def test_only_the_staged_release_is_published(tree):
    areas, indicators = tree
    cells = {(indicators["ca"], areas["11"], 30, 0): 5}
    staged = stage_release(day=30, slot=0, cells=cells)
    with pytest.raises(Refused):
        stage_release(day=30, slot=0, cells=cells)
    assert figures.published() == 0
    discard_staged()
    again = stage_release(day=30, slot=0, cells=cells)
    with pytest.raises(Refused):
        move_pointer(staged)
    move_pointer(again)
    assert figures.published() == 1


def test_an_opening_balance_enters_the_running_total_once(tree):
    areas, indicators = tree
    OpeningBalance.objects.create(indicator_id=indicators["ca"], area_id=areas["11"], value=1_000)
    publish(30, 0, {(indicators["ca"], areas["11"], 30, 0): 5})
    publish(30, 1, {(indicators["ca"], areas["11"], 30, 1): 2})
    got = figures.totals(2, [indicators["ca"]], areas.values(), season=SEASON, until=30)
    assert got[indicators["ca"], areas["11"]] == got[indicators["ca"], areas["40"]] == 1_007
    assert BlockSum.objects.filter(day=-days.BLOCK).count() == 3


def test_zero_is_a_row_and_not_reported_is_none(tree):
    areas, indicators = tree
    publish(30, 0, {(indicators["ca"], areas["11"], 30, 0): 0, (indicators["ca"], areas["12"], 30, 0): None})
    values = figures.day_values(1, [indicators["ca"]], areas.values(), first=30, last=30)
    assert values[indicators["ca"], areas["11"], 30, 0] == 0
    assert (indicators["ca"], areas["12"], 30, 0) not in values
