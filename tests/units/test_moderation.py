"""Nothing reaches readers but by the signature of the unit that reviews its author. Here everybody tries."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.urls import pages as page_urls
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Revision,
    Site,
    TaskState,
    Workflow,
    WorkflowTask,
)
from wagtail.signals import page_published
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.problems import Refused
from datasets.models import Facility
from directives.models import DirectivePage, DirectivesPage
from home.models import HomePage
from tests.datasets import factories
from units.actions.folders import open_folder
from units.actions.review import approve, send_back, submit, withdraw
from units.actions.workflow import assign_review, set_up_review
from units.models import Duty, OrganisationalUnit, UnitFolder, UnitKind, User
from units.selectors.folders import owner_of
from units.selectors.review import may_decide, on_the_desk

ABSTRACT = "Về trực cấp cứu"


def give_duty(code, kind, subject, level):
    Duty.objects.create(
        code=code, unit_kind=UnitKind.objects.get(code=kind), article="1", action="update", subject=subject,
        level=level, frequency="change", task="Cập nhật.",
    )  # fmt: skip


@pytest.fixture
def province(db, evening):
    """ttyt-mot and ttyt-hai are reviewed by cdc, cdc by syt, syt by vp and vp by syt. Each may write directives."""
    province = factories.build()
    units = province.units
    OrganisationalUnit.objects.filter(pk=units["vp"].pk).update(reviewer=units["syt"])
    for kind, level in (("ttyt", 1), ("cdc", 0), ("syt", 0), ("vp", 0)):
        give_duty(f"vb-{kind}", kind, "directives", level)
    give_duty("cho", "ttyt", "facilities:thiet_yeu", 1)
    return province


@pytest.fixture
def section(province):
    root = Page.get_first_root_node()
    welcome = root.get_children().get()
    home = root.add_child(instance=HomePage(title="Cổng", slug="trang-chu"))
    Site.objects.update(root_page=home)
    welcome.delete()
    assign_review(home)
    return home.add_child(instance=DirectivesPage(title="Văn bản", slug="van-ban"))


@pytest.fixture
def account(province):
    """(name of a unit or "admin") → its account, the same each time."""

    def found(name):
        unit = province.units.get(name)
        user, _ = User.objects.get_or_create(username=name, unit=unit, is_superuser=unit is None)
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        return User.objects.get(pk=user.pk)

    return found


@pytest.fixture
def sign_in(client, account):
    def signed_in(name):
        client.force_login(account(name))
        client.raise_request_exception = False
        return client

    return signed_in


@pytest.fixture
def draft(section, province, account):
    """(unit's name) → a draft that the unit's account has written."""

    def written(name, abstract=ABSTRACT):
        folder = open_folder(section=section, unit=province.units[name])
        page = folder.add_child(instance=DirectivePage(abstract=abstract, live=False))
        page.save_revision(user=account(name))
        return DirectivePage.objects.get(pk=page.pk)

    return written


@pytest.fixture
def submitted(draft, account):
    """A page of ttyt-mot that waits for cdc."""
    page = draft("ttyt-mot")
    submit(record=page, user=account("ttyt-mot"))
    return page


@pytest.fixture
def live(submitted, province, account):
    approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    return DirectivePage.objects.get(pk=submitted.pk)


def form(**fields):
    """The whole form of a directive, as a browser would post it."""
    empty = dict.fromkeys(
        ("number", "symbol", "date", "type", "issuer", "place", "effective_from", "effective_to", "withdrawn_on",
         "grounds", "signer_office", "signer", "recipients"), ""
    )  # fmt: skip
    rows = {"parts": inline_formset([]), "relations": inline_formset([])}
    return nested_form_data(empty | {"abstract": "Sửa rồi"} | rows | fields)


def public():
    """What readers see, where each page lies, and what is set to happen to it."""
    columns = ("pk", "path", "live", "expired", "go_live_at", "expire_at", "alias_of", "locked")
    return (
        list(Page.objects.order_by("pk").values(*columns)),
        list(Page.objects.filter(live=True).order_by("pk").values("pk", "url_path", "title")),
        list(DirectivePage.objects.filter(live=True).order_by("pk").values("pk", "slug", "abstract", "number")),
        list(Revision.objects.exclude(approved_go_live_at=None)),
        PageViewRestriction.objects.count(),
        GroupPagePermission.objects.count(),
    )


def drafts():
    return list(Revision.objects.order_by("pk").values("pk", "content", "user")), list(TaskState.objects.values())


def newest(page):
    """The newest draft as stored now; a page at hand would remember its own."""
    return DirectivePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def page_addresses(page):
    """(name, address) of every page view and page bulk action of Wagtail, about this page and its open task."""
    state = page.current_workflow_task_state
    folders = UnitFolder.objects.exclude(pk=page.get_parent().pk)
    values = {
        "page_id": page.pk, "pk": page.pk, "parent_page_id": page.get_parent().pk, "page_to_move_id": page.pk,
        "destination_id": folders.first().pk, "revision_id": page.latest_revision_id,
        "task_state_id": state.pk if state else 1, "task_id": state.task_id if state else 1, "workflow_state_id": 1,
        "action_name": "approve", "content_type_app_name": "directives", "content_type_model_name": "directivepage",
        "app_label": "directives", "model_name": "directivepage", "revision_id_a": "earliest",
        "revision_id_b": "latest",
    }  # fmt: skip
    for entry in page_urls.urlpatterns:
        names = getattr(entry.pattern, "converters", None) or entry.pattern.regex.groupindex
        yield entry.name, reverse(f"wagtailadmin_pages:{entry.name}", kwargs={name: values[name] for name in names})
    for action in ("publish", "unpublish", "delete", "move"):
        path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        yield f"bulk {action}", f"{path}?id={page.pk}&next=/quan-tri/"


def everything_asked(page):
    """A body that asks every view for the most that it can do."""
    other = UnitFolder.objects.exclude(pk=page.get_parent().pk).first() or page.get_parent()
    return form(slug="moi", go_live_at="2030-01-01 00:00", expire_at="2030-01-02 00:00") | {
        "action-publish": "1", "action-unpublish": "1", "new_title": "Bản sao", "new_slug": "ban-sao", "alias": "1",
        "new_parent_page": str(other.pk), "publish_copies": "on", "copy_subpages": "on", "position": "0",
        "restriction_type": "login", "include_descendants": "on", "chooser": str(other.pk),
        "action-workflow-action": "1", "workflow-action-name": "approve", "comment": "được", "approve": "1",
    }  # fmt: skip


def ask(client, page, path):
    response = client.post(path, everything_asked(page))
    assert response.status_code < 500, path
    shown = client.get(path)
    assert shown.status_code < 500, path
    return response, shown


STRANGERS = ("ttyt-hai", "tyt-11", "syt", "vp")
"""No one of these is the author's unit or the one that reviews it; syt reviews the reviewer, vp has all duties."""


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("state", ["draft", "submitted", "live"])
def test_another_unit_finds_no_address_of_the_page(name, state, sign_in, request, draft):
    page = draft("ttyt-mot") if state == "draft" else request.getfixturevalue(state)
    draft("ttyt-hai", "Của đơn vị khác")
    client, before, written = sign_in(name), public(), drafts()
    asked = 0
    for view, path in page_addresses(page):
        for response in ask(client, page, path):
            assert response.status_code in (302, 403, 404, 405), view
            assert ABSTRACT not in response.content.decode(errors="replace"), view
            asked += 1
    assert asked > 70
    assert (public(), drafts()) == (before, written)


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, state) for name in ("ttyt-mot", "admin") for state in ("draft", "submitted", "live")]
    + [("cdc", "draft"), ("cdc", "live")],
)
def test_no_address_publishes_moves_copies_or_hides(name, state, sign_in, request, draft):
    page = draft("ttyt-mot") if state == "draft" else request.getfixturevalue(state)
    draft("ttyt-hai", "Của đơn vị khác")
    before = public()
    for view, path in page_addresses(page):
        if name == "ttyt-mot" and view in ("add", "delete"):
            continue
        ask(sign_in(name), page, path)
        assert public() == before, view


