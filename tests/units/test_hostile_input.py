"""What no honest form sends, at the admin forms of units: said in words, never an error of the server, and nothing is
written of it. What is typed decomposed is stored composed."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.province import current
from directives.models import DirectivePage
from tests.units.persons import person
from tests.units.test_moderation import account, draft, province, section  # noqa: F401
from units.actions.questions import ask
from units.actions.review import submit
from units.actions.urgent import publish_at_once
from units.models import (
    AccountHandover,
    Duty,
    DutyQuestion,
    DutyRelief,
    LinkMail,
    OneTimeLink,
    OrganisationalUnit,
    Remark,
    ReviewDeputy,
    UnitChange,
    UrgentPublication,
    User,
)
from units.selectors.accounts import stamp_of
from units.selectors.questions import stamp_of as stamp_of_question

WORDS = "Gấp, lý do chính đáng"
WRITTEN = (
    AccountHandover,
    Duty,
    DutyQuestion,
    DutyRelief,
    LinkMail,
    OneTimeLink,
    Remark,
    ReviewDeputy,
    UnitChange,
    UrgentPublication,
)
MEGABYTE = 1_048_576


@dataclass(frozen=True)
class Screen:
    """`typed`: the field of free text; `hidden`: what a browser sends back as it got it; `stored`: what was kept."""

    by: str
    path: str
    body: dict[str, Any]
    typed: str
    hidden: tuple[str, ...] = ()
    stored: Any = field(default=lambda: "")


@pytest.fixture
def scene(request, rules, draft, province, account):  # noqa: F811
    rules(urgent=["directives"], chain_end="cdc")
    return {
        "deputy": deputy,
        "at once": at_once,
        "later review": later_review,
        "return": send_back,
        "remark": remark,
        "question": question,
        "answer": answer,
        "rename": rename,
        "hand-over": hand_over,
        "duty": new_duty,
        "relief": relief,
    }[request.param](draft, province, account)


def deputy(draft, province, account):  # noqa: F811
    account("cdc")
    clerk = person(province, "cdc", "cdc.nhap", reviews=False, enters=True)
    body = {"deputy": f"nguoi-{clerk.pk}", "first_day": "08/10/2021", "last_day": "09/10/2021", "reason": WORDS}
    path = reverse("units_deputies")
    return Screen("cdc", path, body, "reason", ("deputy", "first_day"), lambda: ReviewDeputy.objects.get().reason)


def at_once(draft, province, account):  # noqa: F811
    page = draft("ttyt-mot")
    path = reverse("units_publish_at_once", args=[page.latest_revision_id])
    body = {"seen": page.latest_revision_id, "reason": WORDS}
    return Screen("ttyt-mot", path, body, "reason", ("seen",), lambda: UrgentPublication.objects.get().reason)


def later_review(draft, province, account):  # noqa: F811
    page = draft("ttyt-mot")
    owed = publish_at_once(record=page, user=account("ttyt-mot"), reason="Gấp.", seen=page.latest_revision_id)
    path = reverse("units_later_review", args=[owed.pk])
    return Screen("cdc", path, {"note": WORDS}, "note", (), lambda: UrgentPublication.objects.get().note)


def _waiting(draft, account):  # noqa: F811
    submit(record=draft("ttyt-mot"), user=account("ttyt-mot"))
    state = DirectivePage.objects.get().current_workflow_task_state
    return state, reverse("units_review", args=[state.pk])


def send_back(draft, province, account):  # noqa: F811
    state, path = _waiting(draft, account)
    body = {"seen": state.pk, "return": "1", "comment": WORDS}
    return Screen("cdc", path, body, "comment", ("seen",), lambda: type(state).objects.get(pk=state.pk).comment)


def remark(draft, province, account):  # noqa: F811
    state, path = _waiting(draft, account)
    body = {"seen": state.pk, "return": "1", "y_kien-abstract": WORDS}
    return Screen("cdc", path, body, "y_kien-abstract", ("seen",), lambda: Remark.objects.get().text)


def _duty(province):  # noqa: F811
    """Its key is one that a screen would group by thousands, and beyond what the database's own sequence reaches."""
    office = province.units["vp"]
    OrganisationalUnit.objects.filter(pk=office.pk).update(abbreviation=current().managed_by)
    return Duty.objects.create(
        id=47_120_000, code="ddn", unit=province.units["ttyt-mot"], article="9.1", action="update",
        subject="hotlines", frequency="day", task="Cập nhật.",
    )  # fmt: skip


