"""An absent reviewer's deputy: another person of the unit, or a unit above it, from one day to another."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.permissions import policy_registry

from core import clock
from core.problems import Refused
from datasets.models import Facility, Report
from directives.models import DirectivePage
from tests.datasets import factories
from tests.units.persons import person, titles
from tests.units.test_moderation import (  # noqa: F401
    WAYS,
    account,
    draft,
    market,
    province,
    public,
    section,
    sign_in,
    submitted,
)
from units.actions.deputies import appoint_deputy, end_deputy
from units.actions.mail import send_notices
from units.actions.review import approve, submit
from units.actions.urgent import publish_at_once
from units.models import AuditEntry, Notice, OrganisationalUnit, ReviewDeputy, User
from units.policy import REVIEW, VIEW, may, reviews_for
from units.selectors.notices import notices_of
from units.selectors.review import may_decide, on_the_desk
from units.selectors.urgent import may_review_later
from units.sign_in.rule import is_compulsory

DAY = dt.date(2021, 10, 8)
"""Today, by the portal's clock."""


@pytest.fixture
def appoint(account):  # noqa: F811
    """(deputy) → appointed by the account of cdc for today and tomorrow."""

    def appointed(deputy, by="cdc", first=DAY, last=DAY + dt.timedelta(days=1), reason="Đi công tác."):
        return appoint_deputy(by=account(by), deputy=deputy, first_day=first, last_day=last, reason=reason)

    return appointed


@pytest.fixture
def colleague(province, account):  # noqa: F811
    """A person of cdc who enters and does not review."""
    account("cdc")
    return person(province, "cdc", "cdc.nhap", reviews=False, enters=True, first_name="Lê An")


def at(day):
    return clock.at(dt.datetime.combine(day, dt.time(9), tzinfo=clock.ZONE))


def test_a_colleague_signs_in_those_days_and_only_in_those(submitted, colleague, appoint):  # noqa: F811
    assert not may_decide(colleague, submitted)
    appoint(colleague, first=DAY + dt.timedelta(days=1), last=DAY + dt.timedelta(days=2))
    for days, yes in ((0, False), (1, True), (2, True), (3, False)):
        with at(DAY + dt.timedelta(days=days)):
            assert may_decide(colleague, submitted) is yes, days
            assert bool(on_the_desk(colleague)[0]) is yes


def test_the_colleague_has_it_on_the_desk_and_publishes(submitted, colleague, appoint, client):  # noqa: F811
    appoint(colleague)
    client.force_login(colleague)
    review = reverse("units_review", args=[submitted.current_workflow_task_state.pk])
    assert review in client.get("/quan-tri/").content.decode()
    assert "Duyệt và công bố" in client.get(review).content.decode()
    body = {"seen": submitted.current_workflow_task_state.pk, "approve": "1"}
    assert client.post(review, body).status_code == 302
    assert DirectivePage.objects.get().live


def test_a_unit_above_signs_and_the_log_names_in_whose_place(submitted, appoint, province, client):  # noqa: F811
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    appoint(province.units["syt"])
    client.force_login(officer)
    state = submitted.current_workflow_task_state
    review = reverse("units_review", args=[state.pk])
    assert "Bạn duyệt thay" in client.get(review).content.decode()
    assert titles(on_the_desk(officer)[0]) == ["Về trực cấp cứu"]
    client.post(review, {"seen": state.pk, "approve": "1"})
    assert DirectivePage.objects.get().live
    entry = AuditEntry.objects.get(action="approve")
    assert (entry.login, entry.unit, entry.said["in_place_of"]) == ("syt.duyet", "syt", "cdc")


def test_what_a_unit_signs_in_its_own_name_names_nobody_else(submitted, province, account):  # noqa: F811
    approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    assert "in_place_of" not in AuditEntry.objects.get(action="approve").said


def test_ended_early_it_is_over_at_once(submitted, colleague, appoint, account):  # noqa: F811
    deputy = appoint(colleague)
    end_deputy(deputy=deputy, by=account("cdc"))
    assert not may_decide(colleague, submitted)
    with pytest.raises(Refused, match="đã kết thúc"):
        end_deputy(deputy=deputy, by=account("cdc"))


