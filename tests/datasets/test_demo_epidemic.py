"""The simulation behind the demo: its rules hold for any seed, and a large province stays affordable."""

import time
from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.demo import (
    COMMUNE_INDICATORS,
    DISTRICT_INDICATORS,
    DemoCommune,
    DemoDistrict,
    Epidemic,
    PlaceDistrict,
    Values,
    simulate,
    simulated_places,
    simulated_populations,
)
from datasets.demo.areas import apportion
from datasets.demo.corrections import DISTRICT_SLIPS, is_possible
from datasets.demo.course import FLOWS
from datasets.demo.polygons import contains

LAST_DAY = date(2021, 10, 8)
SEASON_START = date(2021, 4, 27)
SLOTS = ("06:00", "18:00")
ALL_INDICATORS = (*DISTRICT_INDICATORS, "cach_ly_tai_nha", "ve_tu_vung_dich")
KINDS = ("Thành phố", "Thị xã", "Huyện", "Huyện", "Huyện", "Huyện")
SHARED_FLOWS = [code for code in FLOWS if code in COMMUNE_INDICATORS]

seeds = st.integers(0, 2**32)
some_examples = settings(max_examples=8, deadline=None)


@cache
def province(districts: int, communes: int, seed: int = 1) -> list[DemoDistrict]:
    names = {str(400 + n): KINDS[min(n, 2)] for n in range(districts)}
    populations = simulated_populations(list(names.items()), seed)
    answer = []
    for code, name in names.items():
        parts = [(f"{code}{n:02d}", "Phường" if n % 5 == 0 else "Xã") for n in range(communes)]
        shares = simulated_populations(parts, seed, populations[code])
        answer.append(DemoDistrict(code, name, populations[code], [DemoCommune(*item) for item in shares.items()]))
    return answer


def run(seed: int, *, days: int = 45, districts: int = 6, communes: int = 7, **options: Any) -> Epidemic:
    return simulate(
        province(districts, communes),
        season_start=SEASON_START,
        first_day=LAST_DAY - timedelta(days=days - 1),
        last_day=LAST_DAY,
        slots=SLOTS,
        seed=seed,
        **options,
    )


def settled(epidemic: Epidemic, values: Values, until: tuple[date, int] = (date.max, 0)) -> Values:
    """Return a copy of ``values`` with the corrections that were published up to ``until``."""
    copy = {moment: {area: dict(f) for area, f in areas.items()} for moment, areas in values.items()}
    for correction in epidemic.corrections:
        moment = (correction.date, correction.slot)
        if correction.published_with <= until and correction.area in copy.get(moment, {}):
            copy[moment][correction.area][correction.indicator] = correction.new
    return copy


def patients_after(opening: dict[str, int]) -> int:
    return opening["ca_mac_moi"] - opening["khoi_benh"] - opening["tu_vong"]


def assert_balanced(openings: dict[str, dict[str, int]], values: Values, until: tuple[date, int]) -> None:
    stock = {area: patients_after(opening) for area, opening in openings.items()}
    for moment in (moment for moment in values if moment <= until):
        for area, figures in values[moment].items():
            stock[area] += patients_after(figures)
            assert figures["dang_dieu_tri"] == stock[area], (area, moment)


@some_examples
@given(seeds)
def test_stock_follows_from_flows_across_gaps(seed: int) -> None:
    epidemic = run(seed)
    end = epidemic.moments[-1]
    assert_balanced(epidemic.opening, settled(epidemic, epidemic.district_values), end)
    assert_balanced(epidemic.commune_opening, settled(epidemic, epidemic.commune_values), end)


@settings(max_examples=4, deadline=None)
@given(seeds)
def test_every_release_balances_as_it_was_published(seed: int) -> None:
    epidemic = run(seed, days=30)
    for moment in epidemic.moments:
        as_published = settled(epidemic, epidemic.district_values, until=moment)
        assert_balanced(epidemic.opening, as_published, moment)


@some_examples
@given(seeds)
def test_figures_are_possible(seed: int) -> None:
    epidemic = run(seed)
    for values in (epidemic.district_values, epidemic.commune_values, epidemic.second_reporter):
        for areas in values.values():
            for figures in areas.values():
                assert min(figures.values()) >= 0
                assert figures.get("xet_nghiem_duong_tinh", 0) <= figures.get("xet_nghiem", 0)


@some_examples
@given(seeds)
def test_second_doses_never_overtake_first_ones_nor_first_ones_people(seed: int) -> None:
    epidemic = run(seed)
    people = {district.code: district.population for district in province(6, 7)}
    given_doses = {area: Counter(opening) for area, opening in epidemic.opening.items()}
    for areas in settled(epidemic, epidemic.district_values).values():
        for area, figures in areas.items():
            given_doses[area].update(figures)
            assert given_doses[area]["tiem_mui_2"] <= given_doses[area]["tiem_mui_1"] <= people[area]


