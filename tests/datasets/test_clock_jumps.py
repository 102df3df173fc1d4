"""The machine's clock jumps: each slot is released exactly once or is plainly late, and what nobody can vouch for
waits for a person. Here the clock of the portal and of its log is the machine's, as in a real province.
"""

import datetime as dt
import logging
import random

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from core import clock, known
from core.models import Portal
from datasets import days, schedule
from datasets.actions import publish
from datasets.actions.extra import ask_extra_release
from datasets.models import AskedRelease, MissedSlot, Release, Report
from datasets.selectors.clock_doubt import clock_doubt
from datasets.selectors.figures import published
from datasets.selectors.releases import newest_slot_passed, release_line, slot_time
from tests.datasets import factories
from tests.datasets.test_slots import accounted_for
from units.actions.audit import record
from units.models import AuditEntry, Done, User

DAY = factories.DAY
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
MONTHS = dt.timedelta(days=61)
LIST = "/quan-tri/snippets/datasets/release/"
EXTRA = f"{LIST}extra/"
REASON = "Đã kiểm tra đồng hồ máy chủ"
PAUSED = "Cổng tạm dừng tự công bố"


class Machine:
    """What the clock on its board says."""

    now = dt.datetime(2021, 10, 8, 6, 5, tzinfo=clock.ZONE)

    def jump(self, by: dt.timedelta) -> None:
        self.now += by

    def stands_at(self, day: int, slot: int) -> None:
        self.now = slot_time(day, slot) + 5 * MINUTE


@pytest.fixture
def machine(monkeypatch):
    found = Machine()
    monkeypatch.setattr(clock, "real_now", lambda: found.now)
    return found


@pytest.fixture
def province(db, machine, monkeypatch):
    """Its readers' pages are not made beforehand, which takes most of the time."""
    monkeypatch.setattr(publish, "prepare_release", lambda release: None)
    schedule._told.clear()
    return factories.build()


@pytest.fixture
def released(province):
    """The morning slot of the first day is out."""
    approve(province)
    assert schedule.publish_due() == 1
    return province


@pytest.fixture
def publisher(client, province):
    """(address) → what the publisher reads there, signing in anew: the machine's clock ends sessions too."""
    user = User.objects.create(username="truc-ban", unit=province.units["syt"], kind="person", reviews=True)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))

    def read(address: str) -> str:
        client.cookies.clear()
        client.force_login(user)
        return page(client, address)

    return read


def approve(province, **fields) -> None:
    """A report of the newest slot that has passed by the machine's clock."""
    day, slot = newest_slot_passed(clock.now())
    factories.approved(province, "ttyt-mot", "1", **{"day": day, "slot": slot} | fields)


def in_use() -> None:
    """Somebody signs in, which the log tells of."""
    record(Done.SIGN_IN)


def restart() -> None:
    """A new process remembers nothing."""
    cache.clear()
    schedule._told.clear()


