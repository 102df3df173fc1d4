"""A simulated epidemic as a province's reports would tell it: deterministic by seed, standard library only.

Rules that hold for what it returns:

- the stock under treatment of a report is the area's previous reported stock (at first: its opening balance)
  + new cases − recovered − deaths, in every slot and with every release's corrections applied;
- a missing report never comes: its flows are in the area's next report;
- communes' reports of a slot sum to their district's flows, and where all of them report to its stocks too
  (once corrections are applied);
- positive samples ≤ samples; second doses ≤ first doses ≤ inhabitants, summed from the season's start.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from .areas import DemoDistrict
from .corrections import (
    COMMUNE_SLIPS,
    DISTRICT_SLIPS,
    CorrectionDesk,
    DemoCorrection,
    Moment,
    Values,
)
from .course import FLOWS, Course, Season, courses
from .reporting import COMMUNE_FLOWS, CommuneSplit, Figures, figures_at, flow_totals, heard, reports

DISTRICT_INDICATORS = (
    "ca_mac_moi",
    "khoi_benh",
    "tu_vong",
    "dang_dieu_tri",
    "xet_nghiem",
    "xet_nghiem_duong_tinh",
    "tiem_mui_1",
    "tiem_mui_2",
    "cach_ly_tap_trung",
)
SECOND_INDICATORS = ("ca_mac_moi", "khoi_benh", "dang_dieu_tri")
DAYS = 120
DISTRICT_SILENCE = 0.01
COMMUNE_SILENCE = 0.015
LATE_DISTRICTS = 3
LATE_COMMUNES = 5
SECOND_REPORTERS = 2


@dataclass(frozen=True)
class DemoLateReport:
    """A report of ``moment`` that is approved only in time for the release of ``arrives``, one slot later."""

    area: str
    moment: Moment
    arrives: Moment


@dataclass
class Epidemic:
    """All reports of a simulated epidemic, as first reported.

    ``opening`` and ``commune_opening`` are totals of flows before ``moments[0]`` and before the first
    slot of ``commune_values``; ``second_reporter`` holds the people's committees' own figures.
    """

    moments: list[Moment]
    district_values: Values = field(default_factory=dict)
    commune_values: Values = field(default_factory=dict)
    opening: dict[str, Figures] = field(default_factory=dict)
    commune_opening: dict[str, Figures] = field(default_factory=dict)
    late: list[DemoLateReport] = field(default_factory=list)
    corrections: list[DemoCorrection] = field(default_factory=list)
    second_reporter: Values = field(default_factory=dict)

    @property
    def value_count(self) -> int:
        """Return the number of values in the districts' and communes' reports."""
        both = (self.district_values, self.commune_values)
        return sum(len(figures) for values in both for areas in values.values() for figures in areas.values())


@dataclass(frozen=True)
class Calendar:
    """The season's slots: the first ``opening`` lie before the reports; communes join at ``window``."""

    season: Season
    opening: int
    moments: list[Moment]
    window: int

    @property
    def last(self) -> int:
        return len(self.moments) - 1


def simulate(
    districts: Sequence[DemoDistrict],
    *,
    season_start: date,
    last_day: date,
    slots: Sequence[str],
    seed: int,
    first_day: date | None = None,
    commune_days: int = 14,
    district_indicators: Sequence[str] = DISTRICT_INDICATORS,
) -> Epidemic:
    """Return the epidemic from ``first_day`` (120 days by default) to ``last_day``, both included.

    ``district_indicators`` are those that districts report themselves; besides the default ones
    ``cach_ly_tai_nha`` and ``ve_tu_vung_dich`` exist too. Communes report in the last ``commune_days`` days.
    """
    first_day = first_day or last_day - timedelta(days=DAYS - 1)
    calendar = calendar_of(season_start, first_day, last_day, len(slots), commune_days)
    rng = random.Random(f"reports:{seed}")
    silent = silent_slots(districts, calendar, rng)
    epidemic = Epidemic(calendar.moments)
    epidemic.district_values = {moment: {} for moment in calendar.moments}
    epidemic.commune_values = {moment: {} for moment in calendar.moments[calendar.window :]}
    happened = courses(districts, calendar.season, seed)
    for district in districts:
        told = add_communes(epidemic, district, happened[district.code], calendar, silent[district.code], rng)
        add_district(epidemic, district.code, told, calendar.opening, silent[district.code], district_indicators)
    add_incidents(epidemic, districts, calendar, rng)
    return epidemic


def calendar_of(season_start: date, first_day: date, last_day: date, slots: int, commune_days: int) -> Calendar:
    begin = min(season_start, first_day)
    season = Season(begin, (last_day - begin).days + 1, slots)
    days = (last_day - first_day).days + 1
    moments = [(first_day + timedelta(days=day), slot) for day in range(days) for slot in range(slots)]
    window = max(0, days - commune_days) * slots
    return Calendar(season, (first_day - begin).days * slots, moments, window)


