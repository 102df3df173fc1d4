"""Where a province's data says so, small numbers are published nowhere, and nothing gives them back."""

import dataclasses
import datetime as dt
import io
import json
import re

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from core import clock, province
from core.check_rules import Balance
from core.suppression_rules import SuppressionRules, companions, read_suppression_rules
from datasets import days
from datasets.selectors import figures
from datasets.selectors.area_figures import AreaFigures
from datasets.suppression import Place, hidden, hidden_places, hidden_series
from tests.datasets import factories

OPEN, ENDED = dt.date.max, dt.date(2025, 7, 1)
BELOW = 5
CORRECTED = re.compile(r"từ (<[^>]+>)?3(<[^>]+>)? thành (<[^>]+>)?33")
RULES = SuppressionRules(below=BELOW, indicators=("ca",), levels=("commune", "district"))


@st.composite
def trees(draw):
    """A province of districts and communes, some of which ended or began on a day; and who is small, in order."""
    places, above = [Place(0, None, dt.date(2020, 1, 1), OPEN)], [0]
    for _ in range(2):
        level = []
        for parent in above:
            for _ in range(draw(st.integers(0, 4))):
                start, end = places[parent].start, places[parent].end
                if start < ENDED < end:
                    start, end = draw(st.sampled_from([(start, end), (start, ENDED), (ENDED, end)]))
                places.append(Place(len(places), parent, start, end))
                level.append(len(places) - 1)
        above = level
    return places, draw(st.lists(st.sampled_from(range(len(places))), unique=True, max_size=5))


def recomputable(places, concealed, day) -> list[int]:
    """The hidden places whose figure follows from the shown ones, as each parent is its children's sum on the day."""
    there = [place for place in places if place.start <= day < place.end]
    unknown = [place.pk for place in there if place.pk in concealed]
    sums = []
    for parent in there:
        children = [place.pk for place in there if place.parent == parent.pk]
        if children:
            sums.append([(pk == parent.pk) - (pk in children) for pk in unknown])
    if not unknown or not sums:
        return []
    matrix = numpy.array(sums, dtype=float)
    rank = numpy.linalg.matrix_rank(matrix)
    units = numpy.eye(len(unknown))
    return [pk for pk, unit in zip(unknown, units, strict=True) if numpy.linalg.matrix_rank([*matrix, unit]) == rank]


@given(trees())
def test_no_hidden_value_follows_from_the_shown_ones(tree):
    places, small = tree
    concealed = hidden_places(places, small)
    assert set(small) <= concealed
    for day in (dt.date(2021, 10, 8), ENDED):
        assert recomputable(places, concealed, day) == []


@given(trees())
def test_what_is_hidden_stays_hidden_when_more_becomes_small(tree):
    places, small = tree
    for count in range(len(small)):
        assert hidden_places(places, small[:count]) <= hidden_places(places, small)


CODES = ("ca", "khoi", "mat", "dt", "cl", "xn")
BALANCE = ("dt", "ca", "khoi", "mat")
BALANCES = st.lists(
    st.lists(st.sampled_from(CODES), min_size=2, max_size=4, unique=True).map(tuple), max_size=3, unique_by=frozenset
)


@st.composite
def epidemics(draw):
    """Places, balances (the stock first), and which numbers of which indicators are small, in order."""
    places, _ = draw(trees())
    balances = draw(st.one_of(st.just([BALANCE]), BALANCES))
    order = st.lists(st.sampled_from(range(len(places))), unique=True, max_size=3)
    return places, tuple(balances), draw(st.dictionaries(st.sampled_from(CODES), order, max_size=3))


def moved(balance):
    """{indicator: sign}: flows that add and such that take away, by turns, make up what the stock moves by."""
    stock, *flows = balance
    return {stock: -1} | {code: (-1) ** turn for turn, code in enumerate(flows)}


def solved(places, balances, concealed, day) -> list[tuple[str, int]]:
    """The hidden figures that linear algebra finds from the shown ones: every sum of areas, every balance."""
    there = [place for place in places if place.start <= day < place.end]
    unknown = [(code, place.pk) for place in there for code in CODES if place.pk in concealed.get(code, ())]
    equations = [
        {(code, parent.pk): 1} | {(code, child.pk): -1 for child in there if child.parent == parent.pk}
        for parent in there
        if any(child.parent == parent.pk for child in there)
        for code in CODES
    ]
    equations += [
        {(code, place.pk): sign for code, sign in moved(balance).items()} for place in there for balance in balances
    ]
    if not unknown or not equations:
        return []
    matrix = numpy.array([[one.get(cell, 0) for cell in unknown] for one in equations], dtype=float)
    *_, right = numpy.linalg.svd(matrix)
    free = right[numpy.linalg.matrix_rank(matrix) :]
    return [cell for cell, column in zip(unknown, free.T, strict=True) if numpy.abs(column).max(initial=0) < 1e-9]


