"""Review goes by as many units as the province's data says: one, two, or another person of the same one."""

import pytest
from django.urls import reverse
from wagtail.permissions import policy_registry

from core.problems import Refused
from core.review_rules import read_review_rules
from datasets.models import Facility
from directives.models import DirectivePage
from tests.units.persons import person, titles
from tests.units.test_moderation import (  # noqa: F401
    STRANGERS,
    WAYS,
    account,
    draft,
    form,
    give_duty,
    live,
    market,
    newest,
    province,
    public,
    section,
    sign_in,
    submitted,
)
from units.actions.review import approve, send_back, submit, withdraw
from units.models import AuditEntry, Notice, User
from units.policy import REVIEW, VIEW, may
from units.selectors.notices import notices_of
from units.selectors.returned import returned_step
from units.selectors.review import may_decide, on_the_desk


@pytest.fixture
def two(rules):
    rules(two_steps=["directives", "facilities:thiet_yeu"], chain_end="cdc")


@pytest.fixture
def signed(two, submitted, province, account):  # noqa: F811
    """A page of ttyt-mot that cdc has signed and that waits for syt."""
    assert not approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    return DirectivePage.objects.get(pk=submitted.pk)


def waiting_for(user):
    return on_the_desk(user)[0]


def test_the_first_signature_hands_on_and_the_second_publishes(signed, province, account):  # noqa: F811
    assert not signed.live
    assert (titles(waiting_for(account("cdc"))), len(waiting_for(account("syt")))) == ([], 1)
    assert approve(record=signed, reviewer=province.units["syt"], user=account("syt"))
    assert DirectivePage.objects.get().live
    steps = AuditEntry.objects.filter(action="approve").order_by("id")
    assert [entry.label for entry in steps] == ["Về trực cấp cứu"] * 2


def test_before_the_first_signature_the_second_reviewer_reads_and_does_not_decide(
    two, submitted, province, account  # noqa: F811
):  # fmt: skip
    assert waiting_for(account("syt")) == []
    assert not may_decide(account("syt"), submitted)
    with pytest.raises(Refused):
        approve(record=submitted, reviewer=province.units["syt"], user=account("syt"))
    with pytest.raises(Refused):
        approve(record=submitted, reviewer=province.units["syt"])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["ttyt-mot", "ttyt-hai", "cdc", "vp", "admin"])
def test_nobody_else_gives_the_second_signature(way, name, signed, sign_in):  # noqa: F811
    path, body = WAYS[way](signed, signed.current_workflow_task_state)
    before = public()
    assert sign_in(name).post(path, body).status_code in (200, 302, 403, 404)
    assert public() == before


@pytest.mark.parametrize("way", ["wagtail's button", "the desk"])
def test_the_true_way_goes_through_both(way, two, submitted, sign_in):  # noqa: F811
    for name, is_live in (("cdc", False), ("syt", True)):
        client, state = sign_in(name), DirectivePage.objects.get().current_workflow_task_state
        review = reverse("units_review", args=[state.pk])
        assert review in client.get("/quan-tri/").content.decode()
        shown = client.get(review).content.decode()
        assert ("Duyệt, chuyển duyệt bước hai" in shown, "Duyệt và công bố" in shown) == (not is_live, is_live)
        path, body = WAYS[way](submitted, state)
        assert client.post(path, body).status_code == 302
        assert DirectivePage.objects.get().live is is_live


def test_who_signed_first_does_not_sign_second_after_moving_up(signed, province, account):  # noqa: F811
    mover = account("cdc")
    User.objects.filter(pk=mover.pk).update(unit=province.units["syt"], username="syt-2")
    moved = User.objects.get(pk=mover.pk)
    assert not may_decide(moved, signed)
    with pytest.raises(Refused):
        approve(record=signed, reviewer=province.units["syt"], user=moved)
    assert not DirectivePage.objects.get().live


def test_a_second_account_of_the_first_signer_does_not_sign_second(signed, province, account):  # noqa: F811
    User.objects.filter(username="cdc").update(first_name="Trần Hòa")
    again = person(province, "syt", "syt.hoa", first_name="trần  hòa")
    assert not may_decide(again, signed)
    assert may_decide(person(province, "syt", "syt.an", first_name="Lê An"), signed)