def test_the_authors_form_hands_over_and_does_not_publish(sign_in, draft):
    page, client = draft("ttyt-mot"), sign_in("ttyt-mot")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, form() | {"action-publish": "1"}).status_code == 302
    page.refresh_from_db()
    assert not page.live and newest(page).abstract == "Sửa rồi"
    assert client.post(edit, form(abstract="Gửi") | {"action-submit": "1"}).status_code == 302
    page = DirectivePage.objects.get(pk=page.pk)
    assert (page.live, page.workflow_in_progress) == (False, True)
    client.post(edit, form(abstract="Sửa lúc chờ duyệt"))
    assert newest(page).abstract == "Gửi"


def test_a_form_sets_no_time_of_its_own(sign_in, draft, province):
    page, client = draft("ttyt-mot"), sign_in("ttyt-mot")
    times = {"go_live_at": "2030-01-01 00:00", "expire_at": "2030-01-02 00:00", "action-submit": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form() | times)
    written = newest(page)
    assert (written.go_live_at, written.expire_at) == (None, None)
    withdraw(record=page)
    written.go_live_at = "2030-01-01T00:00:00Z"
    written.save_revision()
    submit(record=page)
    with pytest.raises(Refused):
        approve(record=page, reviewer=province.units["cdc"])
    call_command("publish_scheduled")
    assert not DirectivePage.objects.get().live


