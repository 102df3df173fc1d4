"""Published at once with a reason where the data allows it; reviewed afterwards, and owed until that is done."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision

from core import clock
from core.problems import Refused
from datasets.models import Facility
from directives.models import DirectivePage
from tests.units.persons import person
from tests.units.test_moderation import (  # noqa: F401
    STRANGERS,
    account,
    draft,
    live,
    market,
    newest,
    province,
    public,
    section,
    sign_in,
    submitted,
)
from units.actions.deputies import appoint_deputy
from units.actions.mail import send_notices
from units.actions.read_notices import mark_read
from units.actions.remind import remind, remind_of_overdue
from units.actions.review import approve, send_back, submit
from units.actions.urgent import publish_at_once, review_later
from units.models import AuditEntry, Notice, UrgentPublication, User
from units.selectors.urgent import is_late, may_review_later, owed_for

REASON = "Chốt kiểm soát dời ngay trong đêm."


@pytest.fixture(autouse=True)
def urgent(rules):
    rules(urgent=["directives", "facilities:thiet_yeu"], chain_end="cdc", later_review_hours=6)


@pytest.fixture
def at_once(account):  # noqa: F811
    """(record) → the publication by which its unit's account has published it at once."""

    def published(record, name="ttyt-mot", **more):
        found = type(record).objects.get(pk=record.pk)
        said = {"reason": REASON, "seen": found.latest_revision_id} | more
        return publish_at_once(record=found, user=account(name), **said)

    return published


@pytest.fixture
def owed(draft, at_once, account):  # noqa: F811
    account("cdc")
    return at_once(draft("ttyt-mot"))


def written(page, account, words):  # noqa: F811
    page = DirectivePage.objects.get(pk=page.pk)
    page.abstract = words
    page.save_revision(user=account("ttyt-mot"))
    return DirectivePage.objects.get(pk=page.pk)


def test_it_is_published_at_once_and_owed(owed, province, account):  # noqa: F811
    assert DirectivePage.objects.get().live
    assert (owed.reason, owed.unit, owed.due_at - owed.published_at) == (
        REASON, province.units["ttyt-mot"], dt.timedelta(hours=6),
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="create", model="units.UrgentPublication").exists()
    assert AuditEntry.objects.filter(action="publish").exists()


def test_it_takes_the_place_of_the_review_that_waited(submitted, at_once):  # noqa: F811
    at_once(submitted)
    page = DirectivePage.objects.get()
    assert (page.live, page.workflow_in_progress) == (True, False)


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_happens(reason, draft, at_once):  # noqa: F811
    with pytest.raises(Refused, match="lý do"):
        at_once(draft("ttyt-mot"), reason=reason)
    assert not DirectivePage.objects.get().live


@pytest.mark.parametrize("name", ["admin", "cdc", *STRANGERS])
def test_only_the_unit_itself_publishes_at_once(name, draft, at_once):  # noqa: F811
    with pytest.raises(Refused):
        at_once(draft("ttyt-mot"), name=name)
    assert not DirectivePage.objects.get().live


@pytest.mark.parametrize("roles", [{"reviews": False, "enters": True}, {"reviews": True}, {"reviews": False}])
def test_one_role_alone_does_not_suffice(roles, draft, province, account):  # noqa: F811
    account("cdc")
    page, someone = draft("ttyt-mot"), person(province, "ttyt-mot", "ttyt-mot.ai", **roles)
    with pytest.raises(Refused):
        publish_at_once(record=page, user=someone, reason=REASON, seen=page.latest_revision_id)


def test_a_subject_that_the_data_does_not_name_waits(rules, draft, at_once, sign_in):  # noqa: F811
    page = draft("ttyt-mot")
    rules(urgent=["hotlines"])
    with pytest.raises(Refused):
        at_once(page)
    path = reverse("units_publish_at_once", args=[page.latest_revision_id])
    assert sign_in("ttyt-mot").get(path).status_code == 404
    assert path not in sign_in("ttyt-mot").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_another_draft_than_the_one_shown_is_not_published(draft, at_once, account):  # noqa: F811
    page = draft("ttyt-mot")
    written(page, account, "Sửa trong khi mở")
    with pytest.raises(Refused, match="đã thay đổi"):
        at_once(page, seen=page.latest_revision_id)


def test_what_the_reviewer_returned_is_not_published_unchanged(submitted, at_once, province, account):  # noqa: F811
    send_back(record=submitted, reviewer=province.units["cdc"], user=account("cdc"), comment="Sai số.")
    with pytest.raises(Refused, match="trả lại"):
        at_once(submitted)
    assert at_once(written(submitted, account, "Đã sửa số"))


