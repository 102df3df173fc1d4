"""What happens in the districts of a simulated province, slot by slot, before anybody reports it.

Each wave has the curve of an SIR outbreak (the square of a hyperbolic secant), higher where more people live
and shifted from district to district. Every case later leaves treatment once, recovered or dead,
so a course balances by construction.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .areas import DemoDistrict, kind_of

FLOWS = (
    "ca_mac_moi",
    "khoi_benh",
    "tu_vong",
    "xet_nghiem",
    "xet_nghiem_duong_tinh",
    "tiem_mui_1",
    "tiem_mui_2",
    "ve_tu_vung_dich",
)
STOCKS = ("dang_dieu_tri", "cach_ly_tap_trung", "cach_ly_tai_nha")

Course = dict[str, list[int]]
"""Indicator code → one value a slot, from the first slot of the season."""

WEEK = (1.08, 1.06, 1.04, 1.02, 1.0, 0.82, 0.74)
NIGHT_SHARE = {"cases": 0.36, "tests": 0.27, "doses": 0.08}
CROWDING = 1.2
URBAN = {"thành phố": 1.7, "thị xã": 1.2}
BACKGROUND = 0.02
FATALITY = 0.006
STAY_DAYS = (14.5, 2.5)
SHORTEST_STAY = 8
DOSE_INTERVAL_DAYS = 30
SECOND_PART = 0.94


class Wave(NamedTuple):
    """One wave: centre, widths of its rising and falling side in days, height in new cases a day.

    In ``PROVINCE_WAVES`` the centre is a fraction of the season and the height is per 100,000 inhabitants.
    """

    centre: float
    rise: float
    fall: float
    height: float


PROVINCE_WAVES = (
    Wave(0.31, 6.0, 7.0, 1.3),
    Wave(0.50, 7.0, 8.0, 2.4),
    Wave(0.79, 8.0, 10.0, 5.4),
    Wave(1.01, 6.0, 8.0, 3.3),
)
RETURN_WAVES = (Wave(0.60, 9.0, 12.0, 14.0), Wave(0.97, 4.0, 6.0, 34.0))


@dataclass(frozen=True)
class Season:
    """The days that are simulated, from ``begin`` on, each with ``slots`` reporting slots."""

    begin: date
    days: int
    slots: int

    def shares(self, night: float) -> list[float]:
        """Return the part of a day's flow that falls into each slot; the first one is mostly night."""
        if self.slots == 1:
            return [1.0]
        return [night] + [(1 - night) / (self.slots - 1)] * (self.slots - 1)

    def weekday_factor(self, day: int) -> float:
        return WEEK[(self.begin + timedelta(days=day)).weekday()]


def courses(districts: Sequence[DemoDistrict], season: Season, seed: int) -> dict[str, Course]:
    """Return the course of every district by code."""
    waves = district_waves(districts, season, random.Random(f"waves:{seed}"))
    return {
        district.code: course(
            district.population, waves[district.code], season, random.Random(f"course:{seed}:{district.code}")
        )
        for district in districts
    }


def district_waves(districts: Sequence[DemoDistrict], season: Season, rng: random.Random) -> dict[str, list[Wave]]:
    """Give each district its part of every provincial wave, a few days earlier or later than the others."""
    total = sum(district.population for district in districts)
    waves: dict[str, list[Wave]] = {district.code: [] for district in districts}
    for wave in PROVINCE_WAVES:
        weights = [crowd(district) * rng.lognormvariate(0, 0.55) for district in districts]
        for district, weight in zip(districts, weights, strict=True):
            height = wave.height * total / 100_000 * weight / sum(weights)
            stretch = rng.uniform(0.85, 1.2)
            centre = wave.centre * season.days + rng.gauss(0, 4)
            waves[district.code].append(Wave(centre, wave.rise * stretch, wave.fall * stretch, height))
    return waves


def crowd(district: DemoDistrict) -> float:
    """Return how much of a wave a district attracts, against the others: more where people live closely."""
    urban = URBAN.get(kind_of(district.name), 1.0)
    return urban * math.pow(max(district.population, 1), CROWDING)


def intensity(waves: Sequence[Wave], day: float) -> float:
    """Return the expected number a day at the height of all waves together."""
    total = 0.0
    for wave in waves:
        width = wave.rise if day < wave.centre else wave.fall
        total += wave.height / math.cosh(min(abs(day - wave.centre) / width, 50)) ** 2
    return total


def course(population: int, waves: Sequence[Wave], season: Season, rng: random.Random) -> Course:
    """Return one district's course: every indicator, every slot of the season."""
    background = BACKGROUND * population / 100_000
    means = [intensity(waves, day) + background for day in range(season.days)]
    new = draw_cases(means, season, rng)
    recovered, deaths = draw_exits(new, season, rng)
    positive = [count + overdispersed(0.06 * count, rng) for count in new]
    tested = draw_tests(population, positive, season, rng)
    first, second = draw_doses(population, season, rng)
    returned = draw_returns(population, season, rng)
    series = (new, recovered, deaths, tested, positive, first, second, returned)
    return dict(zip(FLOWS, series, strict=True)) | {
        "dang_dieu_tri": under_treatment(new, recovered, deaths),
        "cach_ly_tap_trung": quarantined(new, returned, season, 3.0, 0.25),
        "cach_ly_tai_nha": quarantined(new, returned, season, 5.0, 0.75),
    }