def silent_slots(districts: Sequence[DemoDistrict], calendar: Calendar, rng: random.Random) -> dict[str, set[int]]:
    """Choose the slots in which a district does not report; in the last one only the smallest is missing.

    None is silent just before the communes begin: their first reports would not hold what it carries over.
    """
    usual = [slot for slot in range(calendar.last) if slot != calendar.window - 1]
    silent = {d.code: {slot for slot in usual if rng.random() < DISTRICT_SILENCE} for d in districts}
    if len(districts) > 1:
        smallest = min(districts, key=lambda district: district.population)
        silent[smallest.code].add(calendar.last)
    return silent


def add_communes(
    epidemic: Epidemic,
    district: DemoDistrict,
    course: Course,
    calendar: Calendar,
    silent: set[int],
    rng: random.Random,
) -> Course:
    """Add the reports of a district's communes and return the course as the district heard of it."""
    if not district.communes:
        return course
    start = calendar.opening + calendar.window
    split = CommuneSplit(district, course, start, rng)
    told = []
    for place, commune in enumerate(district.communes):
        opening = split.opening[place]
        epidemic.commune_opening[commune.code] = {code: opening[code] for code in COMMUNE_FLOWS}
        quiet = silent_for_commune(calendar, silent, rng)
        told.append(reports([figures[place] for figures in split.slots], quiet))
        put(epidemic.commune_values, calendar.moments[calendar.window :], commune.code, told[-1])
    whole = [figures_at(course, slot) for slot in range(start, start + len(split.slots))]
    known = heard(whole, split.opening, told)
    return {code: values[:start] + [figures[code] for figures in known] for code, values in course.items()}


def silent_for_commune(calendar: Calendar, district_silent: set[int], rng: random.Random) -> set[int]:
    """Choose the slots, counted from the window's start, without a report; always those of its district."""
    slots = range(len(calendar.moments) - calendar.window)
    return {slot for slot in slots if calendar.window + slot in district_silent or rng.random() < COMMUNE_SILENCE}


def add_district(
    epidemic: Epidemic,
    code: str,
    course: Course,
    opening: int,
    silent: set[int],
    indicators: Sequence[str],
) -> None:
    """Add a district's reports of ``indicators`` and its opening balance of those that are flows."""
    totals = flow_totals(course, opening)
    epidemic.opening[code] = {flow: totals[flow] for flow in FLOWS if flow in indicators}
    own = {indicator: course[indicator] for indicator in indicators}
    figures = [figures_at(own, opening + slot) for slot in range(len(epidemic.moments))]
    put(epidemic.district_values, epidemic.moments, code, reports(figures, silent))


def put(values: Values, moments: Sequence[Moment], code: str, answers: Sequence[Figures | None]) -> None:
    for moment, figures in zip(moments, answers, strict=True):
        if figures is not None:
            values[moment][code] = figures


def add_incidents(
    epidemic: Epidemic, districts: Sequence[DemoDistrict], calendar: Calendar, rng: random.Random
) -> None:
    """Add what happens to reports: late ones, a second reporter's, slips with their corrections."""
    recent = calendar.moments[calendar.window :]
    epidemic.late = late_reports(epidemic.district_values, recent, LATE_DISTRICTS, rng)
    epidemic.late += late_reports(epidemic.commune_values, recent, LATE_COMMUNES, rng)
    chosen = rng.sample([d.code for d in districts], min(SECOND_REPORTERS, len(districts) - 1))
    epidemic.second_reporter = second_figures(epidemic.district_values, chosen, recent, rng)
    untouched = {(report.area, report.moment) for report in epidemic.late}
    untouched |= {(code, moment) for moment, areas in epidemic.second_reporter.items() for code in areas}
    desk = CorrectionDesk(calendar.moments, calendar.window, untouched, rng)
    for slip in DISTRICT_SLIPS:
        desk.place(slip, epidemic.district_values)
    for slip in COMMUNE_SLIPS:
        desk.place(slip, epidemic.commune_values)
    epidemic.corrections = sorted(desk.corrections, key=lambda c: (c.published_with, c.area, c.indicator))


def late_reports(values: Values, moments: Sequence[Moment], count: int, rng: random.Random) -> list[DemoLateReport]:
    """Choose reports that arrive one slot late; never one of the last slot."""
    following = dict(pairwise(moments))
    present = [(area, moment) for moment in following for area in values[moment]]
    chosen = rng.sample(present, min(count, len(present)))
    return [DemoLateReport(area, moment, following[moment]) for area, moment in chosen]


def second_figures(values: Values, codes: Sequence[str], moments: Sequence[Moment], rng: random.Random) -> Values:
    """Return the figures that some people's committees enter of their own, every third slot."""
    return {
        moment: {
            code: differing(values[moment][code], first=moment == moments[0], rng=rng)
            for code in codes
            if code in values[moment]
        }
        for moment in moments[::3]
    }


def differing(figures: Figures, *, first: bool, rng: random.Random) -> Figures:
    """Return the figures with some more new cases, hence patients: in the first slot and at times later."""
    more = rng.randint(1, 2) if first or rng.random() < 0.4 else 0
    shifted = {"ca_mac_moi": more, "dang_dieu_tri": more}
    return {code: figures[code] + shifted.get(code, 0) for code in SECOND_INDICATORS if code in figures}