def page(client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def by_extra() -> None:
    ask_extra_release(reason=REASON, operator="truc-ban")
    assert schedule.publish_asked_for()


def by_slot() -> None:
    day, slot = newest_slot_passed(clock.now())
    call_command("publish_release", date=days.date(day), slot=["06:00", "18:00"][slot])


def missed() -> set[tuple[int, int]]:
    return set(MissedSlot.objects.values_list("day", "slot"))


def ordinary() -> list[tuple[int, int]]:
    return list(Release.objects.filter(kind="ordinary").order_by("number").values_list("day", "slot"))


def nothing_comes_by_itself() -> None:
    """Neither from the process that watches nor from a timer's command."""
    before = published()
    assert schedule.publish_due() is None
    with pytest.raises(CommandError, match="tạm dừng tự công bố") as refused:
        call_command("publish_release")
    assert refused.value.returncode == 3
    with pytest.raises(CommandError, match="tạm dừng tự công bố"):
        call_command("publish_release", dry_run=True)
    assert published() == before == Release.objects.count()


def test_hours_forward_are_slots_that_were_missed(released, machine):
    machine.stands_at(DAY + 1, 1)
    approve(released)
    assert [schedule.publish_due() for _ in range(3)] == [2, None, None]
    assert missed() == {(DAY, 1), (DAY + 1, 0)}
    assert ordinary() == [(DAY, 0), (DAY + 1, 1)]


def test_months_forward_nothing_comes_and_no_slot_is_missed(released, machine):
    machine.jump(MONTHS)
    approve(released)
    nothing_comes_by_itself()
    assert missed() == set()
    assert release_line().late, "readers are told that it is late"


def test_what_is_done_after_the_jump_lifts_no_doubt(released, machine):
    machine.jump(MONTHS)
    for _ in range(20):
        in_use()
        machine.jump(12 * HOUR)
    approve(released)
    nothing_comes_by_itself()


def test_a_restart_lifts_no_doubt(released, machine):
    in_use()
    machine.jump(MONTHS)
    for _ in range(2):
        restart()
        nothing_comes_by_itself()


@pytest.mark.parametrize("jump", [8 * HOUR, MONTHS, -8 * HOUR, -MONTHS])
def test_the_right_time_again_goes_on_as_if_nothing_had_been(released, machine, jump):
    approve(released, slot=1)
    machine.jump(jump)
    in_use()
    if abs(jump) == MONTHS or jump < 0 * HOUR:
        nothing_comes_by_itself()
    machine.stands_at(DAY, 1)
    assert [schedule.publish_due() for _ in range(2)] == [2, None]
    assert clock_doubt() is None
    assert (ordinary(), missed()) == ([(DAY, 0), (DAY, 1)], set())


@pytest.mark.parametrize("jump", [-MINUTE, -8 * HOUR, -MONTHS])
def test_a_clock_that_goes_back_publishes_nothing_before_what_is_out(released, machine, jump):
    approve(released, day=DAY - 80)  # something that would go out
    machine.jump(jump)
    assert clock_doubt().behind
    for _ in range(2):
        nothing_comes_by_itself()
        restart()


def test_the_clock_stands_exactly_at_the_release(released, machine):
    assert clock_doubt() is None
    machine.jump(-dt.timedelta(microseconds=1))
    assert clock_doubt().behind


def test_a_clock_that_runs_on_from_the_past_waits_until_it_is_there_again(released, machine):
    machine.jump(-30 * HOUR)
    for _ in range(2):
        machine.jump(12 * HOUR)
        in_use()
        nothing_comes_by_itself()
    machine.stands_at(DAY, 1)
    approve(released)
    assert schedule.publish_due() == 2
    assert missed() == set()


def test_a_release_ahead_of_its_time_is_mended_by_hand_and_its_slots_come_once(released, machine):
    """Three days forward are no reason for doubt; the clock is set right after the release."""
    machine.stands_at(DAY + 3, 0)
    approve(released)
    assert schedule.publish_due() == 2
    machine.stands_at(DAY, 1)
    approve(released)
    nothing_comes_by_itself()
    by_extra()
    assert clock_doubt() is None
    while machine.now < slot_time(DAY + 3, 1):
        assert schedule.publish_due() is None
        machine.jump(HOUR)
    approve(released)
    assert schedule.publish_due() == 4
    assert ordinary() == [(DAY, 0), (DAY + 3, 0), (DAY + 3, 1)]
    assert missed() == {(DAY, 1)} | {(day, slot) for day in (DAY + 1, DAY + 2) for slot in (0, 1)}
    accounted_for((DAY + 3, 1))


@pytest.mark.parametrize("by_hand", [by_extra, by_slot])
def test_after_two_weeks_switched_off_a_person_publishes_once_then_it_goes_by_itself(released, machine, by_hand):
    machine.stands_at(DAY + 14, 0)
    in_use()
    approve(released)
    nothing_comes_by_itself()
    by_hand()
    assert published() == 2
    assert clock_doubt() is None
    machine.stands_at(DAY + 14, 1)
    approve(released)
    assert [schedule.publish_due() for _ in range(2)] == [3, None]
    accounted_for((DAY + 14, 1))


def test_the_timer_s_command_publishes_what_a_person_asks_for_meanwhile(released, machine):
    machine.jump(MONTHS)
    approve(released)
    ask_extra_release(reason=REASON, operator="truc-ban")
    with pytest.raises(CommandError, match="tạm dừng"):
        call_command("publish_release")
    assert (published(), clock_doubt()) == (2, None)


@pytest.mark.parametrize("jump", [MONTHS, -MONTHS])
def test_what_was_asked_for_before_the_jump_is_asked_for_again(released, machine, jump):
    approve(released, day=DAY - 80)
    ask_extra_release(reason=REASON, operator="truc-ban")
    machine.jump(jump)
    assert schedule.publish_asked_for() is None
    asked = AskedRelease.objects.get()
    assert asked.state == "refused" and "đề nghị lại" in asked.refusal
    by_extra()
    assert published() == 2


@pytest.mark.parametrize("jump", [MONTHS, -MONTHS, -HOUR])
@pytest.mark.parametrize("where", ["refuse_while_held", "prepare_release"])
def test_a_clock_that_jumps_while_a_release_is_made_keeps_it_back(released, machine, monkeypatch, where, jump):
    machine.stands_at(DAY, 1)
    approve(released)
    with monkeypatch.context() as jumps:
        jumps.setattr(publish, where, lambda *_: machine.jump(jump))
        assert schedule.publish_due() is None
    assert published() == 1
    machine.stands_at(DAY, 1)
    assert [schedule.publish_due() for _ in range(2)] == [2, None]
    assert (ordinary(), missed()) == ([(DAY, 0), (DAY, 1)], set())


@pytest.mark.parametrize("jump", [MONTHS, -MONTHS, -HOUR])
def test_what_a_person_asked_for_comes_and_its_wrong_moment_is_seen(province, machine, monkeypatch, jump):
    approve(province)
    with monkeypatch.context() as jumps:
        jumps.setattr(publish, "prepare_release", lambda release: machine.jump(jump))
        by_extra()
    approve(province)
    assert clock_doubt().behind == (jump < 0 * HOUR)
    assert schedule.publish_due() is None


def in_use_every(machine, step: dt.timedelta, times: int) -> None:
    for _ in range(times):
        machine.jump(step)
        in_use()


def test_weeks_without_figures_in_a_portal_that_is_in_use_are_no_doubt(released, machine):
    in_use_every(machine, dt.timedelta(days=7), 8)
    approve(released)
    assert clock_doubt() is None
    assert schedule.publish_due() == 2


def test_one_gap_among_weeks_in_use_is_a_doubt(released, machine):
    in_use_every(machine, dt.timedelta(days=3), 5)
    in_use_every(machine, dt.timedelta(days=7, seconds=1), 1)
    in_use_every(machine, dt.timedelta(days=3), 5)
    doubt = clock_doubt()
    assert (doubt.number, doubt.behind) == (1, False)


def test_it_asks_little_however_long_nothing_came(released, machine, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert clock_doubt() is None
    in_use_every(machine, dt.timedelta(days=2), 200)
    assert clock_doubt() is None
    in_use_every(machine, dt.timedelta(days=2), 4)
    with django_assert_max_num_queries(3):
        assert clock_doubt() is None
    machine.jump(MONTHS)
    with django_assert_max_num_queries(3):
        assert not clock_doubt().behind


def test_the_log_is_read_by_its_index_of_moments(released):
    """With as many entries as would make a scan the slower way."""
    entry = AuditEntry.objects.values_list("at", flat=True).order_by("-at")
    week = entry.filter(at__gt=clock.now() - 7 * 24 * HOUR, at__lte=clock.now())[:1]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = week.explain()
    assert "units_auditentry_at_" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


def test_before_the_first_release_there_is_nothing_to_doubt(province, machine):
    machine.jump(MONTHS)
    approve(province)
    assert clock_doubt() is None
    assert schedule.publish_due() == 1


@pytest.mark.parametrize("jump", [MONTHS, -MONTHS])
def test_a_simulated_clock_is_shifted_on_purpose(released, machine, jump):
    Portal.objects.create(pk=1, province="nghe-an", simulated=True)
    known.forget()
    machine.jump(jump)
    assert clock_doubt() is None


def test_a_simulated_portal_goes_on_after_months(released, machine):
    Portal.objects.create(pk=1, province="nghe-an", simulated=True)
    known.forget()
    machine.jump(MONTHS)
    approve(released)
    assert schedule.publish_due() == 2


def warnings(caplog) -> list[str]:
    return [
        one.getMessage() for one in caplog.records if one.levelno == logging.WARNING and one.name == schedule.__name__
    ]


def test_the_log_of_the_process_tells_of_a_doubt_once(released, machine, caplog):
    machine.jump(MONTHS)
    for _ in range(5):
        machine.jump(MINUTE)
        schedule.publish_due()
    [warning] = warnings(caplog)
    assert "06:05 08/10/2021 của bản công bố số 1" in warning
    approve(released)
    by_extra()
    schedule.publish_due()
    machine.jump(-HOUR)
    for _ in range(3):
        schedule.publish_due()
    assert len(warnings(caplog)) == 2, "another doubt"
    assert "đứng trước" in warnings(caplog)[1]
    machine.jump(MONTHS)
    for _ in range(3):
        schedule.publish_due()
    assert len(warnings(caplog)) == 3, "and another right after it"


@pytest.mark.parametrize("address", [LIST, EXTRA])
@pytest.mark.parametrize(
    ("jump", "words"),
    [(MONTHS, "nhật ký có hơn 7 ngày liền không ghi gì"), (-HOUR, "đứng trước mốc 06:05 08/10/2021")],
)
def test_the_publisher_is_told_why_and_what_to_do(publisher, released, machine, address, jump, words):
    assert PAUSED not in publisher(address)
    machine.jump(jump)
    approve(released, slot=0)
    shown = publisher(address)
    assert PAUSED in shown and words in shown
    assert f">{machine.now:%H:%M %d/%m/%Y}</time>" in shown, "what the machine takes for now"
    assert "báo quản trị hệ thống chỉnh lại đồng hồ" in shown
    assert "công bố một lần" in shown and "lại tự công bố theo khung giờ" in shown
    assert (f'href="{EXTRA}">công bố một lần' in shown) == (address == LIST)


@pytest.mark.parametrize("address", [LIST, EXTRA])
def test_the_publisher_publishes_by_hand_and_the_words_are_gone(client, publisher, released, machine, address):
    machine.jump(MONTHS)
    approve(released)
    assert "Công bố ngay" in publisher(EXTRA)
    client.post(EXTRA, {"reason": REASON})
    assert schedule.publish_asked_for() == 2
    assert PAUSED not in publisher(address)


def test_the_administrator_is_told_too_for_it_is_the_clock_that_may_need_mending(client, released, machine):
    machine.jump(MONTHS)
    client.force_login(User.objects.create(username="quantri", is_superuser=True))
    shown = page(client, LIST)
    assert PAUSED in shown and "người công bố số liệu công bố một lần" in shown
    assert f'href="{EXTRA}"' not in shown


def test_who_does_neither_reads_nothing_of_it(sign_in, released, machine):
    machine.jump(MONTHS)
    assert PAUSED not in page(sign_in("ttyt-mot"), LIST)


@pytest.mark.parametrize("seed", range(3))
def test_a_clock_that_jumps_at_random(released, machine, seed):
    """Slots in use, jumps both ways, restarts, and a publisher who vouches for the clock now and then."""
    rnd, newest, vouched, doubted = random.Random(seed), machine.now, False, 0
    for _ in range(60):
        machine.jump(12 * HOUR)
        in_use()
        if rnd.random() < 0.2:
            machine.jump(rnd.choice([1, -1]) * rnd.choice([HOUR, 30 * HOUR, MONTHS]))
        if rnd.random() < 0.2:
            restart()
        approve_once(released)
        number, doubt = schedule.publish_due(), clock_doubt()
        doubted += bool(doubt)
        if number:
            release = Release.objects.get(number=number)
            assert release.published_at >= newest, "never before what is out"
            assert vouched or release.missed.count() <= 14, "never more than a week of slots at once"
            newest, vouched = release.published_at, False
        elif doubt and rnd.random() < 0.3:
            by_extra()
            newest, vouched = machine.now, True
    assert doubted > 5 and len(ordinary()) > 5
    accounted_for(ordinary()[-1])


def approve_once(province) -> None:
    day, slot = newest_slot_passed(clock.now())
    if not Report.objects.filter(day=day, slot=slot, release=None).exists():
        approve(province)