def test_the_author_signs_neither_step_wherever_it_moves(signed, province, account):  # noqa: F811
    author = account("ttyt-mot")
    User.objects.filter(pk=author.pk).update(unit=province.units["syt"], username="syt-3")
    assert not may_decide(User.objects.get(pk=author.pk), signed)


def test_the_second_reviewer_still_sees_what_was_returned_before_the_first_signature(
    two, submitted, province, account  # noqa: F811
):  # fmt: skip
    send_back(record=submitted, reviewer=province.units["cdc"], user=account("cdc"), comment="Thiếu căn cứ.")
    submit(record=submitted, user=account("ttyt-mot"))
    approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    waits = DirectivePage.objects.get()
    assert returned_step(waits).comment == "Thiếu căn cứ."
    approve(record=waits, reviewer=province.units["syt"], user=account("syt"))
    assert returned_step(DirectivePage.objects.get()) is None


def test_a_return_by_the_second_starts_again_with_the_first(signed, province, account):  # noqa: F811
    send_back(record=signed, reviewer=province.units["syt"], user=account("syt"), comment="Thiếu căn cứ.")
    submit(record=signed, user=account("ttyt-mot"))
    assert len(waiting_for(account("cdc"))) == 1
    assert waiting_for(account("syt")) == []
    assert not approve(record=signed, reviewer=province.units["cdc"], user=account("cdc"))
    assert approve(record=signed, reviewer=province.units["syt"], user=account("syt"))


def test_an_edit_after_the_first_signature_starts_again(signed, sign_in, province, account):  # noqa: F811
    edit = reverse("wagtailadmin_pages:edit", args=[signed.pk])
    sign_in("ttyt-mot").post(edit, form(abstract="Sửa sau khi đã ký"))
    assert newest(signed).abstract != "Sửa sau khi đã ký"
    withdraw(record=signed, user=account("ttyt-mot"))
    sign_in("ttyt-mot").post(edit, form(abstract="Sửa sau khi đã ký"))
    submit(record=signed, user=account("ttyt-mot"))
    with pytest.raises(Refused):
        approve(record=signed, reviewer=province.units["syt"], user=account("syt"))
    assert not approve(record=signed, reviewer=province.units["cdc"], user=account("cdc"))


def test_a_draft_that_slipped_in_after_the_first_signature_is_signed_by_nobody(signed, province, account):  # noqa: F811
    changed = newest(signed)
    changed.abstract = "Chen vào"
    changed.save_revision(user=account("ttyt-mot"))
    with pytest.raises(Refused, match="đã thay đổi"):
        approve(record=signed, reviewer=province.units["syt"], user=account("syt"))


def test_a_step_that_was_moved_to_another_draft_counts_no_signature_of_the_one_before(
    signed, province, account  # noqa: F811
):  # fmt: skip
    changed = newest(signed)
    changed.abstract = "Chen vào"
    moved = changed.save_revision(user=account("ttyt-mot"))
    signed.workflow_states.active().get().task_states.filter(status="in_progress").update(revision=moved)
    with pytest.raises(Refused, match="không chờ"):
        approve(record=signed, reviewer=province.units["syt"], user=account("syt"))
    assert not approve(record=signed, reviewer=province.units["cdc"], user=account("cdc"))


def test_the_resubmission_by_the_reviewer_is_its_own_work(two, submitted, province, account):  # noqa: F811
    withdraw(record=submitted, user=account("ttyt-mot"))
    submit(record=submitted, user=account("cdc"))
    assert not may_decide(account("cdc"), submitted)


def test_finishing_the_workflow_past_the_second_signature_publishes_nothing(signed, account):  # noqa: F811
    from django.core.exceptions import PermissionDenied

    withdraw(record=signed)
    submit(record=signed, user=account("ttyt-mot"))
    state = signed.workflow_states.active().get().current_task_state
    with pytest.raises(PermissionDenied):
        state.approve(user=account("cdc"))
    assert not DirectivePage.objects.get().live


