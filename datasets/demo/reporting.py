"""From what happened to what was reported: silent areas, communes' parts, what a district heard.

A silent area's flows are in its next report, its stocks are as they are then. So the stock under treatment
equals the stock of the area's previous report plus the reported flows, whatever reports are missing.
A district reports what its communes had told it; while a district is silent, so are its communes.
"""

import random
from collections import Counter
from collections.abc import Collection, Sequence

from .areas import DemoDistrict, apportion
from .course import FLOWS, STOCKS, Course

COMMUNE_INDICATORS = (
    "ca_mac_moi",
    "khoi_benh",
    "tu_vong",
    "dang_dieu_tri",
    "xet_nghiem",
    "xet_nghiem_duong_tinh",
    "cach_ly_tai_nha",
    "ve_tu_vung_dich",
)
COMMUNE_FLOWS = tuple(code for code in COMMUNE_INDICATORS if code in FLOWS)
COMMUNE_STOCKS = tuple(code for code in COMMUNE_INDICATORS if code in STOCKS)

Figures = dict[str, int]
"""Indicator code → value, of one area and slot."""


def figures_at(course: Course, slot: int) -> Figures:
    return {code: values[slot] for code, values in course.items()}


def flow_totals(course: Course, end: int) -> Figures:
    """Return the sum of each flow over the slots before ``end``."""
    return {code: sum(course[code][:end]) for code in FLOWS}


def reports(figures: Sequence[Figures], silent: Collection[int]) -> list[Figures | None]:
    """Return one report a slot, None where silent; the next report carries what was not reported."""
    answer: list[Figures | None] = []
    pending: Counter[str] = Counter()
    for slot, current in enumerate(figures):
        pending.update({code: value for code, value in current.items() if code in FLOWS})
        if slot in silent:
            answer.append(None)
            continue
        answer.append({code: pending[code] if code in FLOWS else value for code, value in current.items()})
        pending.clear()
    return answer


class CommuneSplit:
    """Divides a district's course among its communes; the parts of every slot sum to the whole.

    ``opening[i]`` holds commune i's totals of flows and its stocks before the slot ``start``;
    ``slots[t][i]`` its figures in the slot ``start + t``.
    """

    def __init__(self, district: DemoDistrict, course: Course, start: int, rng: random.Random) -> None:
        self.rng = rng
        self.weights = [max(c.population, 1) * rng.lognormvariate(0, 0.8) for c in district.communes]
        self.opening = self.split_opening(course, start)
        self.patients = [figures["dang_dieu_tri"] for figures in self.opening]
        end = len(course["ca_mac_moi"])
        self.slots = [self.split_slot(figures_at(course, slot)) for slot in range(start, end)]

    def split_opening(self, course: Course, start: int) -> list[Figures]:
        whole = flow_totals(course, start)
        stocks = {code: course[code][start - 1] if start else 0 for code in COMMUNE_STOCKS}
        recovered, deaths, patients = (
            apportion(count, self.weights)
            for count in (whole["khoi_benh"], whole["tu_vong"], stocks["dang_dieu_tri"])
        )
        new = [sum(parts) for parts in zip(recovered, deaths, patients, strict=True)]
        return self.assemble(whole | stocks, new, recovered, deaths, patients)

    def split_slot(self, whole: Figures) -> list[Figures]:
        new = self.scatter(whole["ca_mac_moi"])
        self.patients = [before + count for before, count in zip(self.patients, new, strict=True)]
        recovered = self.discharge(whole["khoi_benh"])
        deaths = self.discharge(whole["tu_vong"])
        return self.assemble(whole, new, recovered, deaths, self.patients)

    def scatter(self, count: int) -> list[int]:
        """Throw ``count`` people at the communes, each with the chance of its weight."""
        places = range(len(self.weights))
        hits = Counter(self.rng.choices(places, self.weights, k=count))
        return [hits[place] for place in places]

    def discharge(self, count: int) -> list[int]:
        """Take ``count`` of the patients, each with the same chance, and return how many from where."""
        places = range(len(self.weights))
        taken = Counter(self.rng.sample(places, count, counts=self.patients) if count else ())
        self.patients = [have - taken[place] for place, have in enumerate(self.patients)]
        return [taken[place] for place in places]

    def assemble(
        self, whole: Figures, new: list[int], recovered: list[int], deaths: list[int], patients: list[int]
    ) -> list[Figures]:
        repeated = self.scatter(whole["xet_nghiem_duong_tinh"] - sum(new))
        positive = [a + b for a, b in zip(new, repeated, strict=True)]
        negative = apportion(whole["xet_nghiem"] - sum(positive), self.weights)
        tested = [a + b for a, b in zip(positive, negative, strict=True)]
        home = apportion(whole["cach_ly_tai_nha"], self.weights)
        returned = apportion(whole["ve_tu_vung_dich"], self.weights)
        columns = (new, recovered, deaths, patients, tested, positive, home, returned)
        return [dict(zip(COMMUNE_INDICATORS, row, strict=True)) for row in zip(*columns, strict=True)]


def heard(
    whole: Sequence[Figures], opening: Sequence[Figures], told: Sequence[Sequence[Figures | None]]
) -> list[Figures]:
    """Return what a district knew in each slot: the flows told to it and each commune's latest stock.

    ``whole[t]`` is what happened in the slot, ``told[i][t]`` commune i's report or None.
    """
    latest = [{code: figures[code] for code in COMMUNE_STOCKS} for figures in opening]
    answer = []
    for slot, happened in enumerate(whole):
        flows: Counter[str] = Counter()
        for commune, series in enumerate(told):
            report = series[slot]
            if report is not None:
                flows.update({code: report[code] for code in COMMUNE_FLOWS})
                latest[commune] = {code: report[code] for code in COMMUNE_STOCKS}
        stocks = {code: sum(known[code] for known in latest) for code in COMMUNE_STOCKS}
        answer.append(happened | {code: flows[code] for code in COMMUNE_FLOWS} | stocks)
    return answer
