"""A real epidemic with its falls and dumps is imported, corrected as its source did, and equals plain sums.

The source counted upwards and now and then found that it had counted too much. Here a day's figure is never below
zero: what was too much is taken off the days before, in the open, and the old releases go on saying what they said.
"""

import csv
import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from config.management.commands.load_province import load
from core import clock
from core.problems import Code
from datasets import days
from datasets.actions.import_history import import_history
from datasets.actions.import_reports import import_reports
from datasets.actions.publish import publish_release
from datasets.actions.review import approve_chosen
from datasets.actions.spread_backlog import spread_backlog
from datasets.evidence import Basis
from datasets.models import Fact, Indicator, OpeningBalance, Release, Report, valid
from datasets.selectors import figures
from datasets.selectors.releases import slot_after, slot_time
from tests.datasets import real_series
from tests.datasets.real_series import CASES, DEATHS, FLOWS, Fall, PlainSums, Series, as_file
from units.models import AdministrativeArea, OrganisationalUnit

PROVINCE = "40"
EVENING = 1
WHY, EVIDENCE = "Loại ca đã tính trùng khi đối chiếu với danh sách", "Biên bản đối chiếu"
DISTRICTS_ALONE = {
    "areas.csv": {"province", "district"},
    "units.csv": {"province", "district"},
    "successions.csv": set(),
    "unit_successions.csv": set(),
}


@pytest.fixture(scope="module")
def source() -> Series:
    return real_series.read()


@pytest.fixture
def opened(db, source, tmp_path, settings):
    """(first day, last day) → the portal on the next morning, with that stretch of the series as its history."""

    def _opened(first: dt.date, last: dt.date, *, whole: bool = False) -> "Portal":
        settings.PROVINCES_DIR = copied(tmp_path / "provinces", season=first, whole=whole)
        load("nghe-an")
        stretch = source.between(first, last)
        return Portal(stretch, PlainSums.begin(source, stretch))

    return _opened


def copied(target: Path, *, season: dt.date, whole: bool) -> Path:
    """Nghệ An's own data, its season begun with the stretch; what lies below the districts only if `whole`."""
    folder = target / "nghe-an"
    shutil.copytree(django_settings.BASE_DIR / "provinces" / "nghe-an", folder, ignore=shutil.ignore_patterns("demo"))
    said = folder / "province.toml"
    said.write_text(re.sub(r"season_start = \S+", f"season_start = {season}", said.read_text("utf-8")), "utf-8")
    for name, levels in {} if whole else DISTRICTS_ALONE.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        kept = [row for row in rows if "level" in header and row[header.index("level")] in levels]
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *kept])
    return target