@some_examples
@given(seeds)
def test_communes_sum_to_their_district(seed: int) -> None:
    epidemic = run(seed, district_indicators=ALL_INDICATORS)
    districts = settled(epidemic, epidemic.district_values)
    communes = settled(epidemic, epidemic.commune_values)
    complete = 0
    for moment, areas in communes.items():
        for district, figures in districts[moment].items():
            parts = [part for code, part in areas.items() if code.startswith(district)]
            full = len(parts) == 7
            complete += full
            for code in COMMUNE_INDICATORS if full else SHARED_FLOWS:
                assert sum(part[code] for part in parts) == figures[code], (moment, district, code)
    assert complete > 50


@some_examples
@given(seeds)
def test_communes_begin_with_the_totals_of_their_district(seed: int) -> None:
    epidemic = run(seed, district_indicators=ALL_INDICATORS)
    before = {area: Counter(opening) for area, opening in epidemic.opening.items()}
    corrected = settled(epidemic, epidemic.district_values)
    for moment, areas in corrected.items():
        if moment not in epidemic.commune_values:
            for area, figures in areas.items():
                before[area].update(figures)
    for district, totals in before.items():
        openings = [o for code, o in epidemic.commune_opening.items() if code.startswith(district)]
        assert {code: sum(o[code] for o in openings) for code in SHARED_FLOWS} == {
            code: totals[code] for code in SHARED_FLOWS
        }


@some_examples
@given(seeds)
def test_only_the_smallest_district_is_missing_at_the_end(seed: int) -> None:
    epidemic = run(seed)
    smallest = min(province(6, 7), key=lambda district: district.population).code
    assert set(epidemic.opening) - set(epidemic.district_values[epidemic.moments[-1]]) == {smallest}


def test_a_silent_district_silences_its_communes_and_some_reports_are_missing() -> None:
    epidemic = run(3, days=120, districts=21)
    expected = 21 * len(epidemic.moments)
    present = sum(len(areas) for areas in epidemic.district_values.values())
    assert 0.98 < present / expected < 0.998
    for moment, areas in epidemic.commune_values.items():
        assert {code[:3] for code in areas} <= set(epidemic.district_values[moment])


@some_examples
@given(seeds)
def test_incidents(seed: int) -> None:
    epidemic = run(seed, days=90, districts=10)
    order = {moment: index for index, moment in enumerate(epidemic.moments)}
    recent = set(epidemic.commune_values)
    reported = epidemic.district_values | {
        moment: epidemic.district_values[moment] | areas for moment, areas in epidemic.commune_values.items()
    }
    assert 6 <= len(epidemic.corrections) <= 10
    assert sum((c.date, c.slot) in recent for c in epidemic.corrections) >= 3
    for correction in epidemic.corrections:
        moment = (correction.date, correction.slot)
        assert reported[moment][correction.area][correction.indicator] == correction.old != correction.new
        assert order[moment] < order[correction.published_with]
        assert str(abs(correction.old - correction.new)) in correction.reason
    assert len(epidemic.late) == 8
    for report in epidemic.late:
        assert order[report.arrives] == order[report.moment] + 1
        assert report.area in reported[report.moment]


@some_examples
@given(seeds)
def test_the_second_reporter_differs_sometimes(seed: int) -> None:
    epidemic = run(seed)
    pairs = [
        (figures, epidemic.district_values[moment][area])
        for moment, areas in epidemic.second_reporter.items()
        for area, figures in areas.items()
    ]
    assert any(figures.items() <= own.items() for figures, own in pairs)
    assert any(not figures.items() <= own.items() for figures, own in pairs)
    assert len({area for areas in epidemic.second_reporter.values() for area in areas}) == 2


def test_a_slip_nobody_could_have_sent_is_not_possible() -> None:
    slip = next(slip for slip in DISTRICT_SLIPS if "xet_nghiem_duong_tinh" in slip.shift)
    assert is_possible(slip, 1, {"xet_nghiem": 5, "xet_nghiem_duong_tinh": 4})
    assert not is_possible(slip, 1, {"xet_nghiem": 4, "xet_nghiem_duong_tinh": 4})
    assert not is_possible(slip, 1, {"xet_nghiem": 4, "xet_nghiem_duong_tinh": 0})
    assert not is_possible(slip, 1, {"ca_mac_moi": 4})


def test_same_seed_same_epidemic() -> None:
    assert run(7) == run(7)
    assert run(7).district_values != run(8).district_values


def test_districts_report_only_what_they_are_asked_for() -> None:
    asked = ("ca_mac_moi", "cach_ly_tap_trung")
    epidemic = run(5, district_indicators=asked)
    reports = [figures for areas in epidemic.district_values.values() for figures in areas.values()]
    assert {tuple(figures) for figures in reports} == {asked}
    assert set(epidemic.opening["400"]) == {"ca_mac_moi"}