def test_at_the_end_of_the_chain_the_named_unit_signs_second(two, draft, province, account):  # noqa: F811
    page = draft("syt")
    submit(record=page, user=account("syt"))
    assert not approve(record=page, reviewer=province.units["vp"], user=account("vp"))
    assert titles(waiting_for(account("cdc"))) == ["Về trực cấp cứu"]
    assert approve(record=page, reviewer=province.units["cdc"], user=account("cdc"))


def test_without_a_third_unit_nothing_is_handed_in(rules, draft, account):  # noqa: F811
    rules(two_steps=["directives"], chain_end="syt")
    with pytest.raises(Refused, match="Chưa có đơn vị duyệt"):
        submit(record=draft("syt"), user=account("syt"))


def test_the_second_reviewer_is_told_when_it_is_its_turn(signed, two, account):  # noqa: F811
    account("syt")
    told = set(Notice.objects.filter(kind="waits", read_at=None).values_list("to__username", flat=True))
    assert told <= {"syt"}


def test_records_go_both_steps_too(two, market, province, account, sign_in):  # noqa: F811
    assert not approve(record=market, reviewer=province.units["cdc"], user=account("cdc"))
    inspect = reverse("wagtailsnippets_datasets_facility:inspect", args=[market.pk])
    client, state = sign_in("syt"), Facility.objects.get().current_workflow_task_state
    assert inspect in client.get("/quan-tri/").content.decode()
    assert "Duyệt và công bố" in client.get(inspect).content.decode()
    client.post(reverse("wagtailsnippets_datasets_facility:approve", args=[market.pk]), {"seen": state.pk})
    assert Facility.objects.get().live


@pytest.mark.parametrize("name", ["ttyt-mot", "ttyt-hai", "cdc", "syt", "vp"])
@pytest.mark.parametrize("mode", ["two", "same"])
def test_lists_hold_what_each_record_says(name, mode, rules, market, account):  # noqa: F811
    kind = "facilities:thiet_yeu"
    rules(**({"two_steps": [kind], "chain_end": "cdc"} if mode == "two" else {"same_unit": [kind]}))
    user = account(name)
    listed = policy_registry.get_by_type(Facility).instances_user_has_any_permission_for(user, {"view"})
    assert (market in listed) is may(user, VIEW, market)


def test_only_the_named_subject_is_seen_by_the_second(two, market, account):  # noqa: F811
    assert may(account("syt"), VIEW, market)
    Facility.objects.update(kind="xet_nghiem")
    other = Facility.objects.get()
    other.save_revision()
    listed = policy_registry.get_by_type(Facility).instances_user_has_any_permission_for(account("syt"), {"view"})
    assert (may(account("syt"), VIEW, other), other in listed) == (False, False)


def test_a_draft_about_something_else_goes_by_the_rules_of_that(rules, market, province, account):  # noqa: F811
    rules(two_steps=["facilities:xet_nghiem"], chain_end="cdc")
    withdraw(record=market)
    other = Facility.objects.get()
    other.kind = "xet_nghiem"
    other.save_revision(user=account("ttyt-mot"))
    submit(record=other, user=account("ttyt-mot"))
    assert Facility.objects.get().kind == "thiet_yeu"
    assert not approve(record=other, reviewer=province.units["cdc"], user=account("cdc"))
    assert not Facility.objects.get().live


class TestSameUnit:
    @pytest.fixture(autouse=True)
    def same(self, rules):
        rules(same_unit=["directives"])

    def test_another_person_of_the_unit_signs(self, submitted, province, account):  # noqa: F811
        account("cdc")
        colleague = person(province, "ttyt-mot", "ttyt-mot.duyet", first_name="Lê An")
        assert titles(on_the_desk(colleague)[0]) == ["Về trực cấp cứu"]
        assert approve(record=submitted, reviewer=colleague.unit, user=colleague)

    def test_the_reviewing_unit_still_may(self, submitted, province, account):  # noqa: F811
        assert approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))

    def test_a_colleague_without_the_role_does_not(self, submitted, province, account):  # noqa: F811
        account("cdc")
        clerk = person(province, "ttyt-mot", "ttyt-mot.nhap", reviews=False, enters=True)
        assert not may_decide(clerk, submitted)

    @pytest.mark.parametrize("way", WAYS)
    def test_the_author_does_not(self, way, submitted, sign_in):  # noqa: F811
        path, body = WAYS[way](submitted, submitted.current_workflow_task_state)
        sign_in("ttyt-mot").post(path, body)
        assert not DirectivePage.objects.get().live

    def test_no_command_signs_for_the_owner(self, submitted, province):  # noqa: F811
        with pytest.raises(Refused):
            approve(record=submitted, reviewer=province.units["ttyt-mot"])

    @pytest.mark.parametrize("name", STRANGERS)
    def test_strangers_stay_strangers(self, name, submitted, account):  # noqa: F811
        assert not may_decide(account(name), submitted)

    def test_figures_and_other_subjects_stay_with_another_unit(self, market, province, account):  # noqa: F811
        account("cdc")
        colleague = person(province, "ttyt-mot", "ttyt-mot.duyet", first_name="Lê An")
        assert not may(colleague, REVIEW, market)