WAYS = {
    "wagtail's button": lambda page, state: (
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {}),
    "the form": lambda page, state: (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form() | {"action-workflow-action": "1", "workflow-action-name": "approve"}),
    "the desk": lambda page, state: (
        reverse("units_review", args=[state.pk]), {"seen": state.pk, "approve": "1"}),
    "bulk": lambda page, state: (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {}),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["ttyt-mot", "admin", *STRANGERS])
def test_only_the_reviewing_unit_signs(way, name, sign_in, submitted):
    path, body = WAYS[way](submitted, submitted.current_workflow_task_state)
    before = public()
    response = sign_in(name).post(path, body)
    assert response.status_code in (200, 302, 403, 404)
    assert public() == before
    assert submitted.workflow_in_progress


@pytest.mark.parametrize("way", WAYS)
def test_an_author_who_moved_to_the_reviewing_unit_does_not_sign(way, sign_in, account, submitted, province):
    author = account("ttyt-mot")
    User.objects.filter(pk=author.pk).update(unit=province.units["cdc"], username="cdc-2")
    assert not may_decide(User.objects.get(pk=author.pk), submitted)
    client = sign_in("cdc")
    client.force_login(User.objects.get(pk=author.pk))
    path, body = WAYS[way](submitted, submitted.current_workflow_task_state)
    client.post(path, body)
    assert not DirectivePage.objects.get().live
    with pytest.raises(Refused):
        approve(record=submitted, reviewer=province.units["cdc"], user=User.objects.get(pk=author.pk))


@pytest.mark.parametrize("way", ["wagtail's button", "the desk"])
def test_the_true_way(way, sign_in, account, submitted):
    heard = []
    page_published.connect(lambda instance, **_: heard.append(instance.pk), weak=False, dispatch_uid="thu")
    try:
        client, state = sign_in("cdc"), submitted.current_workflow_task_state
        assert reverse("units_review", args=[state.pk]) in client.get("/quan-tri/").content.decode()
        for name in ("edit", "view_draft", "history"):
            shown = client.get(reverse(f"wagtailadmin_pages:{name}", args=[submitted.pk]))
            assert shown.status_code == 200, name
        review = reverse("units_review", args=[state.pk])
        assert review in client.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
        assert client.get(review).status_code == 200
        preview = reverse("wagtailadmin_pages:workflow_preview", args=[submitted.pk, state.task_id])
        assert client.get(preview).status_code == 200
        path, body = WAYS[way](submitted, state)
        assert client.post(path, body).status_code == 302
    finally:
        page_published.disconnect(dispatch_uid="thu")
    page = DirectivePage.objects.get()
    assert (page.live, page.has_unpublished_changes, page.workflow_in_progress) == (True, False, False)
    assert heard == [page.pk]
    assert TaskState.objects.get().finished_by == account("cdc")
    assert mail.outbox == []


def test_the_reviewer_reads_and_does_not_write(sign_in, submitted):
    client = sign_in("cdc")
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    body = form(abstract="Lời của người duyệt")
    for extra in ({}, {"action-publish": "1"}, {"action-workflow-action": "1", "workflow-action-name": "approve"}):
        client.post(edit, body | extra)
        client.post(reverse("wagtailadmin_pages:revisions_revert", args=[submitted.pk, submitted.latest_revision_id]),
                    body | extra)  # fmt: skip
    page = DirectivePage.objects.get()
    assert (page.live, newest(page).abstract) == (False, ABSTRACT)