def test_the_log_keeps_the_appointment(colleague, appoint):
    deputy = appoint(colleague)
    entry = AuditEntry.objects.get(model="units.ReviewDeputy", action="create")
    assert entry.object_id == str(deputy.pk) and "Đi công tác." in entry.changes


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_deputy_for_ones_own_draft(way, draft, appoint, province, client, account):  # noqa: F811
    account("cdc")
    writer = person(province, "cdc", "cdc.viet", reviews=False, enters=True)
    page = draft("ttyt-mot")
    page.save_revision(user=writer)
    submit(record=page, user=account("ttyt-mot"))
    appoint(writer)
    page = DirectivePage.objects.get()
    client.force_login(writer)
    client.raise_request_exception = False
    path, body = WAYS[way](page, page.current_workflow_task_state)
    client.post(path, body)
    assert not DirectivePage.objects.get().live
    with pytest.raises(Refused):
        approve(record=page, reviewer=writer.unit, user=writer)


@pytest.mark.parametrize("way", WAYS)
def test_a_unit_does_not_sign_its_own_drafts_as_deputy(way, draft, appoint, province, client, account):  # noqa: F811
    """syt stands in for vp, which reviews syt."""
    OrganisationalUnit.objects.filter(pk=province.units["vp"].pk).update(reviewer=province.units["syt"])
    page, other = draft("syt"), person(province, "syt", "syt.khac", first_name="Lê Bình")
    submit(record=page, user=account("syt"))
    appoint(province.units["syt"], by="vp")
    assert not may_decide(other, page)
    client.force_login(other)
    client.raise_request_exception = False
    path, body = WAYS[way](page, page.current_workflow_task_state)
    client.post(path, body)
    assert not DirectivePage.objects.get().live
    assert on_the_desk(other)[0] == []


def test_a_second_account_of_the_author_is_no_deputy_either(submitted, appoint, province):  # noqa: F811
    User.objects.filter(username="ttyt-mot").update(first_name="Trần Hòa")
    again = person(province, "cdc", "cdc.hoa", reviews=False, enters=True, first_name="TRẦN HÒA")
    appoint(again)
    assert not may_decide(again, submitted)


def test_the_first_signer_does_not_sign_second_as_deputy(rules, submitted, appoint, province, account):  # noqa: F811
    rules(two_steps=["directives"], chain_end="vp")
    OrganisationalUnit.objects.filter(pk=province.units["syt"].pk).update(parent=province.units["vp"])
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    appoint(province.units["syt"])
    assert not approve(record=submitted, reviewer=province.units["cdc"], user=officer)
    assert not may_decide(officer, submitted)
    assert may_decide(account("syt"), submitted)


def test_a_unit_that_stands_in_for_both_steps_signs_one(rules, submitted, appoint, province, account):  # noqa: F811
    """vp stands in for cdc, which signs first, and for syt, which signs second."""
    rules(two_steps=["directives"], chain_end="vp")
    OrganisationalUnit.objects.filter(abbreviation="cdc").update(parent=province.units["vp"])
    first = person(province, "vp", "vp.mot", first_name="Lê Bình")
    second = person(province, "vp", "vp.hai", first_name="Phan An")
    appoint(province.units["vp"], by="cdc")
    appoint(province.units["vp"], by="syt")
    assert not approve(record=submitted, reviewer=province.units["cdc"], user=first)
    assert not may_decide(second, submitted)
    assert on_the_desk(second)[0] == []
    with pytest.raises(Refused):
        approve(record=submitted, reviewer=province.units["syt"], user=second)
    assert may_decide(account("syt"), submitted)
    assert approve(record=submitted, reviewer=province.units["syt"], user=account("syt"))


@pytest.mark.parametrize("change", ["moved", "suspended", "lapsed", "watching"])
def test_a_deputy_whose_place_changed_decides_no_more(change, submitted, colleague, appoint, province):  # noqa: F811
    appoint(colleague)
    fields = {
        "moved": {"unit": province.units["ttyt-hai"]},
        "suspended": {"is_active": False, "state": "suspended"},
        "lapsed": {"valid_until": DAY - dt.timedelta(days=1)},
        "watching": {"enters": False, "across": "oversight"},
    }[change]
    User.objects.filter(pk=colleague.pk).update(**fields)
    now = User.objects.get(pk=colleague.pk)
    assert not may_decide(now, submitted)
    assert province.units["cdc"].pk not in reviews_for(now)