def test_what_was_taken_down_is_not_published_again(owed, at_once, account):  # noqa: F811
    review_later(publication=owed, user=account("cdc"), outcome="taken_down", note="Sai số.")
    with pytest.raises(Refused, match="gỡ"):
        at_once(owed.about)


def test_one_is_reviewed_before_the_next(owed, at_once, account):  # noqa: F811
    page = written(owed.about, account, "Lần hai")
    with pytest.raises(Refused, match="chưa được"):
        at_once(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        UrgentPublication.objects.create(
            **{name: getattr(owed, name) for name in ("unit", "content_type", "object_id", "title", "reason",
                                                      "published_by", "published_at", "due_at")}
        )  # fmt: skip


@pytest.mark.parametrize("name", ["ttyt-mot", "cdc"])
def test_it_stands_on_the_desks_of_the_unit_and_its_reviewer(name, owed, sign_in):  # noqa: F811
    path = reverse("units_later_review", args=[owed.pk])
    assert path in sign_in(name).get("/quan-tri/").content.decode()
    assert REASON in sign_in(name).get(path).content.decode()


@pytest.mark.parametrize("across", ["oversight", "command_centre"])
def test_who_watches_has_it_on_the_desk_and_decides_nothing(across, owed, province, client):  # noqa: F811
    watcher = person(province, "syt", "syt.xem", reviews=False, across=across)
    client.force_login(watcher)
    path = reverse("units_later_review", args=[owed.pk])
    assert path in client.get("/quan-tri/").content.decode()
    client.post(path, {"note": "Được", "confirm": "1"})
    owed.refresh_from_db()
    assert owed.outcome == "owed"


@pytest.mark.parametrize("name", ["ttyt-hai", "tyt-11", "syt", "vp"])
def test_other_units_find_nothing(name, owed, sign_in):  # noqa: F811
    client, path = sign_in(name), reverse("units_later_review", args=[owed.pk])
    assert path not in client.get("/quan-tri/").content.decode()
    assert client.get(path).status_code == 404
    assert client.post(path, {"note": "Được", "confirm": "1"}).status_code == 404
    assert client.get(reverse("units_publish_at_once", args=[owed.revision_id])).status_code == 404


def test_overdue_is_said(owed, sign_in, account):  # noqa: F811
    assert not is_late(owed)
    with clock.at(owed.due_at + dt.timedelta(minutes=1)):
        assert is_late(owed)
        assert [one.late for one in owed_for(account("cdc"))] == [True]
        for path in ("/quan-tri/", reverse("units_later_review", args=[owed.pk])):
            assert "quá hạn" in sign_in("cdc").get(path).content.decode()


def test_the_reviewer_confirms_and_it_leaves_the_desks(owed, sign_in, account):  # noqa: F811
    path = reverse("units_later_review", args=[owed.pk])
    assert sign_in("cdc").post(path, {"note": "Đúng văn bản.", "confirm": "1"}).status_code == 302
    owed.refresh_from_db()
    assert (owed.outcome, owed.decided_by, owed.note) == ("confirmed", account("cdc"), "Đúng văn bản.")
    assert DirectivePage.objects.get().live
    for name in ("cdc", "ttyt-mot"):
        assert owed_for(account(name)) == []


def test_without_a_word_nothing_is_decided(owed, sign_in):  # noqa: F811
    path = reverse("units_later_review", args=[owed.pk])
    for note in ("", "  ", "\x00"):
        assert sign_in("cdc").post(path, {"note": note, "confirm": "1"}).status_code == 200
    owed.refresh_from_db()
    assert owed.outcome == "owed"


def test_taking_down_hides_what_readers_never_saw_before(owed, sign_in):  # noqa: F811
    sign_in("cdc").post(reverse("units_later_review", args=[owed.pk]), {"note": "Sai.", "take_down": "1"})
    assert not DirectivePage.objects.get().live


def test_what_is_secret_is_hidden_by_its_own_button_and_not_published_again(owed, at_once, sign_in):  # noqa: F811
    path = reverse("units_later_review", args=[owed.pk])
    assert "Gỡ vì bí mật nhà nước" in sign_in("cdc").get(path).content.decode()
    sign_in("cdc").post(path, {"note": "Có dấu mật.", "hide": "1"})
    owed.refresh_from_db()
    assert (owed.outcome, DirectivePage.objects.get().live) == ("hidden", False)
    assert "đã gỡ vì bí mật nhà nước" in sign_in("ttyt-mot").get(path).content.decode()
    with pytest.raises(Refused, match="gỡ"):
        at_once(owed.about)


def test_the_unit_in_whose_place_a_deputy_took_it_down_is_kept(owed, province, account):  # noqa: F811
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    today = clock.today()
    appoint_deputy(by=account("cdc"), deputy=officer.unit, first_day=today, last_day=today, reason="Ốm.")
    review_later(publication=owed, user=officer, outcome="taken_down", note="Sai.")
    owed.refresh_from_db()
    assert (owed.decided_for, owed.decided_by.unit) == (province.units["cdc"], officer.unit)


def test_taking_down_brings_back_what_had_been_signed(live, at_once, account):  # noqa: F811
    before = DirectivePage.objects.get().abstract
    owed = at_once(written(live, account, "Bản chưa ai duyệt"))
    assert DirectivePage.objects.get().abstract == "Bản chưa ai duyệt"
    review_later(publication=owed, user=account("cdc"), outcome="taken_down", note="Sai.")
    page = DirectivePage.objects.get()
    assert (page.live, page.abstract, page.has_unpublished_changes) == (True, before, True)


def test_a_signed_draft_that_followed_is_not_taken_down_with_it(owed, province, account):  # noqa: F811
    page = written(owed.about, account, "Bản đã duyệt")
    submit(record=page, user=account("ttyt-mot"))
    approve(record=page, reviewer=province.units["cdc"], user=account("cdc"))
    with pytest.raises(Refused, match="thay bằng"):
        review_later(publication=owed, user=account("cdc"), outcome="taken_down", note="Sai.")
    assert DirectivePage.objects.get().live
    assert review_later(publication=owed, user=account("cdc"), outcome="confirmed", note="Đúng.")


def test_it_is_reviewed_once(owed, account):  # noqa: F811
    review_later(publication=owed, user=account("cdc"), outcome="confirmed", note="Đúng.")
    with pytest.raises(Refused, match="đã được xem lại"):
        review_later(publication=owed, user=account("cdc"), outcome="taken_down", note="Sai.")
    assert DirectivePage.objects.get().live


def test_who_published_or_wrote_it_does_not_review_it_after_moving(owed, province, account):  # noqa: F811
    author = account("ttyt-mot")
    User.objects.filter(pk=author.pk).update(unit=province.units["cdc"], username="cdc-2")
    moved = User.objects.get(pk=author.pk)
    assert not may_review_later(moved, owed)
    with pytest.raises(Refused):
        review_later(publication=owed, user=moved, outcome="confirmed", note="Đúng.")


def test_a_clerk_who_wrote_what_a_colleague_published_is_an_author_too(draft, province, account):  # noqa: F811
    account("cdc")
    page, chief = draft("ttyt-mot"), person(province, "ttyt-mot", "ttyt-mot.truong", enters=True)
    owed = publish_at_once(record=page, user=chief, reason=REASON, seen=page.latest_revision_id)
    assert not may_review_later(account("ttyt-mot"), owed)
    User.objects.filter(username="ttyt-mot").update(first_name="Lê An")
    again = person(province, "cdc", "cdc.an", first_name="LÊ AN")
    assert not may_review_later(again, owed)


def test_with_two_steps_the_last_unit_reviews(rules, draft, at_once, account):  # noqa: F811
    rules(urgent=["directives"], two_steps=["directives"], chain_end="cdc")
    owed = at_once(draft("ttyt-mot"))
    assert not may_review_later(account("cdc"), owed)
    assert may_review_later(account("syt"), owed)


def test_records_go_the_same_way(market, at_once, sign_in, account):  # noqa: F811
    inspect = reverse("wagtailsnippets_datasets_facility:inspect", args=[market.pk])
    path = reverse("units_publish_at_once", args=[market.latest_revision_id])
    assert path in sign_in("ttyt-mot").get(inspect).content.decode()
    assert path not in sign_in("cdc").get(inspect).content.decode()
    client = sign_in("ttyt-mot")
    assert client.get(path).status_code == 200
    assert client.post(path, {"seen": market.latest_revision_id, "reason": REASON}).status_code == 302
    assert Facility.objects.get().live
    owed = UrgentPublication.objects.get()
    review_later(publication=owed, user=account("cdc"), outcome="taken_down", note="Sai.")
    assert not Facility.objects.get().live


def test_a_draft_about_something_else_is_not_published_at_once(market, at_once, account):  # noqa: F811
    other = Facility.objects.get()
    other.kind = "xet_nghiem"
    other.save_revision(user=account("ttyt-mot"))
    with pytest.raises(Refused):
        at_once(other)
    assert not Facility.objects.get().live


@pytest.mark.parametrize("seen", ["", "0", "abc", "99999999999999999999", "-1", "\x00"])
def test_a_forged_form_publishes_nothing(seen, draft, sign_in):  # noqa: F811
    page = draft("ttyt-mot")
    path = reverse("units_publish_at_once", args=[page.latest_revision_id])
    assert sign_in("ttyt-mot").post(path, {"seen": seen, "reason": REASON}).status_code == 200
    assert not DirectivePage.objects.get().live


def test_forged_addresses_are_not_found(owed, sign_in):  # noqa: F811
    for name, key in (("units_publish_at_once", 10**12), ("units_later_review", 10**12), ("units_later_review", 0)):
        assert sign_in("cdc").get(reverse(name, args=[key])).status_code == 404


def test_a_double_click_publishes_once(draft, sign_in):  # noqa: F811
    page = draft("ttyt-mot")
    path = reverse("units_publish_at_once", args=[page.latest_revision_id])
    body = {"seen": page.latest_revision_id, "reason": REASON}
    client = sign_in("ttyt-mot")
    assert [client.post(path, body).status_code for _ in range(2)] == [302, 200]
    assert UrgentPublication.objects.count() == 1


def test_the_draft_of_another_revision_in_the_address_does_not_count(draft, account, sign_in):  # noqa: F811
    page = draft("ttyt-mot")
    old = page.latest_revision_id
    written(page, account, "Mới hơn")
    path = reverse("units_publish_at_once", args=[old])
    assert "đã thay đổi" in sign_in("ttyt-mot").post(path, {"seen": old, "reason": REASON}).content.decode()
    assert Revision.objects.filter(pk=old).exists() and not DirectivePage.objects.get().live


def test_the_desk_asks_no_more_for_more_that_is_owed(draft, at_once, sign_in, account):  # noqa: F811
    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert sign_in("cdc").get("/quan-tri/").status_code == 200
        return len(queries)

    account("cdc")
    at_once(draft("ttyt-mot", "Văn bản 0"))
    few = asked()
    for n in range(1, 8):
        at_once(draft("ttyt-mot", f"Văn bản {n}"))
    assert asked() <= few


class TestOverdue:
    """Owed after its time: told once to who may do the later review."""

    @pytest.fixture
    def late(self, owed):
        with clock.at(owed.due_at + dt.timedelta(minutes=1)):
            yield owed

    def told(self):
        found = Notice.objects.filter(kind="overdue", read_at=None)
        return {one.to.username: one.text for one in found.select_related("to")}

    def test_nobody_before_its_time(self, owed):
        with clock.at(owed.due_at):
            assert remind_of_overdue() == 0

    def test_who_may_review_it_with_the_time_that_passed(self, late, province):  # noqa: F811
        person(province, "cdc", "cdc.nhap", reviews=False, enters=True)
        assert remind_of_overdue() == 1
        (text,) = self.told().values()
        due = late.due_at.astimezone(clock.ZONE)
        assert set(self.told()) == {"cdc"} and f"Quá hạn xem lại sau công bố khẩn ({due:%H:%M %d/%m/%Y})" in text

    def test_once_and_not_again_when_it_was_read(self, late, account):  # noqa: F811
        assert remind() > remind_of_overdue() == 0
        assert set(self.told()) == {"cdc"}
        mark_read(user=account("cdc"), key=None)
        assert remind_of_overdue() == 0

    def test_by_a_bounded_number_of_queries_once_told(self, late, django_assert_num_queries):
        remind_of_overdue()
        with django_assert_num_queries(1):
            remind_of_overdue()

    def test_no_more_once_it_was_reviewed(self, late, account):  # noqa: F811
        remind_of_overdue()
        review_later(publication=late, user=account("cdc"), outcome="confirmed", note="Đúng.")
        assert self.told() == {}
        assert remind_of_overdue() == 0

    def test_a_deputy_too(self, late, province, account):  # noqa: F811
        officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
        today = clock.today()
        appoint_deputy(by=account("cdc"), deputy=officer.unit, first_day=today, last_day=today, reason="Ốm.")
        remind_of_overdue()
        assert set(self.told()) == {"cdc", "syt.duyet"}

    def test_by_mail_too_unless_it_is_not_wanted(self, late, account, server):  # noqa: F811
        User.objects.filter(username="cdc").update(email="cdc@example.com")
        remind_of_overdue()
        send_notices()
        assert ["Quá hạn xem lại" in mail["subject"] for mail in server.taken] == [True]