def test_after_the_decision_the_reviewer_has_no_more_to_do_with_the_page(sign_in, live):
    response = sign_in("cdc").get(reverse("wagtailadmin_pages:edit", args=[live.pk]))
    assert response.status_code in (302, 403)


def test_a_button_of_one_page_does_not_sign_another(sign_in, draft, account, province):
    """Wagtail's address names a page and a task state, and nobody there asks whether they belong together."""
    one, other = draft("ttyt-mot"), draft("cdc", "Của CDC")
    submit(record=one, user=account("ttyt-mot"))
    submit(record=other, user=account("cdc"))
    foreign = other.current_workflow_task_state
    path = reverse("wagtailadmin_pages:workflow_action", args=[one.pk, "approve", foreign.pk])
    assert sign_in("cdc").post(path).status_code in (302, 403)
    assert not DirectivePage.objects.filter(live=True).exists()


def test_what_is_signed_is_what_was_read(sign_in, submitted, account):
    seen = submitted.current_workflow_task_state
    withdraw(record=submitted, user=account("ttyt-mot"))
    page = DirectivePage.objects.get()
    page.abstract = "Đã đổi sau khi người duyệt mở"
    page.save_revision(user=account("ttyt-mot"))
    submit(record=page, user=account("ttyt-mot"))
    client = sign_in("cdc")
    now = page.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", seen.pk]))
    client.post(reverse("units_review", args=[now.pk]), {"seen": seen.pk, "approve": "1"})
    client.post(reverse("units_review", args=[seen.pk]), {"seen": seen.pk, "approve": "1"})
    assert not DirectivePage.objects.get().live
    client.post(reverse("units_review", args=[now.pk]), {"seen": now.pk, "approve": "1"})
    assert DirectivePage.objects.get().live


def test_a_draft_written_past_the_lock_is_not_signed_unread(submitted, account, province):
    """The lock refuses it on screen; a command or a plugin could still save one."""
    submitted.save_revision(user=account("ttyt-mot"))
    with pytest.raises(Refused, match="đã thay đổi"):
        approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    assert not DirectivePage.objects.get(pk=submitted.pk).live


def test_sent_back_with_the_reason_and_handed_over_again(sign_in, submitted, account, province):
    state = submitted.current_workflow_task_state
    client = sign_in("cdc")
    review = reverse("units_review", args=[state.pk])
    client.post(review, {"seen": state.pk, "return": "1", "comment": "  "})
    assert submitted.workflow_in_progress
    client.post(review, {"seen": state.pk, "return": "1", "comment": "Thiếu số điện thoại."})
    assert not DirectivePage.objects.get().live and not submitted.workflow_in_progress
    client = sign_in("ttyt-mot")
    assert "Thiếu số điện thoại." in client.get("/quan-tri/").content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    client.post(edit, form(abstract="Có số") | {"action-submit": "1"})
    assert [entry.unit.abbreviation for entry in on_the_desk(account("cdc"))[0]] == ["ttyt-mot"]
    approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    assert DirectivePage.objects.get().abstract == "Có số"


def test_the_author_takes_a_draft_back(sign_in, submitted):
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    sign_in("ttyt-mot").post(edit, form() | {"action-cancel-workflow": "1"})
    assert not submitted.workflow_in_progress


def test_a_change_of_a_public_page_waits_too(live, account, province):
    live.abstract = "Nội dung mới"
    live.save_revision(user=account("ttyt-mot"))
    submit(record=live, user=account("ttyt-mot"))
    assert DirectivePage.objects.get().abstract == ABSTRACT
    with pytest.raises(Refused):
        approve(record=live, reviewer=province.units["syt"])
    send_back(record=live, reviewer=province.units["cdc"], comment="Sai")
    assert DirectivePage.objects.get().live


def test_managing_office_and_its_counterpart_review_each_other(draft, account, province):
    for author, reviewer in (("vp", "syt"), ("syt", "vp")):
        page = draft(author, author)
        submit(record=page, user=account(author))
        approve(record=page, reviewer=province.units[reviewer], user=account(reviewer))
    assert DirectivePage.objects.filter(live=True).count() == 2