@pytest.mark.parametrize("slots", [("18:00",), ("06:00", "12:00", "18:00")])
@pytest.mark.parametrize("districts", [1, 2])
def test_small_provinces_other_slots_and_long_runs(slots: tuple[str, ...], districts: int) -> None:
    for days, communes in ((1, 2), (10, 0), (300, 3)):
        epidemic = simulate(
            province(districts, communes),
            season_start=SEASON_START,
            first_day=LAST_DAY - timedelta(days=days - 1),
            last_day=LAST_DAY,
            slots=slots,
            seed=1,
        )
        assert len(epidemic.moments) == days * len(slots)
        assert_balanced(epidemic.opening, settled(epidemic, epidemic.district_values), epidemic.moments[-1])


def test_shape_of_the_waves() -> None:
    epidemic = run(2021, days=120, districts=21)
    by_day: Counter[date] = Counter()
    by_slot: Counter[int] = Counter()
    for (day, slot), areas in epidemic.district_values.items():
        cases = sum(figures["ca_mac_moi"] for figures in areas.values())
        by_day[day] += cases
        by_slot[slot] += cases
    weekend = sum(count for day, count in by_day.items() if day.weekday() >= 5)
    assert 120 < max(by_day.values()) < 300
    assert weekend / sum(by_day.values()) < 2 / 7
    assert by_slot[0] < by_slot[1]


def test_a_large_province_is_affordable() -> None:
    begun = time.process_time()
    epidemic = run(1, days=120, districts=27, communes=21, district_indicators=ALL_INDICATORS)
    assert time.process_time() - begun < 5
    assert 150_000 < epidemic.value_count <= 300_000


@some_examples
@given(seeds)
def test_populations(seed: int) -> None:
    names = [(str(400 + n), KINDS[min(n // 2, 2)]) for n in range(21)]
    populations = simulated_populations(names, seed)
    assert populations == simulated_populations(list(reversed(names)), seed)
    assert 2_600_000 < sum(populations.values()) < 4_000_000
    assert populations["400"] > populations["402"]
    assert populations["404"] < populations["420"]


@given(st.integers(0, 10**6), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40))
def test_apportion_keeps_the_total(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0


HOLE = [[105.4, 18.4], [105.6, 18.4], [105.6, 18.6], [105.4, 18.6], [105.4, 18.4]]
SQUARE = [[105.0, 18.0], [106.0, 18.0], [106.0, 19.0], [105.0, 19.0], [105.0, 18.0]]
TRIANGLE = [[[104.0, 18.0], [104.5, 18.0], [104.0, 18.9], [104.0, 18.0]]]
HOLED = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
SPLIT = {"type": "MultiPolygon", "coordinates": [TRIANGLE, [SQUARE, HOLE]]}


def places_of(seed: int) -> list[Any]:
    districts = [
        PlaceDistrict("401", "Huyện Một", HOLED, [("40101", "Xã A"), ("40102", "Xã B")]),
        PlaceDistrict("402", "Huyện Hai", SPLIT),
        PlaceDistrict("403", "Huyện Ba", SPLIT, [("40301", "Phường C")]),
    ]
    return simulated_places(districts, seed, until=LAST_DAY, phone_prefix="0238 000")


def test_contains_knows_holes_and_parts() -> None:
    assert contains(HOLED, (105.2, 18.5))
    assert not contains(HOLED, (105.5, 18.5))
    assert contains(SPLIT, (104.1, 18.1))
    assert not contains(SPLIT, (104.4, 18.8))


@some_examples
@given(seeds)
def test_places(seed: int) -> None:
    places = places_of(seed)
    assert places == places_of(seed)
    assert len({place.phone for place in places}) == len(places)
    for place in places:
        assert contains(HOLED if place.district == "401" else SPLIT, (place.lng, place.lat))
        assert place.area.startswith(place.district)
        assert place.phone.startswith("0238 000 ")
        assert place.valid_from < LAST_DAY
        assert place.in_use is None or (place.capacity is not None and 0 <= place.in_use <= place.capacity)


@some_examples
@given(seeds)
def test_every_district_has_every_kind_and_three_districts_every_service(seed: int) -> None:
    places = places_of(seed)
    kinds = {"chot_kiem_soat", "cach_ly", "dieu_tri", "xet_nghiem", "tiem_chung", "thiet_yeu"}
    for district in ("401", "402", "403"):
        own = [place for place in places if place.district == district]
        assert {place.kind for place in own} == kinds
        assert 4 <= len(own) <= 8
    services = {place.sub_kind for place in places if place.kind == "thiet_yeu"}
    assert services == {"cho", "sieu_thi", "nha_thuoc", "thuc_pham", "truc_tuyen"}


LINE = [[105.0, 18.0], [106.0, 18.0], [105.0, 18.0]]
SLIVER = [[105.000001, 18.0], [105.000002, 18.0], [105.000002, 18.5], [105.000001, 18.0]]


@pytest.mark.parametrize("ring", [LINE, SLIVER])
def test_a_shape_without_room_is_no_place(ring: list[list[float]]) -> None:
    district = PlaceDistrict("401", "Huyện", {"type": "Polygon", "coordinates": [ring]})
    with pytest.raises(ValueError, match="interior"):
        simulated_places([district], 1, until=LAST_DAY, phone_prefix="0238 000")