WRONG = {
    "unknown subject": ({"two_steps": ["guidence"], "chain_end": "bcd"}, "guidence"),
    "figures": ({"same_unit": ["figures"]}, "số liệu"),
    "both": ({"two_steps": ["news"], "same_unit": ["news"], "chain_end": "bcd"}, "news"),
    "no end": ({"two_steps": ["news"]}, "chain_end"),
    "no time": ({"later_review_hours": 0}, "later_review_hours"),
    "a word for hours": ({"later_review_hours": "24"}, "later_review_hours"),
    "unknown field": ({"urgently": []}, "urgently"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_data_gets_wrong_is_named(case):
    given, named = WRONG[case]
    with pytest.raises((ValueError, TypeError), match=named):
        read_review_rules(given, subjects={"news", "figures", "guidance"})


def test_a_unit_that_does_not_exist_cannot_end_the_chain(db, rules, tmp_path):
    from core import province as provinces
    from core.province import ProvinceError
    from units.actions.load import load_units

    rules(chain_end="khong-co")
    with pytest.raises(ProvinceError, match="khong-co"):
        load_units(provinces.current())


class TestADraftOfAnotherKind:
    """A market is to become a place for tests, which two units sign; what is stored needs one signature."""

    @pytest.fixture
    def changed(self, rules, market, province, account):  # noqa: F811
        give_duty("xn", "ttyt", "facilities:xet_nghiem", 1)
        approve(record=market, reviewer=province.units["cdc"], user=account("cdc"))
        rules(two_steps=["facilities:xet_nghiem"], chain_end="cdc")
        place = Facility.objects.get()
        place.kind = "xet_nghiem"
        place.save_revision(user=account("ttyt-mot"))
        account("syt")
        submit(record=place, user=account("ttyt-mot"))
        assert not approve(record=place, reviewer=province.units["cdc"], user=account("cdc"))
        return Facility.objects.get()

    def test_its_second_reviewer_has_it_on_the_desk_in_the_list_and_among_the_notices(self, changed, account):  # noqa: F811
        syt = account("syt")
        assert (changed.kind, titles(waiting_for(syt)), waiting_for(account("cdc"))) == (
            "thiet_yeu", ["Chợ Một"], [],
        )  # fmt: skip
        listed = policy_registry.get_by_type(Facility).instances_user_has_any_permission_for(syt, {"view"})
        assert list(listed) == [changed]
        assert [one.kind for one in notices_of(syt)] == [Notice.Kind.WAITS]

    def test_its_second_reviewer_reads_and_publishes_it(self, changed, sign_in):  # noqa: F811
        client, state = sign_in("syt"), changed.current_workflow_task_state
        page = client.get(reverse("wagtailsnippets_datasets_facility:inspect", args=[changed.pk]))
        assert "Duyệt và công bố" in page.content.decode()
        client.post(reverse("wagtailsnippets_datasets_facility:approve", args=[changed.pk]), {"seen": state.pk})
        assert (Facility.objects.get().kind, Facility.objects.get().live) == ("xet_nghiem", True)

    @pytest.mark.parametrize("name", ["vp", "ttyt-hai"])
    def test_it_is_found_by_nobody_else(self, name, changed, sign_in, account):  # noqa: F811
        path = reverse("wagtailsnippets_datasets_facility:inspect", args=[changed.pk])
        assert sign_in(name).get(path).status_code == 404
        assert waiting_for(account(name)) == []