def test_without_a_reviewer_nothing_is_handed_over(sign_in, draft, province):
    OrganisationalUnit.objects.filter(abbreviation="vp").update(reviewer=None)
    page = draft("vp")
    sign_in("vp").post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form() | {"action-submit": "1"})
    with pytest.raises(Refused):
        submit(record=page)
    assert not page.workflow_in_progress


def test_a_workflow_of_another_making_publishes_nothing(draft, account):
    page, task = draft("ttyt-mot"), GroupApprovalTask.objects.create(name="Cửa sau")
    back_door = Workflow.objects.create(name="Cửa sau")
    WorkflowTask.objects.create(workflow=back_door, task=task, sort_order=1)
    state = back_door.start(page, account("admin"))
    with pytest.raises(PermissionDenied):
        state.current_task_state.approve(user=account("admin"))
    assert not DirectivePage.objects.get().live


def test_a_signature_that_cannot_be_published_is_not_given(submitted, account, province, monkeypatch):
    from django.core.exceptions import ValidationError

    def refuse(*args, **kwargs):
        raise ValidationError("trùng")

    monkeypatch.setattr(Revision, "publish", refuse)
    with pytest.raises(Refused):
        approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    assert submitted.workflow_in_progress and TaskState.objects.get().status == "in_progress"


def test_the_place_in_the_tree_says_whose_a_page_is(draft, account, section, province):
    page = draft("ttyt-mot")
    page.owner = account("cdc")
    page.save()
    page.save_revision(user=account("ttyt-mot"))
    assert owner_of(page) == province.units["ttyt-mot"]
    assert may_decide(account("cdc"), page)
    assert not page.permissions_for_user(account("cdc")).can_edit()


def test_a_unit_writes_in_its_own_folder_alone(draft, account):
    page = draft("ttyt-mot")
    draft("ttyt-hai")  # so that it has a folder of its own
    assert page.permissions_for_user(account("ttyt-mot")).can_edit()
    assert not page.permissions_for_user(account("ttyt-hai")).can_edit()
    assert not page.get_parent().permissions_for_user(account("ttyt-hai")).can_add_subpage()


def test_a_page_begins_where_a_duty_says(sign_in, section, province):
    begin = reverse("units_begin_page")
    client = sign_in("tyt-11")
    assert client.get(begin).status_code == 200
    assert client.post(begin, {"section": section.pk}).status_code in (302, 403)
    assert not UnitFolder.objects.exists()
    client = sign_in("ttyt-mot")
    assert begin in client.get("/quan-tri/").content.decode()
    response = client.post(begin, {"section": section.pk}, follow=True)
    assert response.status_code == 200
    folder = UnitFolder.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["directives", "directivepage", folder.pk])
    assert response.redirect_chain[-1][0] == add
    client.post(add, form(abstract="Trang đầu") | {"action-publish": "1"})
    page = DirectivePage.objects.get()
    assert (page.live, owner_of(page)) == (False, province.units["ttyt-mot"])
    assert sign_in("ttyt-hai").get(add).status_code == 404
    assert sign_in("admin").post(add, form() | {"action-publish": "1"}).status_code in (302, 403)
    assert DirectivePage.objects.count() == 1


def test_without_the_duty_the_folder_is_closed(sign_in, draft):
    page = draft("ttyt-mot")
    Duty.objects.filter(subject="directives").delete()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert sign_in("ttyt-mot").post(edit, form()).status_code in (302, 403)
    assert newest(page).abstract == ABSTRACT


def test_the_administrator_keeps_the_portals_own_pages(sign_in, section):
    home = reverse("wagtailadmin_pages:edit", args=[section.get_parent().pk])
    assert sign_in("admin").get(home).status_code == 200
    assert sign_in("ttyt-mot").get(home).status_code == 404


def test_officers_choose_only_pages_that_readers_see_or_their_own(sign_in, draft):
    foreign, own = draft("ttyt-hai", "Nháp của đơn vị khác"), draft("ttyt-mot", "Nháp của mình")
    client = sign_in("ttyt-mot")
    for page, shown in ((foreign, False), (own, True)):
        browse = reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk])
        found = (
            client.get(browse).content.decode()
            + client.get(reverse("wagtailadmin_choose_page_search") + "?q=Nh%C3%A1p").content.decode()
        )
        assert (page.get_admin_display_title() in found) is shown
    multiple = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert client.get(f"{multiple}?id={foreign.pk}").status_code == 404