def question(draft, province, account):  # noqa: F811
    path = reverse("units_duty_help", args=[_duty(province).pk])
    return Screen("ttyt-mot", path, {"text": WORDS}, "text", (), lambda: DutyQuestion.objects.get().text)


def answer(draft, province, account):  # noqa: F811
    account("vp")
    asked = ask(duty=_duty(province), by=account("ttyt-mot"), text="Số nào?")
    path = reverse("units_answer", args=[asked.pk])
    body = {"text": WORDS, "seen": stamp_of_question(asked)}
    return Screen("vp", path, body, "text", ("seen",), lambda: DutyQuestion.objects.get().answer)


def rename(draft, province, account):  # noqa: F811
    unit = province.units["ttyt-mot"]
    body = {"issuer": "UBND tỉnh", "number": "12/QĐ-UBND", "date": "01/10/2021", "effective": "08/10/2021"}
    body |= {"name": WORDS, "short_name": "Mới", "confirm": "1"}
    return Screen("admin", f"/quan-tri/to-chuc/{unit.pk}/rename/", body, "name", ("seal", "date"))


def hand_over(draft, province, account):  # noqa: F811
    given = account("ttyt-mot")
    body = {
        "outgoing_name": "Trần Văn Cũ", "outgoing_position": "Chuyên viên", "incoming_name": "Lê Thị Mới",
        "incoming_position": "Phó trưởng phòng", "reason": WORDS, "seen": stamp_of(given),
    }  # fmt: skip
    path = f"/quan-tri/tai-khoan/{given.pk}/ban-giao/"
    return Screen("admin", path, body, "reason", ("seen",), lambda: AccountHandover.objects.get().reason)


DUTY_FORM, RELIEF_FORM = (f"/quan-tri/snippets/units/{name}/add/" for name in ("duty", "dutyrelief"))


def new_duty(draft, province, account):  # noqa: F811
    body = {
        "code": "moi", "unit": "syt", "unit_kind": "", "article": "9.1", "action": "update", "subject": "figures",
        "level": "1", "frequency": "day", "task": WORDS,
    }  # fmt: skip
    hidden = ("unit", "unit_kind", "subject", "indicators", "action", "frequency")
    return Screen("admin", DUTY_FORM, body, "task", hidden, lambda: Duty.objects.get(code="moi").task)


def relief(draft, province, account):  # noqa: F811
    body = {
        "duty": _duty(province).pk, "unit": "ttyt-mot", "delegate": "", "valid_from": "08/10/2021",
        "valid_to": "15/10/2021", "article": WORDS, "frequency": "",
    }  # fmt: skip
    hidden = ("duty", "unit", "delegate", "valid_from", "valid_to", "frequency")
    return Screen("admin", RELIEF_FORM, body, "article", hidden, lambda: DutyRelief.objects.get().article)


NOT_NEEDED = {"unit_kind", "delegate", "valid_to", "frequency", "indicators"}
"""Fields of these two forms that may be left empty."""
SCREENS = ("deputy", "at once", "later review", "return", "remark", "question", "answer", "rename", "hand-over")
DUTIES = ("duty", "relief")
every = pytest.mark.parametrize("scene", SCREENS + DUTIES, indirect=True)
of_duties = pytest.mark.parametrize("scene", DUTIES, indirect=True)


@pytest.fixture
def send(client, account):  # noqa: F811
    def sent(scene, **changed):
        user = User.objects.filter(username=scene.by).first() or account(scene.by)
        client.force_login(user)
        client.raise_request_exception = False
        return client.post(scene.path, scene.body | changed)

    return sent


