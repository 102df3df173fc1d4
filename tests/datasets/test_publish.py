"""At the slot the province publishes what was approved, and says when the next figures come."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.problems import Refused
from datasets.actions.publish import publish_release
from datasets.actions.stage import stage_release
from datasets.models import MissedSlot, Release, Report
from datasets.selectors import figures, prepared
from datasets.selectors.releases import release_line
from tests.datasets import factories

DAY = factories.DAY


@pytest.fixture
def province(db, evening):
    return factories.build()


def at(hour: int, minute: int = 0, day: int = 8):
    return clock.at(dt.datetime(2021, 10, day, hour, minute, tzinfo=clock.ZONE))


def approved(province, unit: str, area: str, **fields) -> Report:
    return factories.approved(province, unit, area, **fields)


def values(province, code: str = "ca") -> dict[str, int]:
    """{area code: value} of the evening of 8 October, as published."""
    ids = {area.pk: name for name, area in province.areas.items()}
    found = figures.day_values(figures.published(), [province.indicators[code].pk], ids, first=DAY, last=DAY)
    return {ids[area]: value for (_, area, _, slot), value in found.items() if slot == 1}


def test_the_newest_slot_that_has_passed_is_released(province):
    approved(province, "ttyt-mot", "1", values={"ca": 5})
    approved(province, "ttyt-hai", "2", values={"ca": 0})
    waiting = factories.report(province, "tyt-11", "11", values={"ca": 3})
    done = publish_release()
    assert (done.number, done.day, done.slot, done.reports) == (1, DAY, 1, 2)
    assert values(province) == {"1": 5, "2": 0, "40": 5}
    waiting.refresh_from_db()
    assert waiting.release is None
    assert set(Report.objects.exclude(release=None).values_list("release", flat=True)) == {1}


def test_a_verifying_units_figure_is_kept_beside_and_never_published(province):
    approved(province, "tyt-11", "11", values={"ca": 3})
    approved(province, "ttyt-mot", "11", values={"ca": 99})
    approved(province, "cdc", "40", values={"ca": 1_000})
    publish_release()
    assert values(province) == {"11": 3}


def test_home_quarantine_travels_from_the_commune_to_the_province(province):
    approved(province, "tyt-11", "11", values={"nha": 12})
    publish_release()
    assert values(province, "nha") == {"11": 12, "1": 12, "40": 12}


def test_a_released_slot_is_not_released_again(province):
    approved(province, "ttyt-mot", "1")
    publish_release()
    approved(province, "ttyt-hai", "2")
    assert publish_release().number is None
    assert figures.published() == 1


def test_an_extra_release_needs_a_reason(province):
    approved(province, "ttyt-mot", "1")
    with pytest.raises(Refused, match="lý do"):
        publish_release(extra=True)
    assert publish_release(extra=True, reason="Ổ dịch mới").number == 1
    approved(province, "ttyt-hai", "2")
    assert publish_release(extra=True, reason="Thử", dry_run=True).reports == 1
    assert figures.published() == 1


def test_missed_slots_are_recorded_and_their_reports_included(province):
    with at(6, 5):
        approved(province, "ttyt-mot", "1", slot=0)
        publish_release()
    with at(18, 5, day=9):
        approved(province, "ttyt-mot", "1", slot=1, values={"ca": 7})
        approved(province, "ttyt-mot", "1", day=DAY + 1, slot=1)
        done = publish_release()
    assert (done.number, done.missed, done.reports) == (2, 2, 2)
    assert set(MissedSlot.objects.values_list("day", "slot")) == {(DAY, 1), (DAY + 1, 0)}
    assert values(province)["1"] == 7


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--date", "2021-10-09", "--slot", "06:00"], "Chưa đến kỳ"),
        (["--slot", "07:00"], "Không có khung giờ"),
        ([], "Chưa có báo cáo nào được duyệt"),
    ],
)
def test_refusals_say_why_and_exit_with_3(province, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("publish_release", *arguments)
    assert refused.value.returncode == 3
    assert not Release.objects.exists()


def test_a_release_left_by_a_crash_is_discarded_and_made_anew(province):
    approved(province, "ttyt-mot", "1", values={"ca": 5})
    stage_release(day=DAY, slot=1, cells={province.cell("ca", "1", slot=1): 99})
    prepared.prepare_area(1, province.areas["11"])
    publish_release()
    assert values(province)["1"] == 5
    assert not prepared.path_of(1, province.areas["11"]).exists()


def test_trying_writes_nothing_and_disturbs_no_staged_release(province):
    approved(province, "ttyt-mot", "1")
    staged = stage_release(day=DAY, slot=1, cells={})
    Report.objects.update(release=staged)
    assert publish_release(dry_run=True).reports == 1
    assert Release.objects.get().token == staged.token
    assert publish_release().number == 1


def test_what_readers_need_is_prepared_before_it_is_published(province):
    approved(province, "ttyt-mot", "1")
    publish_release()
    for code in ("40", "1", "2"):
        assert prepared.path_of(1, province.areas[code]).exists(), code


def test_the_page_says_when_the_next_figures_come_and_how_late_they_are(province):
    approved(province, "ttyt-mot", "1")
    publish_release()
    line = release_line()
    assert (line.number, line.late, line.next_due_at.strftime("%H:%M %d/%m")) == (1, False, "06:00 09/10")
    with at(6, 5, day=9):
        assert not release_line().late
    with at(6, 25, day=9):
        assert (release_line().late, release_line().minutes_late) == (True, 25)


def test_an_unknown_release_is_no_release(province):
    approved(province, "ttyt-mot", "1")
    publish_release()
    for number in (0, -1, 2, 99_999):
        with pytest.raises(LookupError):
            release_line(number)