@pytest.fixture
def market(sign_in, province, section):
    """A place of ttyt-mot that waits for cdc."""
    body = {"name": "Chợ Một", "kind": "thiet_yeu", "valid_from": "08/10/2021", "status": "hoat_dong",
            "area": province.areas["1"].pk, "action-submit": "1"}  # fmt: skip
    assert sign_in("ttyt-mot").post(reverse("wagtailsnippets_datasets_facility:add"), body).status_code == 302
    return Facility.objects.get()


@pytest.mark.parametrize("name", ["ttyt-mot", "admin", "cdc", *STRANGERS])
def test_no_address_publishes_a_record(name, sign_in, market):
    state = market.current_workflow_task_state
    client = sign_in(name)
    for entry in Facility.snippet_viewset.get_urlpatterns():
        if (name, entry.name) in {("cdc", "workflow_action"), ("cdc", "approve")}:
            continue
        known = {"pk": market.pk, "revision_id": market.latest_revision_id, "task_state_id": state.pk,
                 "action_name": "approve", "workflow_state_id": state.workflow_state_id, "task_id": state.task_id,
                 "revision_id_a": "earliest", "revision_id_b": "latest"}  # fmt: skip
        names = getattr(entry.pattern, "converters", None) or entry.pattern.regex.groupindex
        path = reverse(Facility.snippet_viewset.get_url_name(entry.name), kwargs={key: known[key] for key in names})
        body = {"name": "Chợ Khác", "kind": "thiet_yeu", "action-publish": "1", "action-workflow-action": "1",
                "workflow-action-name": "approve", "seen": state.pk}  # fmt: skip
        assert client.post(path, body).status_code < 500, entry.name
        market = Facility.objects.get(pk=market.pk)
        assert not market.live, entry.name
        if name != "ttyt-mot":
            assert market.latest_revision.user.username == "ttyt-mot", entry.name


def test_a_record_goes_the_same_way(sign_in, market, account):
    prefix, state = "wagtailsnippets_datasets_facility", market.current_workflow_task_state
    inspect = reverse(f"{prefix}:inspect", args=[market.pk])
    assert "Duyệt và công bố" not in sign_in("ttyt-mot").get(inspect).content.decode()
    client = sign_in("cdc")
    assert inspect in client.get("/quan-tri/").content.decode()
    assert "Duyệt và công bố" in client.get(inspect).content.decode()
    client.post(reverse(f"{prefix}:return", args=[market.pk]), {"seen": state.pk, "comment": "Thiếu giờ mở cửa."})
    assert "Thiếu giờ mở cửa." in sign_in("ttyt-mot").get(inspect).content.decode()
    sign_in("ttyt-mot").post(reverse(f"{prefix}:submit", args=[market.pk]))
    state = Facility.objects.get().current_workflow_task_state
    sign_in("cdc").post(reverse(f"{prefix}:approve", args=[market.pk]), {"seen": state.pk})
    assert Facility.objects.get().live


def test_the_desk_asks_no_more_for_more_drafts(sign_in, draft, account, market):
    def asked():
        cache.clear()  # what is kept for half a minute would be read again only on a slow machine
        with CaptureQueriesContext(connection) as queries:
            assert sign_in("cdc").get("/quan-tri/").status_code == 200
        return len(queries)

    for n in range(2):
        submit(record=draft("ttyt-mot", f"Văn bản {n}"), user=account("ttyt-mot"))
    few = asked()
    for n in range(2, 12):
        submit(record=draft("ttyt-mot", f"Văn bản {n}"), user=account("ttyt-mot"))
    assert asked() <= few
    assert len(on_the_desk(account("cdc"))[0]) == 13


def test_setting_up_twice_makes_one_workflow(section):
    set_up_review()
    assign_review(Page.objects.get(depth=2))
    assert Workflow.objects.exclude(name="Moderators approval").count() == 1
    assert section.get_workflow() == set_up_review()
    assert Facility.get_default_workflow() == set_up_review()