def foregone(balances) -> set[str]:
    """What the balances by themselves say, with nothing shown: no rule can hide it."""
    place = Place(0, None, dt.date(2020, 1, 1), OPEN)
    return {code for code, _ in solved([place], balances, {code: {0} for code in CODES}, dt.date(2021, 10, 8))}


@given(epidemics())
def test_no_hidden_value_follows_from_other_indicators(epidemic):
    places, balances, small = epidemic
    rules = SuppressionRules(below=BELOW, indicators=CODES, levels=("commune",), balances=balances)
    concealed = hidden_series(places, small, rules)
    assert all(set(areas) <= concealed[code] for code, areas in small.items())
    known = foregone(balances)
    for day in (dt.date(2021, 10, 8), ENDED):
        assert [cell for cell in solved(places, balances, concealed, day) if cell[0] not in known] == []


@given(epidemics())
def test_other_indicators_stay_hidden_too_when_more_becomes_small(epidemic):
    places, balances, small = epidemic
    rules = SuppressionRules(below=BELOW, indicators=CODES, levels=("commune",), balances=balances)
    fewer = hidden_series(places, {code: areas[:1] for code, areas in small.items()}, rules)
    more = hidden_series(places, small, rules)
    assert all(areas <= more[code] for code, areas in fewer.items())


@pytest.mark.parametrize(
    ("indicator", "hides"),
    [
        ("ca", {"ca", "dt"}),
        ("khoi", {"khoi", "dt"}),
        ("mat", {"mat", "dt"}),
        ("dt", {"dt", "ca"}),
        ("xn", {"xn"}),
    ],
)
def test_a_stock_goes_with_its_flow_and_a_flow_with_its_stock(indicator, hides):
    assert companions(indicator, [BALANCE]) == hides


def test_each_balance_of_an_indicator_takes_one_more_with_it():
    assert companions("ca", [("dt", "ca", "khoi"), ("cl", "ca", "khoi")]) == {"ca", "dt", "cl"}


def test_balances_that_could_be_solved_together_are_hidden_whole():
    assert companions("dt", [("dt", "ca"), ("cl", "ca", "dt", "khoi")]) == {"dt", "ca", "cl", "khoi"}


def test_nothing_small_hides_nothing():
    assert hidden_places([Place(0, None, dt.date(2020, 1, 1), OPEN)], []) == set()


@pytest.fixture
def suppressed(monkeypatch):
    """The province's data with `[suppression]` turned on."""
    here = dataclasses.replace(province.current(), suppression=RULES)
    monkeypatch.setattr(province, "current", lambda: here)


@pytest.fixture
def published(db, evening):
    """Release 1 has large numbers alone. In release 2 district 1 has a small one; 3 corrects it to a large one."""
    here = factories.build()
    large = {here.cell("ca", "1"): 50, here.cell("ca", "2"): 60, here.cell("dt", "1"): 2}
    factories.publish(large, slot=0)
    factories.publish({here.cell("ca", "1", slot=1): 3, here.cell("ca", "2", slot=1): 70}, slot=1)
    day = factories.DAY + 1
    with clock.at(dt.datetime.combine(days.date(day), dt.time(6, 5), tzinfo=clock.ZONE)):
        factories.publish(
            {here.cell("ca", "1", slot=1): 33, here.cell("ca", "1", day): 80, here.cell("ca", "2", day): 90}, day=day
        )
        yield here


@pytest.fixture
def place(published):
    return {code: area.pk for code, area in published.areas.items()}


def test_off_unless_the_data_turns_it_on(client, published):
    assert province.current().suppression == SuppressionRules()
    assert hidden(3) == {}
    assert [one["value"] for one in items(client, "figures/", area="1", indicator="ca", release=2)] == [53]


def test_a_small_number_hides_its_series_and_the_next_siblings(published, place, suppressed):
    ca = published.indicators["ca"].pk
    assert hidden(1) == {}
    communes = {place["11"], place["21"]}
    assert hidden(2)[ca] == {place["1"], place["2"]} | communes
    assert hidden(3) == hidden(2)


def items(client, address, **query):
    return client.get(f"/api/v1/{address}", query).json()["items"]


def test_the_api_gives_neither_value_nor_total_nor_mean_nor_rate(client, published, suppressed):
    for code in ("ca", "ca_cong_don", "ca_tb7", "ca_100k"):
        for level in ("district", "commune"):
            assert items(client, "figures/", indicator=code, level=level, release=2) == []
        assert items(client, "figures/", indicator=code, area="40", release=2)
    assert items(client, "figures/", indicator="ca", area="1", granularity="slot", release=3) == []
    (line,) = [
        one
        for one in client.get("/api/v1/summary/", {"area": "1", "release": 2}).json()["values"]
        if one["indicator"] == "ca"
    ]
    assert (line["value"], line["change"], line["total"]) == (None, None, None)


def test_indicators_that_the_rule_does_not_name_are_shown(client, published, suppressed):
    assert [one["value"] for one in items(client, "figures/", indicator="dt", area="1", release=2)] == [2]


