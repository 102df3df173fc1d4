"""A release outside the slots is asked for in a moment and published on its own: once, whoever asks how often."""

import datetime as dt
import json
import unicodedata

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import clock
from core.problems import Refused
from datasets import schedule
from datasets.actions import publish
from datasets.actions.extra import ask_extra_release, publish_asked
from datasets.actions.publish import publish_release
from datasets.actions.turn import one_publisher
from datasets.models import AskedRelease, Release
from datasets.selectors.figures import published
from tests import own_portal
from tests.datasets import factories
from units.models import AuditEntry, User

ADDRESS = "/quan-tri/snippets/datasets/release/extra/"
REASON = "Ổ dịch mới ở Huyện Một"
BY_TWO = """
import json, threading, time
from django.db import connection
from core.problems import Refused
from core.simulation import mark_simulated
from datasets import schedule
from datasets.actions.extra import ask_extra_release
from datasets.actions.publish import publish_release
from datasets.models import AskedRelease, Release
from tests.datasets import factories

mark_simulated(complete=True)
province, stop, found = factories.build(), threading.Event(), []

def approve(day):
    factories.approved(province, "ttyt-mot", "1", day=day, slot=0)

def both(*acts):
    together = threading.Barrier(len(acts))
    def run(act):
        together.wait()
        try:
            found.append(act())
        except Refused as refusal:
            found.append(str(refusal))
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

def ask(name):
    return lambda: ask_extra_release(reason="x", operator=name)[1]

approve(factories.DAY)
publish_release()
watchers = [threading.Thread(target=schedule.watch, args=(stop,)) for _ in range(2)]
[thread.start() for thread in watchers]
waited = []
for step in (1, 2, 3):
    approve(factories.DAY + step)
    both(ask("mot"), ask("hai"))
    start = time.monotonic()
    while AskedRelease.objects.filter(state="waiting").exists():
        time.sleep(0.05)
    waited.append(time.monotonic() - start)
stop.set()
[thread.join() for thread in watchers]
kinds = list(Release.objects.order_by("number").values_list("number", "kind"))
asked = list(AskedRelease.objects.order_by("pk").values_list("state", "number"))
print(json.dumps({"new": found, "asked": asked, "releases": kinds, "longest": max(waited)}))
"""


class Killed(BaseException):
    """Where a process dies; no `except Exception` of the code under test may catch it."""


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def approved(province):
    return factories.approved(province, "ttyt-mot", "1")


@pytest.fixture
def publisher(client, province):
    user = User.objects.create(username="truc-ban", unit=province.units["syt"], kind="person", reviews=True)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    return client


def page(client) -> str:
    return client.get(ADDRESS).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def ask(name: str = "mot") -> bool:
    return ask_extra_release(reason=REASON, operator=name)[1]


def test_the_answer_comes_at_once_and_the_release_by_itself(publisher, approved):
    answer = publisher.post(ADDRESS, {"reason": REASON})
    assert (answer.status_code, answer.headers["Location"]) == (302, ADDRESS)
    assert published() == 0 and not Release.objects.exists()
    waiting = publisher.get(ADDRESS)
    assert waiting.headers["Refresh"] == "3"
    assert "Đang công bố" in page(publisher) and REASON in page(publisher)
    assert "Công bố ngay" not in page(publisher)
    assert schedule.publish_asked_for() == 1
    release = Release.objects.get()
    assert (release.kind, release.reason, release.operator) == ("extra", REASON, "truc-ban")
    assert "bản số 1</a> lúc" in page(publisher)
    assert "Refresh" not in publisher.get(ADDRESS).headers


def test_the_reason_is_kept_as_it_is_read(publisher, approved):
    publisher.post(ADDRESS, {"reason": unicodedata.normalize("NFD", REASON)})
    assert AskedRelease.objects.get().reason == REASON


@pytest.mark.parametrize("reason", ["", "  ", "a\0b", "x" * 501, "x" * 2_000_000])
def test_a_reason_that_cannot_be_is_refused(publisher, approved, reason):
    assert "error-message" in publisher.post(ADDRESS, {"reason": reason}).content.decode()
    assert not AskedRelease.objects.exists()


def test_who_publishes_nothing_asks_for_nothing(sign_in, approved):
    for name in ("ttyt-mot", "tyt-11", "vp"):
        sign_in(name).post(ADDRESS, {"reason": REASON})
    assert not AskedRelease.objects.exists()