def test_a_form_that_was_open_when_the_deputy_ended_signs_nothing(
    submitted, colleague, appoint, account, client  # noqa: F811
):  # fmt: skip
    deputy = appoint(colleague)
    client.force_login(colleague)
    state = submitted.current_workflow_task_state
    review = reverse("units_review", args=[state.pk])
    assert client.get(review).status_code == 200
    end_deputy(deputy=deputy, by=account("cdc"))
    assert client.post(review, {"seen": state.pk, "approve": "1"}).status_code in (302, 404)
    assert not DirectivePage.objects.get().live


WRONG = {
    "backwards": {"first": DAY, "last": DAY - dt.timedelta(days=1)},
    "past": {"first": DAY - dt.timedelta(days=9), "last": DAY - dt.timedelta(days=8)},
    "too long": {"last": DAY + dt.timedelta(days=90)},
    "no reason": {"reason": "  "},
    "by who reviews nothing": {"by": "admin"},
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_nothing_stored(case, colleague, appoint):
    with pytest.raises(Refused):
        appoint(colleague, **WRONG[case])
    assert not ReviewDeputy.objects.exists()


def test_only_ones_own_people_and_the_units_above_are_asked(appoint, province, account):  # noqa: F811
    account("cdc")
    stranger = person(province, "ttyt-mot", "ttyt-mot.nhap", reviews=False, enters=True)
    watcher = person(province, "cdc", "cdc.xem", reviews=False, across="oversight")
    for wrong in (stranger, watcher, account("cdc"), province.units["ttyt-mot"], province.units["cdc"]):
        with pytest.raises(Refused):
            appoint(wrong)
    assert not ReviewDeputy.objects.exists()


def test_the_same_days_are_given_once(colleague, appoint):
    appoint(colleague)
    with pytest.raises(Refused, match="đã được cử"):
        appoint(colleague)


@pytest.mark.parametrize(
    "broken", [{"last_day": DAY - dt.timedelta(days=1)}, {"person": None}, {"reason": ""}, {"both": True}]
)
def test_the_database_keeps_deputies_sound(broken, colleague, account, province):  # noqa: F811
    fields = {
        "unit": province.units["cdc"], "person": colleague, "first_day": DAY, "last_day": DAY, "reason": "Ốm.",
        "appointed_by": account("cdc"), "appointed_at": clock.now(),
    }  # fmt: skip
    fields |= {"deputy_unit": province.units["syt"]} if broken == {"both": True} else broken
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewDeputy.objects.create(**fields)


def test_figures_stay_with_the_units_own_people(province, colleague, appoint, account, client):  # noqa: F811
    report = factories.report(province, "ttyt-mot", "1")
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    appoint(province.units["syt"])
    appoint(colleague)
    assert may(colleague, REVIEW, report)
    assert (may(officer, VIEW, report), may(officer, REVIEW, report)) == (True, False)
    for user, state in ((officer, "review"), (colleague, "approved")):
        client.force_login(user)
        client.post(reverse("wagtailsnippets_datasets_report:approve", args=[report.pk]))
        assert Report.objects.get().state == state


@pytest.mark.parametrize("model", [Facility, Report])
def test_lists_hold_what_each_record_says(model, market, province, appoint):  # noqa: F811
    factories.report(province, "ttyt-mot", "1")
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    for standing in (False, True):
        if standing:
            appoint(province.units["syt"])
        listed = policy_registry.get_by_type(model).instances_user_has_any_permission_for(officer, {"view"})
        assert {r.pk for r in listed} == {r.pk for r in model.objects.all() if may(officer, VIEW, r)}
        assert bool(listed) is standing


def test_a_deputy_is_told_what_waits(draft, appoint, province, account):  # noqa: F811
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    appoint(province.units["syt"])
    submit(record=draft("ttyt-mot"), user=account("ttyt-mot"))
    assert Notice.objects.filter(to=officer, kind="waits").exists()


@pytest.mark.parametrize(
    ("name", "seen"),
    [("admin", True), ("cdc", True), ("syt", True), ("ttyt-mot", False)],
)
def test_the_table_of_roles_shows_who_is_deputy_now(
    name, seen, colleague, appoint, province, sign_in, account  # noqa: F811
):  # fmt: skip
    appoint(province.units["syt"])
    ended = appoint(colleague, first=DAY, last=DAY)
    end_deputy(deputy=ended, by=account("cdc"))
    page = sign_in(name).get(reverse("units_matrix"))
    assert [(one.unit.abbreviation, one.deputy_unit) for one in page.context["deputies"]] == (
        [("cdc", province.units["syt"])] if seen else []
    )
    assert ("Hôm nay không có ai duyệt thay" in page.content.decode()) is not seen
    assert "Đi công tác." not in page.content.decode()


def test_a_deputy_has_the_reports_on_the_desk_and_signs_those_chosen(
    province, colleague, appoint, client, django_assert_max_num_queries  # noqa: F811
):  # fmt: skip
    reports = [factories.report(province, name, area) for name, area in (("ttyt-mot", "1"), ("ttyt-hai", "2"))]
    client.force_login(colleague)
    assert "Chờ tôi duyệt" not in client.get("/quan-tri/").content.decode()
    appoint(colleague)
    client.get("/quan-tri/")
    with django_assert_max_num_queries(30):
        page = client.get("/quan-tri/").content.decode()
    assert "Chờ tôi duyệt" in page and "Huyện Một" in page and "Huyện Hai" in page
    chosen = {"id": [report.pk for report in reports]}
    client.post(reverse("wagtailsnippets_datasets_report:approve_chosen"), chosen)
    assert set(Report.objects.values_list("state", flat=True)) == {"approved"}


def test_a_unit_that_stands_in_has_no_reports_of_figures_on_its_desk(province, appoint, client):  # noqa: F811
    factories.report(province, "ttyt-mot", "1")
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    appoint(province.units["syt"])
    client.force_login(officer)
    assert "Huyện Một" not in client.get("/quan-tri/").content.decode()


class TestToldOfIt:
    def told(self):
        found = Notice.objects.filter(kind="deputy", read_at=None)
        return {one.to.username: one.text for one in found.select_related("to")}

    def test_the_person_of_the_days(self, colleague, appoint):
        appoint(colleague)
        assert self.told() == {"cdc.nhap": "Được cử duyệt thay CDC, từ 08/10/2021 đến hết 09/10/2021"}

    def test_of_a_unit_who_reviews_and_its_focal_point(self, appoint, province):  # noqa: F811
        person(province, "syt", "syt.duyet")
        person(province, "syt", "syt.dau-moi", reviews=False, focal_point=True)
        person(province, "syt", "syt.nhap", reviews=False, enters=True)
        appoint(province.units["syt"])
        assert set(self.told()) == {"syt.duyet", "syt.dau-moi"}

    def test_that_it_ended_early_even_if_the_first_was_not_read(self, colleague, appoint, account, server):  # noqa: F811
        User.objects.filter(pk=colleague.pk).update(email="an@example.com")
        deputy = appoint(colleague)
        send_notices()
        end_deputy(deputy=deputy, by=account("cdc"))
        send_notices()
        assert self.told() == {"cdc.nhap": "Đã kết thúc sớm việc duyệt thay CDC"}
        assert ["từ 08/10/2021" in mail["subject"] for mail in server.taken] == [True, False]
        assert not any("Đi công tác" in mail.get_content() for mail in server.taken)

    def test_an_appointment_ended_before_its_mail_went_out_is_mailed_as_ended(
        self, colleague, appoint, account, server  # noqa: F811
    ):  # fmt: skip
        User.objects.filter(pk=colleague.pk).update(email="an@example.com")
        end_deputy(deputy=appoint(colleague), by=account("cdc"))
        send_notices()
        assert ["kết thúc sớm" in mail["subject"] for mail in server.taken] == [True]

    def test_it_stands_in_the_inbox_until_the_person_moves_away(self, colleague, appoint, province):  # noqa: F811
        appoint(colleague)
        assert [one.kind for one in notices_of(colleague)] == ["deputy"]
        User.objects.filter(pk=colleague.pk).update(unit=province.units["ttyt-hai"])
        assert notices_of(User.objects.get(pk=colleague.pk)) == []

    def test_not_whoever_appoints_oneself(self, province, account, appoint):  # noqa: F811
        account("cdc")
        head = person(province, "cdc", "cdc.dau-moi", reviews=False, focal_point=True)
        appoint_deputy(by=head, deputy=head, first_day=DAY, last_day=DAY, reason="Ốm.")
        assert self.told() == {}

    def test_a_refused_appointment_tells_nobody(self, colleague, appoint):
        with pytest.raises(Refused):
            appoint(colleague, reason="")
        assert self.told() == {}


def test_a_deputy_reviews_what_was_published_at_once(rules, draft, appoint, province, account):  # noqa: F811
    rules(urgent=["directives"])
    officer = person(province, "syt", "syt.duyet", first_name="Lê Bình")
    page = draft("ttyt-mot")
    owed = publish_at_once(record=page, user=account("ttyt-mot"), reason="Gấp.", seen=page.latest_revision_id)
    assert not may_review_later(officer, owed)
    appoint(province.units["syt"])
    assert may_review_later(officer, owed)


def test_a_deputy_owes_the_second_factor_of_a_reviewer(province, colleague, appoint, monkeypatch):  # noqa: F811
    from core import known
    from units.sign_in import rule

    real = known.known().__class__
    monkeypatch.setattr(rule, "known", lambda: real(province="nghe-an"))
    assert not is_compulsory(colleague)
    appoint(colleague)
    assert is_compulsory(colleague)


class TestScreen:
    @pytest.fixture
    def path(self):
        return reverse("units_deputies")

    def body(self, colleague, **more):
        return {"deputy": f"nguoi-{colleague.pk}", "first_day": "08/10/2021", "last_day": "09/10/2021",
                "reason": "Nghỉ ốm"} | more  # fmt: skip

    def test_a_reviewer_appoints_and_ends(self, path, colleague, sign_in):  # noqa: F811
        client = sign_in("cdc")
        assert path in client.get("/quan-tri/").content.decode()
        assert client.post(path, self.body(colleague)).status_code == 302
        deputy = ReviewDeputy.objects.get()
        assert "đang duyệt thay" in client.get(path).content.decode()
        client.post(reverse("units_end_deputy", args=[deputy.pk]))
        assert "kết thúc sớm" in client.get(path).content.decode()

    def test_a_focal_point_appoints(self, path, colleague, province, client):  # noqa: F811
        head = person(province, "cdc", "cdc.dau-moi", reviews=False, focal_point=True)
        client.force_login(head)
        assert client.post(path, self.body(colleague)).status_code == 302
        assert ReviewDeputy.objects.get().appointed_by == head

    def test_who_only_enters_finds_nothing(self, path, colleague, client):
        client.force_login(colleague)
        assert path not in client.get("/quan-tri/").content.decode()
        assert client.get(path).status_code == 404
        assert client.post(path, self.body(colleague)).status_code == 404
        assert not ReviewDeputy.objects.exists()

    def test_a_deputy_appoints_no_further_deputy(self, path, colleague, appoint, client):
        appoint(colleague)
        client.force_login(colleague)
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize(
        "forged",
        [{"deputy": "nguoi-999999"}, {"deputy": "don-vi-\x00"}, {"deputy": ""}, {"first_day": "32/13/2021"},
         {"first_day": "0"}, {"reason": "\x00"}, {"reason": ""}, {"last_day": "09/10/1021"}],
    )  # fmt: skip
    def test_forged_fields_are_refused_in_words(self, forged, path, colleague, sign_in):  # noqa: F811
        assert sign_in("cdc").post(path, self.body(colleague, **forged)).status_code == 200
        assert not ReviewDeputy.objects.exists()

    def test_a_double_click_appoints_once(self, path, colleague, sign_in):  # noqa: F811
        client = sign_in("cdc")
        assert [client.post(path, self.body(colleague)).status_code for _ in range(2)] == [302, 200]
        assert ReviewDeputy.objects.count() == 1

    def test_another_units_deputy_is_not_found(self, colleague, appoint, sign_in):  # noqa: F811
        deputy = appoint(colleague)
        assert sign_in("syt").post(reverse("units_end_deputy", args=[deputy.pk])).status_code == 404
        deputy.refresh_from_db()
        assert deputy.ended_at is None