class Portal:
    """The product beside plain sums of the same.

    `shown`: {release: what it is to show for ever}; `taken`: by how much each correction lowers the sum.
    """

    def __init__(self, stretch: Series, plain: PlainSums) -> None:
        self.stretch, self.plain = stretch, plain
        self.shown: dict[int, dict[tuple[str, str, dt.date], int]] = {}
        self.taken: list[int] = []
        self.first, self.last = stretch.days[0], stretch.days[-1]
        areas = AdministrativeArea.objects.valid_at(self.last).filter(code__in=[PROVINCE, *stretch.areas])
        self.areas = {area.code: area for area in areas}
        self.flows = {one.code: one for one in Indicator.objects.filter(code__in=FLOWS)}
        self.cdc = OrganisationalUnit.objects.get(abbreviation="cdc")
        centres = OrganisationalUnit.objects.filter(kind__code="ttyt_huyen", reviewer=self.cdc).select_related("area")
        self.centres = {unit.area.code: unit for unit in centres if unit.area.code in self.areas}
        self.moment = days.number(self.last), EVENING
        self._import()

    def _import(self) -> None:
        OpeningBalance.objects.bulk_create(
            OpeningBalance(indicator=self.flows[flow], area=self.areas[area], value=value)
            for (flow, area), value in self.plain.opening.items()
        )
        with clock.at(slot_time(*self.moment)):
            data = as_file(self.stretch.without_falls())
            result = import_history(data=data, name="day.csv", unit=self.cdc, reason="Số liệu trước ngày mở cổng")
        assert result.errors == []
        for day, area, values in self.stretch.without_falls():
            self.plain.say(day, area, values)
        numbers = dict(Release.objects.values_list("number", "day"))
        self.shown |= {number: self.plain.facts(days.date(day)) for number, day in numbers.items()}

    def correct(self, falls: list[Fall]) -> int:
        """The release at the next slot carries the falls; its number."""
        self.moment = slot_after(*self.moment)
        with clock.at(slot_time(*self.moment)):
            ids = [report for fall in falls for report in self._asked(fall)]
            assert approve_chosen(reviewer=self.cdc, ids=ids) == len(ids)
            number = publish_release(prepare=False).number
        assert set(Report.objects.filter(pk__in=ids).values_list("release", flat=True)) == {number}
        self.shown[number] = self.plain.facts()
        return number

    def _asked(self, fall: Fall) -> list[int]:
        """The unit asks for the correction, with reason and evidence, and reports the day itself if it has not."""
        unit, said = self.centres[fall.area], self.stretch.reported(fall)
        changed, left = self.plain.take_off(fall)
        self.taken.append(fall.before - fall.after - left)
        asked = spread_backlog(
            unit=unit,
            area=self.areas[fall.area],
            indicator=self.flows[fall.flow],
            values={(days.number(day), EVENING): value for day, value in changed.items()},
            reason=WHY,
            basis=Basis(EVIDENCE),
        )
        data = as_file(iter([(fall.day, fall.area, said)]))
        late = import_reports(data=data, name="bo-sung.csv", unit=unit, submit=True, reason=WHY, typed=True)
        assert (asked.errors, late.errors) == ([], [])
        self.plain.say(fall.day, fall.area, said)
        return [*asked.ids, *late.ids]

    def total(self, release: int, flow: str, area: str, until: dt.date) -> int:
        indicator, place = self.flows[flow].pk, self.areas[area].pk
        season, day = days.number(self.first), days.number(until)
        return figures.totals(release, [indicator], [place], season=season, until=day)[indicator, place]

    def facts(self, release: int) -> dict[tuple[str, str, dt.date], int]:
        codes = {area.pk: code for code, area in self.areas.items() if code != PROVINCE}
        rows = Fact.objects.filter(valid(release), area__in=codes, slot=EVENING)
        found = rows.values_list("indicator__code", "area", "day", "value")
        return {(flow, codes[area], days.date(day)): value for flow, area, day, value in found}


def together(falls: list[Fall]) -> Iterator[list[Fall]]:
    """What one release can carry: falls of one day, of which a unit asks for one at a time in the same slots."""
    left = list(falls)
    while left:
        first = {fall.area: fall for fall in reversed(left) if fall.day == left[0].day}
        yield list(first.values())
        left = [fall for fall in left if fall not in first.values()]


def corrected_as_the_source_did(portal: Portal) -> None:
    """Fall after fall the running totals become what the source said, of the district and of the province."""
    for falls in together(portal.stretch.falls):
        release = portal.correct(falls)
        for fall in falls:
            assert portal.total(release, fall.flow, fall.area, fall.day) == fall.after, fall
            everywhere = portal.plain.everywhere(fall.flow, fall.day)
            assert portal.total(release, fall.flow, PROVINCE, fall.day) == everywhere, fall


def equal_to_plain_sums(portal: Portal, every: int = 1) -> None:
    """On each `every`th day, and on the last, the newest release has the plain sums as its running totals."""
    release = figures.published()
    for day in [*portal.stretch.days[::every], portal.last]:
        for flow in FLOWS:
            for area in portal.stretch.areas:
                assert portal.total(release, flow, area, day) == portal.plain.total(flow, area, day), (
                    flow,
                    area,
                    day,
                )
            assert portal.total(release, flow, PROVINCE, day) == portal.plain.everywhere(flow, day), (flow, day)


def old_releases_say_what_they_said(portal: Portal, every: int = 1) -> None:
    for number in sorted(portal.shown)[::every]:
        assert portal.facts(number) == portal.shown[number], number


def words_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " "))


def listed(client, portal: Portal) -> int:
    """How many corrections the page lists; each with its reason and by how much it lowered the sum."""
    found, page = [], 1
    first = words_of(client.get("/dinh-chinh/"))
    count = int(re.search(r"([\d.]+) lần đính chính", first)[1].replace(".", ""))
    while len(found) < count:
        words = words_of(client.get("/dinh-chinh/", {"trang": page}))
        found += re.findall(r"tổng trước ([\d.]+) , tổng sau ([\d.]+) \. (Loại ca [^.]*?danh sách)", words)
        page += 1
    assert {reason for *_, reason in found} == {WHY}
    lowered = sorted(int(before.replace(".", "")) - int(after.replace(".", "")) for before, after, _ in found)
    assert lowered == sorted(portal.taken)
    return count