@pytest.fixture
def balanced(db, monkeypatch):
    """The rule where what is under treatment follows from the cases."""
    rules = read_suppression_rules(
        {"below": BELOW, "indicators": ["ca"], "levels": ["commune", "district"]},
        indicators={"ca", "dt"},
        balances=[Balance("dt", ("ca",), ())],
    )
    here = dataclasses.replace(province.current(), suppression=rules)
    monkeypatch.setattr(province, "current", lambda: here)


def test_the_stock_that_would_give_a_small_flow_back_is_hidden_too(client, published, balanced):
    assert [one["value"] for one in items(client, "figures/", indicator="dt", area="1", release=1)] == [2]
    for release in (2, 3):
        assert items(client, "figures/", indicator="dt", area="1", release=release) == []
    both = (published.indicators[code].pk for code in ("ca", "dt"))
    assert len({hidden(2)[one] for one in both}) == 1


def test_other_balances_are_another_rule_and_no_balance_is_asked_where_nothing_is_small(balanced):
    assert province.current().suppression.key != RULES.key
    read = read_suppression_rules({}, indicators=(), balances=[Balance("dt", ("ca",), ())])
    assert read == SuppressionRules()


def test_an_earlier_release_shows_what_it_showed(client, published, suppressed):
    assert [one["value"] for one in items(client, "figures/", indicator="ca", area="1", release=1)] == [50]


@pytest.mark.parametrize(("older", "newer"), [(1, 2), (2, 3), (1, 3)])
def test_the_difference_of_two_releases_gives_nothing_back(client, published, suppressed, older, newer):
    told = items(client, f"releases/{older}/diff/{newer}/")
    assert {one["area"] for one in told if one["indicator"] == "ca"} <= {"40"}


def test_no_correction_tells_of_it(client, published, suppressed):
    for address in ("/dinh-chinh/", "/dinh-chinh/rss/", "/so-lieu/so-sanh/?tu=2&den=3", "/dia-ban/1/"):
        text = client.get(address).content.decode()
        assert not CORRECTED.search(text)


def test_without_the_rule_the_correction_is_told(client, published):
    assert CORRECTED.search(client.get("/dinh-chinh/").content.decode())


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_no_file_holds_it(client, published, suppressed, form):
    data = b"".join(client.get(f"/du-lieu-mo/ban-2/lich-su.{form}").streaming_content)
    if form == "csv":
        rows = [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
        cells = {(row[2], row[1]): row[rows[0].index("ca")] or None for row in rows[1:]}
    elif form == "xlsx":
        header, *lines = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        cells = {(line[2], line[1]): line[header.index("ca")] for line in lines}
    else:
        found = json.loads(data)["items"] if form == "json" else parquet.read_table(io.BytesIO(data)).to_pylist()
        cells = {(row["ma_dia_ban"], row["khung_gio"]): row["ca"] for row in found}
    assert {value for (area, _), value in cells.items() if area != "40"} <= {None}
    assert cells["40", "18:00"] is not None


def test_the_pages_say_that_numbers_are_kept_back(client, published, suppressed):
    for address in ("/dia-ban/1/?ban=2", "/dia-ban/1/"):
        text = client.get(address).content.decode()
        assert "không công bố số nhỏ" in text


def test_the_page_of_open_data_says_so(client, published, suppressed):
    assert "Số nhỏ hơn 5 có thể làm lộ danh tính" in client.get("/du-lieu-mo/").content.decode()


def test_who_is_silent_among_the_hidden_is_not_told(published, suppressed):
    view = AreaFigures.read(2, published.areas["40"])
    (ca,) = [one for one in view.indicators if one.code == "ca"]
    assert all(view.answered(ca, child) for child in view.children)
    assert not any(view.reported(ca, child) for child in view.children)


def test_turning_the_rule_on_uses_nothing_that_was_prepared_before(client, published, monkeypatch):
    shown = b"".join(client.get("/du-lieu-mo/ban-2/lich-su.csv").streaming_content)
    here = dataclasses.replace(province.current(), suppression=RULES)
    monkeypatch.setattr(province, "current", lambda: here)
    assert b"".join(client.get("/du-lieu-mo/ban-2/lich-su.csv").streaming_content) != shown


def test_the_checks_of_reports_still_know_all(published, place, suppressed):
    ca = published.indicators["ca"].pk
    span = {"season": 0, "until": factories.DAY}
    assert figures.totals(2, [ca], [place["1"]], **span) == {}
    assert figures.totals(2, [ca], [place["1"]], all_of_it=True, **span) == {(ca, place["1"]): 53}


@pytest.mark.parametrize(
    "given",
    [
        {"below": -1},
        {"below": True, "indicators": ["ca"], "levels": ["commune"]},
        {"below": 5},
        {"below": 5, "indicators": ["khac"], "levels": ["commune"]},
        {"below": 5, "indicators": ["ca"], "levels": ["xa"]},
        {"unter": 5},
        {"below": 5, "indicators": ["ca"], "levels": ["commune"], "balances": [["dt", "ca"]]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(given):
    with pytest.raises((TypeError, ValueError)):
        read_suppression_rules(given, indicators={"ca"})