def written():
    outcomes = list(UrgentPublication.objects.values_list("outcome", "note"))
    return [model.objects.count() for model in WRITTEN], outcomes, list(DutyQuestion.objects.values_list("answer"))


def refused(send, scene, **changed):
    before = written()
    response = send(scene, **changed)
    assert response.status_code < 500, (changed.keys(), response.status_code)
    assert written() == before


@every
def test_what_is_typed_decomposed_is_stored_composed(scene, send):
    decomposed = unicodedata.normalize("NFD", WORDS)
    assert send(scene, **{scene.typed: decomposed}).status_code in (200, 302)
    if kept := scene.stored():
        assert kept == WORDS
    else:
        assert scene.typed == "name", "a new name is shown before it is kept"


@every
@pytest.mark.parametrize("text", ["\0", "a\0b", "x" * 100_000, "   "], ids=["nul", "nul inside", "100,000", "spaces"])
def test_text_that_cannot_be_kept_is_refused(text, scene, send):
    refused(send, scene, **{scene.typed: text})


@every
@pytest.mark.parametrize("forged", ["9" * 40, "-1", "0", "١٢", "\0", "1' OR 1=1", "", "nguoi-\0", "nguoi-١"])
def test_a_forged_or_tampered_field_is_refused(forged, scene, send):
    for name in scene.hidden:
        if forged.strip() or name not in NOT_NEEDED:
            refused(send, scene, **{name: forged})


@of_duties
@pytest.mark.parametrize("who", ["cdc", "ttyt-mot", "vp"])
def test_duties_are_given_and_taken_by_the_administrator_alone(who, scene, client, account):  # noqa: F811
    before = written()
    client.force_login(User.objects.filter(username=who).first() or account(who))
    client.raise_request_exception = False
    assert client.post(scene.path, scene.body).status_code in (302, 403, 404)
    assert written() == before


@of_duties
@pytest.mark.parametrize("key", ["9" * 40, "-1", "0", "999999", "١٢", "%00", "x"])
def test_no_form_opens_for_a_forged_duty(key, scene, client, account):  # noqa: F811
    client.force_login(account("admin"))
    client.raise_request_exception = False
    for step in ("edit", "delete", "inspect", "history"):
        path = scene.path.replace("add/", f"{step}/{key}/")
        assert client.get(path).status_code in (302, 400, 403, 404), path
        assert client.post(path, scene.body).status_code in (302, 400, 403, 404, 405), path


@every
@pytest.mark.parametrize("size", [0, 60 * MEGABYTE], ids=["empty", "60 MB"])
def test_a_file_in_place_of_text_is_refused(size, scene, send):
    refused(send, scene, **{scene.typed: SimpleUploadedFile("a.txt", b"x" * size)})


@pytest.mark.parametrize("key", ["9" * 40, "-1", "0", "999999", "١٢", "\0", "x"])
def test_no_mail_is_sent_again_for_a_forged_account(key, province, account, client):  # noqa: F811
    client.force_login(account("admin"))
    client.raise_request_exception = False
    answer = client.post(reverse("units_link_mails"), {"account": key}, follow=True)
    assert answer.status_code == 200 and "Đã xếp hàng" not in answer.content.decode()
    assert not LinkMail.objects.exists()


def test_a_rename_keeps_the_composed_name(province, account, client):  # noqa: F811
    unit = province.units["ttyt-mot"]
    client.force_login(account("admin"))
    screen = rename(None, province, account)
    body = screen.body | {"name": unicodedata.normalize("NFD", "Trung tâm Y tế mới")}
    del body["confirm"]
    seen = client.post(screen.path, body)
    seal = seen.context["preview"].seal
    client.post(screen.path, body | {"confirm": "1", "seal": seal})
    with clock.at(dt.datetime(2021, 10, 8, 19, tzinfo=clock.ZONE)):
        assert OrganisationalUnit.objects.get(pk=unit.pk).name == "Trung tâm Y tế mới"