def draw_cases(means: Sequence[float], season: Season, rng: random.Random) -> list[int]:
    """Draw new cases a slot around the means a day; the mood of a district lasts for some days."""
    counts: list[int] = []
    mood = 0.0
    for day, mean in enumerate(means):
        mood = 0.7 * mood + rng.gauss(0, 0.12)
        expected = mean * season.weekday_factor(day) * math.exp(mood)
        counts += [overdispersed(expected * part, rng) for part in season.shares(NIGHT_SHARE["cases"])]
    return counts


def draw_exits(new: Sequence[int], season: Season, rng: random.Random) -> tuple[list[int], list[int]]:
    """Let each case leave treatment after about two weeks: recovered, rarely dead."""
    recovered, deaths = [0] * len(new), [0] * len(new)
    for slot, count in enumerate(new):
        for _ in range(count):
            stay = max(SHORTEST_STAY, round(rng.gauss(*STAY_DAYS)))
            leaves = slot + stay * season.slots
            outcome = deaths if rng.random() < FATALITY else recovered
            if leaves < len(new):
                outcome[leaves] += 1
    return recovered, deaths


def draw_tests(population: int, positive: Sequence[int], season: Season, rng: random.Random) -> list[int]:
    """Draw samples tested: a routine by population, and many around each positive one."""
    shares = season.shares(NIGHT_SHARE["tests"])
    tested = []
    for slot, found in enumerate(positive):
        routine = 0.0006 * population * season.weekday_factor(slot // season.slots)
        expected = (routine * shares[slot % season.slots] + 24 * found) * rng.lognormvariate(0, 0.15)
        tested.append(found + round(expected))
    return tested


def draw_doses(population: int, season: Season, rng: random.Random) -> tuple[list[int], list[int]]:
    """Draw first and second doses; the second follow the first by a month and never overtake them."""
    shares = season.shares(NIGHT_SHARE["doses"])
    coverage = rng.uniform(0.35, 0.6)
    first: list[int] = []
    second: list[int] = []
    begun = 0
    for slot in range(season.days * season.slots):
        day = slot // season.slots
        expected = coverage * population * campaign(day, season.days) * season.weekday_factor(day)
        wanted = round(expected * shares[slot % season.slots] * rng.lognormvariate(0, 0.25))
        due = slot - DOSE_INTERVAL_DAYS * season.slots
        first.append(min(wanted, population - begun))
        begun += first[-1]
        second.append(round(SECOND_PART * first[due]) if due >= 0 else 0)
    return first, second


def campaign(day: int, days: int) -> float:
    """Return the part of a campaign's doses given on one day: the slope of a logistic curve."""
    pace = 0.09 * days
    position = (day - 0.86 * days) / pace
    return 1 / (4 * pace * math.cosh(min(abs(position) / 2, 50)) ** 2)


def draw_returns(population: int, season: Season, rng: random.Random) -> list[int]:
    """Draw people who come back from epidemic areas; two great waves of them besides a trickle."""
    waves = [wave._replace(centre=wave.centre * season.days) for wave in RETURN_WAVES]
    counts: list[int] = []
    for day in range(season.days):
        expected = (1.5 + intensity(waves, day)) * population / 100_000
        counts += [overdispersed(expected * part, rng) for part in season.shares(NIGHT_SHARE["cases"])]
    return counts


def under_treatment(new: Sequence[int], recovered: Sequence[int], deaths: Sequence[int]) -> list[int]:
    """Return the stock after each slot: before + new − recovered − dead."""
    stock, stocks = 0, []
    for flows in zip(new, recovered, deaths, strict=True):
        stock += flows[0] - flows[1] - flows[2]
        stocks.append(stock)
    return stocks


def quarantined(
    new: Sequence[int], returned: Sequence[int], season: Season, contacts: float, part_returned: float
) -> list[int]:
    """Return people in quarantine: contacts of cases and some who returned, each for about two weeks."""
    level, levels = 0.0, []
    for cases, people in zip(new, returned, strict=True):
        level = level * (1 - 1 / (14 * season.slots)) + contacts * cases + part_returned * people
        levels.append(round(level))
    return levels


def overdispersed(mean: float, rng: random.Random) -> int:
    """Draw a count with more spread than Poisson's: clusters come together."""
    if mean <= 0:
        return 0
    return poisson(rng.gammavariate(6, mean / 6), rng)


def poisson(mean: float, rng: random.Random) -> int:
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