def test_a_whole_province_that_falls_at_once_and_a_slip_taken_back(opened, client):
    """2021-04-26: 19 of 21 districts fall. 2021-05-07: one falls by 871, and has 916 more the day after."""
    portal = opened(dt.date(2021, 3, 25), dt.date(2021, 5, 14))
    before, slip = figures.published(), dt.date(2021, 5, 7)
    corrected_as_the_source_did(portal)
    equal_to_plain_sums(portal)
    old_releases_say_what_they_said(portal)
    assert listed(client, portal) == len(portal.stretch.falls)
    assert "0 lần đính chính" in words_of(client.get("/dinh-chinh/", {"ban": before}))
    (fall,) = [one for one in portal.stretch.falls if (one.area, one.day) == ("432", slip)]
    assert fall.before - fall.after == 871
    eve = slip - dt.timedelta(days=1)
    shown = [total_asked(client, release, "432", eve) for release in (before, figures.published())]
    assert shown[0] > shown[1] == portal.plain.total(CASES, "432", eve)


def total_asked(client, release: int, area: str, day: dt.date) -> int:
    """The running total of cases as the API gives it of a release."""
    asked = {"indicator": f"{CASES}_cong_don", "area": area, "from": day, "to": day, "release": release}
    (item,) = client.get("/api/v1/figures/", asked).json()["items"]
    return item["value"]


@pytest.mark.soak
def test_the_whole_epidemic(opened, client, source):
    portal = opened(source.days[0], source.days[-1], whole=True)
    assert len(portal.shown) == len(source.days) == 418
    corrected_as_the_source_did(portal)
    equal_to_plain_sums(portal, every=10)
    old_releases_say_what_they_said(portal, every=10)
    assert listed(client, portal) == len(source.falls) == 347
    assert len(portal.facts(figures.published())) == len(source.moves) * len(FLOWS)


JUMPS = [
    pytest.param(dt.date(2020, 6, 25), DEATHS, 15, id="a backlog of 1,796 deaths"),
    pytest.param(dt.date(2020, 4, 22), DEATHS, 5, id="a dump after a day on which ten districts told nothing"),
    pytest.param(dt.date(2021, 5, 8), CASES, 1, id="916 cases that make up for a fall"),
]


@pytest.mark.parametrize(("day", "flow", "least"), JUMPS)
def test_a_dump_is_an_ordinary_report_only_with_a_reason(opened, day, flow, least):
    """A jump is what is at least 5 and more than three times the mean of the last seven days."""
    portal = opened(day - dt.timedelta(days=14), day - dt.timedelta(days=1))
    rows = [row for row in real_series.read().without_falls() if row[0] == day]
    jumps = {
        (area, one) for _, area, said in rows for one in FLOWS if is_jump(portal.plain, one, area, said[one], day)
    }
    assert sum(one == flow for _, one in jumps) >= least
    with clock.at(slot_time(days.number(day), EVENING)):
        assert {(area, one) for _, area, said in rows for one in asked_why(portal, day, area, said)} == jumps
        for _, area, said in rows:
            data = as_file(iter([(day, area, said)]))
            explained = import_reports(data=data, name="a.csv", unit=portal.centres[area], submit=True, reason=WHY)
            assert explained.errors == []


def is_jump(plain: PlainSums, flow: str, area: str, value: int, day: dt.date) -> bool:
    known = plain.values[flow, area]
    week = [known[day - dt.timedelta(days=back)] for back in range(1, 8) if day - dt.timedelta(days=back) in known]
    return value >= 5 and len(week) >= 6 and value * len(week) > 3 * sum(week)


def asked_why(portal: Portal, day: dt.date, area: str, said: dict[str, int]) -> list[str]:
    """The flows for which the report is not handed over without a reason."""
    data = as_file(iter([(day, area, said)]))
    result = import_reports(data=data, name="a.csv", unit=portal.centres[area], submit=True, dry_run=True)
    assert {error.code for error in result.errors} <= {Code.JUMP}
    return [error.column for error in result.errors]


def test_a_fall_is_no_figure_of_a_day(opened, source):
    """What 19 districts would have to write on 2021-04-26 is refused: it is asked for as a correction."""
    day = dt.date(2021, 4, 26)
    portal = opened(day - dt.timedelta(days=2), day - dt.timedelta(days=1))
    falls = [fall for fall in source.falls if fall.day == day]
    assert len(falls) == 19
    with clock.at(slot_time(days.number(day), EVENING)):
        for fall in falls:
            data = as_file(iter([(day, fall.area, source.moves[day, fall.area])]))
            result = import_reports(data=data, name="a.csv", unit=portal.centres[fall.area])
            assert [(error.column, error.code) for error in result.errors] == [(fall.flow, Code.NEGATIVE_NUMBER)]