def test_who_asked_stands_in_the_log(publisher, approved):
    publisher.post(ADDRESS, {"reason": REASON})
    entry = AuditEntry.objects.get(model="datasets.AskedRelease")
    assert entry.login == "truc-ban" and REASON in entry.changes


def test_asked_twice_it_comes_once_and_with_the_first_reason(publisher, approved):
    assert ask("khac")
    answer = publisher.post(ADDRESS, {"reason": "Lý do khác"}, follow=True)
    assert "khac đã đề nghị trước" in answer.content.decode()
    publisher.post(ADDRESS, {"reason": "Lý do khác"})
    assert AskedRelease.objects.count() == 1
    assert [schedule.publish_asked_for() for _ in range(3)] == [1, None, None]
    assert Release.objects.get().reason == REASON


def test_two_that_wait_are_refused_by_the_database(approved):
    ask()
    with pytest.raises(DatabaseError), transaction.atomic():
        AskedRelease.objects.create(reason="x", asked_by="y", asked_at=clock.now())


def test_where_nothing_is_approved_nothing_is_asked_for(publisher, province):
    assert "Chưa có báo cáo nào" in publisher.post(ADDRESS, {"reason": REASON}).content.decode()
    with pytest.raises(Refused, match="lý do"):
        ask_extra_release(reason=" ", operator="mot")
    assert not AskedRelease.objects.exists()


def test_why_it_did_not_come_is_said(publisher, approved):
    ask()
    publish_release()  # the slot takes all that was approved
    assert schedule.publish_asked_for() is None
    assert AskedRelease.objects.get().state == "refused"
    shown = page(publisher)
    assert "Không công bố theo đề nghị của mot" in shown and "vừa ra ở bản số 1, theo khung giờ" in shown
    assert published() == 1


def test_what_a_check_stops_is_told_in_its_words(publisher, approved):
    ask()
    approved.delete()
    schedule.publish_asked_for()
    assert "Chưa có báo cáo nào được duyệt" in page(publisher)


def test_it_waits_while_another_publishes_and_when_something_fails(approved, monkeypatch):
    ask()
    with one_publisher():
        assert schedule.publish_asked_for() is None
        with pytest.raises(Refused, match="khác đang được thực hiện"):
            publish_asked()
    with monkeypatch.context() as broken:
        broken.setattr(publish, "prepare_release", lambda _: 1 / 0)
        assert schedule.publish_asked_for() is None
    assert AskedRelease.objects.get().state == "waiting"
    assert schedule.publish_asked_for() == 1


@pytest.mark.parametrize("where", ["_stage", "prepare_release", "move_pointer", "_tell_rooms"])
def test_a_process_killed_meanwhile_neither_loses_it_nor_publishes_twice(approved, monkeypatch, where):
    def die(*_, **__):
        raise Killed

    ask()
    with monkeypatch.context() as broken, pytest.raises(Killed):
        broken.setattr(publish, where, die)
        publish_asked()
    assert published() == (1 if where == "_tell_rooms" else 0)
    for _ in range(3):
        schedule.publish_asked_for()
    assert list(Release.objects.values_list("number", "kind")) == [(1, "extra")]
    assert AskedRelease.objects.get().number == published() == 1


def test_a_wait_that_is_too_long_is_said(publisher, approved):
    ask()
    with clock.at(clock.now() + dt.timedelta(minutes=11)):
        assert "báo quản trị hệ thống" in page(publisher)


def test_the_timer_s_command_takes_it_up_too(approved, capsys):
    publish_release()
    approved.pk, approved.slot, approved.release = None, 0, None
    approved.save()
    ask()
    call_command("publish_release", dry_run=True)
    assert published() == 1
    call_command("publish_release")
    assert "Đã công bố bản số 2 theo đề nghị" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--watch"):
        call_command("publish_release", watch=True, extra=True)


@pytest.mark.server
@pytest.mark.slow
def test_two_who_ask_and_two_who_watch(tmp_path):
    """Threads with a connection each; whoever asks waits seconds."""
    with own_portal.ready(tmp_path, connection.vendor) as portal:
        found = json.loads(portal.run(BY_TWO).strip().splitlines()[-1])
    assert sorted(found["new"]) == [False] * 3 + [True] * 3
    assert found["releases"] == [[1, "ordinary"], *([n, "extra"] for n in (2, 3, 4))]
    assert found["asked"] == [["published", n] for n in (2, 3, 4)]
    assert found["longest"] < 30
