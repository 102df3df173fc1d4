"""The actions in the admin: look first, confirm what was seen, and nobody but the administrator."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core import clock
from tests.datasets import factories
from units.models import Duty, DutyRelief, OrganisationalUnit, UnitChange, UnitKind, User
from units.policy import has_duty

REQUIRED = "Bạn cần điền ô này"
DECIDED = {"issuer": "UBND tỉnh", "number": "12/QĐ-UBND", "date": "01/10/2021", "effective": "08/10/2021"}


@pytest.fixture
def province(db, evening):
    return factories.build()


def address(province, name, kind):
    return f"/quan-tri/to-chuc/{province.units[name].pk}/{kind}/"


def seal_in(response):
    return re.search(r'name="seal" value="(\w+)"', response.content.decode()).group(1)


@pytest.mark.parametrize("kind", ["merge", "split", "rename", "move", "close"])
def test_only_the_administrator_reorganises(sign_in, province, kind):
    for name in ("cdc", "ttyt-mot", "vp"):
        client = sign_in(name)
        for method in (client.get, client.post):
            assert method(address(province, "ttyt-mot", kind)).status_code in (302, 403, 404)
    assert sign_in("admin").get(address(province, "ttyt-mot", kind)).status_code == 200
    assert not UnitChange.objects.exists()


def test_an_unknown_action_or_unit_is_not_found(sign_in, province):
    client = sign_in("admin")
    assert client.get(address(province, "cdc", "burn")).status_code == 404
    assert client.get("/quan-tri/to-chuc/999999/close/").status_code == 404


def test_nothing_is_written_before_it_is_confirmed(sign_in, province):
    client, where = sign_in("admin"), address(province, "ttyt-mot", "merge")
    asked = DECIDED | {"into": "ttyt-hai"}
    seen = client.post(where, asked)
    text = seen.content.decode()
    assert "chưa có gì được ghi" in text and "12/QĐ-UBND ngày 01/10/2021 của UBND tỉnh" in text
    assert not UnitChange.objects.exists()
    done = client.post(where, asked | {"confirm": "1", "seal": seal_in(seen)}, follow=True)
    assert "Hợp nhất từ 08/10/2021" in done.content.decode()
    assert UnitChange.objects.get().by.username == "admin"
    assert OrganisationalUnit.objects.get(abbreviation="ttyt-mot").valid_to == dt.date(2021, 10, 8)


@pytest.mark.parametrize("seal", ["", "forged", None])
def test_what_was_not_seen_is_not_done(sign_in, province, seal):
    client, where = sign_in("admin"), address(province, "ttyt-mot", "merge")
    asked = DECIDED | {"into": "ttyt-hai"}
    seen = seal_in(client.post(where, asked))
    if seal is None:
        User.objects.create(username="moi", unit=province.units["ttyt-mot"])
    answer = client.post(where, asked | {"confirm": "1", "seal": seen if seal is None else seal})
    assert "hãy xem lại rồi xác nhận" in answer.content.decode()
    assert not UnitChange.objects.exists()


def test_units_are_named_by_their_abbreviations(sign_in, province):
    client, where = sign_in("admin"), address(province, "ttyt-mot", "split")
    assert "<select" not in form_text(client.get(where))
    seen = client.post(where, DECIDED | {"into": " TTYT-Hai ", "rest": "cdc, tyt-11"})
    assert seen.context["preview"] is not None
    assert 'value="cdc, tyt-11"' in seen.content.decode()
    wrong = client.post(where, DECIDED | {"into": "ttyt-hai", "rest": "cdc khong-co"})
    assert "tên viết tắt “khong-co”" in wrong.content.decode()
    assert not UnitChange.objects.exists()


def form_text(answer):
    return answer.context["form"].as_p()


def test_a_double_click_does_it_once(sign_in, province):
    client, where = sign_in("admin"), address(province, "tyt-11", "close")
    confirmed = DECIDED | {"confirm": "1", "seal": seal_in(client.post(where, DECIDED))}
    client.post(where, confirmed)
    assert "đã có ngày kết thúc hoạt động" in client.post(where, confirmed).content.decode()
    assert UnitChange.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "asked", "said"),
    [
        ("merge", {}, REQUIRED),
        ("merge", {"into": "999999"}, "tên viết tắt này"),
        ("merge", {"into": "x"}, "tên viết tắt này"),
        ("close", {"effective": "31/02/2021"}, "hợp lệ"),
        ("close", {"effective": "01/01/2020"}, "phải sau ngày 01/01/2020"),
        ("close", {"number": ""}, REQUIRED),
        ("close", {"date": "09/10/2022"}, "tương lai"),
        ("rename", {"name": "CDC" * 100, "short_name": "x"}, "200"),
    ],
)
def test_bad_input_is_explained(sign_in, province, kind, asked, said):
    answer = sign_in("admin").post(address(province, "ttyt-mot", kind), DECIDED | asked)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not UnitChange.objects.exists()


def test_a_units_page_shows_what_it_was(sign_in, province):
    client, where = sign_in("admin"), address(province, "cdc", "rename")
    asked = DECIDED | {"name": "Trung tâm KSBT", "short_name": "KSBT"}
    client.post(where, asked | {"confirm": "1", "seal": seal_in(client.post(where, asked))})
    page = client.get(f"/quan-tri/snippets/units/organisationalunit/inspect/{province.units['cdc'].pk}/")
    text = page.content.decode()
    assert "Các giai đoạn" in text and "CDC → Trung tâm KSBT" in text and "Đổi tên" in text
    text = sign_in("cdc").get(page.request["PATH_INFO"]).content.decode()
    assert "CDC → Trung tâm KSBT" in text
    assert "/quan-tri/to-chuc/" not in text


def form_of(unit, **changed):
    fields = ("abbreviation", "name", "short_name", "level", "head_office", "head_name", "valid_from")
    related = {name: getattr(unit, f"{name}_id") or "" for name in ("kind", "area", "parent", "reviewer")}
    return {name: getattr(unit, name) for name in fields} | related | changed


def test_the_form_of_a_unit_changes_its_head_and_nothing_that_needs_a_decision(sign_in, province):
    unit = province.units["cdc"]
    sent = form_of(unit, name="Tên giả", reviewer=province.units["vp"].pk, head_name="Nguyễn Văn A", valid_to="")
    sign_in("admin").post(f"/quan-tri/snippets/units/organisationalunit/edit/{unit.pk}/", sent)
    now = OrganisationalUnit.objects.get(pk=unit.pk)
    assert (now.head_name, now.name, now.reviewer) == ("Nguyễn Văn A", "CDC", province.units["syt"])


def test_a_new_unit_has_superiors_that_work(sign_in, province):
    OrganisationalUnit.objects.filter(abbreviation="syt").update(valid_to=dt.date(2021, 1, 1))
    sent = form_of(OrganisationalUnit(abbreviation="moi", name="Mới", short_name="Mới", level=0, head_office="GĐ"))
    sent |= {"kind": province.units["syt"].kind_id, "reviewer": province.units["syt"].pk, "valid_from": "01/11/2021"}
    answer = sign_in("admin").post("/quan-tri/snippets/units/organisationalunit/add/", sent)
    assert "không hoạt động" in answer.content.decode()
    assert not OrganisationalUnit.objects.filter(abbreviation="moi").exists()


# duties


@pytest.fixture
def duty(province):
    return Duty.objects.create(
        code="tin", unit_kind=province.units["ttyt-mot"].kind, article="9.1", action="update", subject="news",
        level=1, frequency="day", task="Viết tin.",
    )  # fmt: skip


RELIEF = "/quan-tri/snippets/units/dutyrelief/add/"
SPAN = {"valid_from": "08/10/2021", "valid_to": "15/10/2021", "article": "12/QĐ-SYT", "frequency": "", "delegate": ""}


def on(day):
    return clock.at(dt.datetime.combine(day, dt.time(8), tzinfo=clock.ZONE))


def test_a_suspended_duty_permits_nothing_until_it_is_over(sign_in, province, duty):
    unit, other = province.units["ttyt-mot"], province.units["ttyt-hai"]
    sign_in("admin").post(RELIEF, SPAN | {"duty": duty.pk, "unit": unit.abbreviation})
    asked = {}
    for day in (7, 8, 14, 15):
        with on(dt.date(2021, 10, day)):
            asked[day] = has_duty(unit, "news", province.areas["1"])
            assert has_duty(other, "news", province.areas["2"])
    assert asked == {7: True, 8: False, 14: False, 15: True}


def test_a_delegated_duty_is_done_by_the_delegate_at_the_others_areas_alone(sign_in, province, duty):
    unit, delegate = province.units["ttyt-mot"], province.units["cdc"]
    sign_in("admin").post(
        RELIEF, SPAN | {"duty": duty.pk, "unit": unit.abbreviation, "delegate": delegate.abbreviation}
    )
    assert not has_duty(unit, "news", province.areas["1"])
    assert has_duty(delegate, "news", province.areas["1"]) and has_duty(delegate, "news", None)
    assert not has_duty(delegate, "news", province.areas["2"])
    with on(dt.date(2021, 10, 15)):
        assert not has_duty(delegate, "news", None)


def test_what_an_ended_unit_delegated_ends_with_it(sign_in, province, duty):
    unit, delegate = province.units["ttyt-mot"], province.units["cdc"]
    DutyRelief.objects.create(duty=duty, unit=unit, delegate=delegate, valid_from=dt.date(2021, 1, 1), article="1")
    assert has_duty(delegate, "news", None)
    OrganisationalUnit.objects.filter(pk=unit.pk).update(valid_to=dt.date(2021, 10, 8))
    assert not has_duty(delegate, "news", None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "cdc"}, "không giao cho đơn vị"),
        ({"delegate": "ttyt-mot"}, "cho chính mình"),
        ({"delegate": "ended"}, "đã kết thúc hoạt động từ ngày 01/01/2021"),
        ({"unit": "of an ended area"}, "Địa bàn của đơn vị đã kết thúc từ ngày 01/01/2021"),
        ({"valid_to": "08/10/2021"}, "sau ngày bắt đầu"),
        ({"article": ""}, REQUIRED),
        ({"valid_from": "01/10/2021", "valid_to": ""}, "trong thời gian đó"),
    ],
)
def test_a_relief_that_cannot_be_is_explained(sign_in, province, duty, changed, said):
    unit = province.units["ttyt-mot"]
    if "trong thời gian đó" in said:
        DutyRelief.objects.create(duty=duty, unit=unit, valid_from=dt.date(2021, 10, 10), article="1")
    if changed.get("delegate") == "ended":
        OrganisationalUnit.objects.filter(abbreviation="vp").update(valid_to=dt.date(2021, 1, 1))
        changed = {"delegate": "vp"}
    if changed.get("unit") == "of an ended area":
        type(unit.area).objects.filter(pk=unit.area_id).update(valid_to=dt.date(2021, 1, 1))
        changed = {"unit": "ttyt-mot"}
    keys = {name: value for name, value in changed.items() if name in ("unit", "delegate")}
    before = DutyRelief.objects.count()
    answer = sign_in("admin").post(RELIEF, SPAN | {"duty": duty.pk, "unit": unit.abbreviation} | changed | keys)
    assert said in answer.content.decode()
    assert DutyRelief.objects.count() == before


def test_the_forms_offer_units_by_abbreviation_and_show_the_one_that_is_set(sign_in, province, duty):
    relief = DutyRelief.objects.create(
        duty=duty, unit=province.units["ttyt-mot"], delegate=province.units["cdc"], valid_from=dt.date(2021, 10, 1),
        article="1",
    )  # fmt: skip
    shown = sign_in("admin").get(f"/quan-tri/snippets/units/dutyrelief/edit/{relief.pk}/").content
    page = BeautifulSoup(shown, "html.parser")
    for name, unit in (("unit", "ttyt-mot"), ("delegate", "cdc")):
        field = page.select_one(f"input[name={name}]")
        assert field["value"] == unit
        assert page.select_one(f"datalist#{field['list']} option[value=ttyt-hai]")


@pytest.mark.parametrize("typed", ["khong-co", "999999", "ttyt-mot\x00", "x" * 5000])
def test_an_unknown_abbreviation_is_explained(sign_in, province, duty, typed):
    answer = sign_in("admin").post(RELIEF, SPAN | {"duty": duty.pk, "unit": typed})
    assert answer.status_code == 200
    assert not DutyRelief.objects.exists()


def test_figures_are_not_delegated(sign_in, province):
    unit, duty = province.units["ttyt-mot"], Duty.objects.get(code="ttyt")
    sent = SPAN | {"duty": duty.pk, "unit": unit.abbreviation, "delegate": "cdc"}
    assert "không ủy quyền được" in sign_in("admin").post(RELIEF, sent).content.decode()


DAILY = {"article": "9.1", "action": "update", "frequency": "day", "task": "Viết tin."}
DUTY = "/quan-tri/snippets/units/duty/add/"


def typed_duty(**changed):
    return DAILY | {"code": "moi", "unit": "syt", "unit_kind": "", "subject": "figures", "level": ""} | changed


def test_a_duty_names_its_subject_and_indicators_as_they_are_called(sign_in, province):
    client = sign_in("admin")
    page = BeautifulSoup(client.get(DUTY).content, "html.parser")
    assert {one.text for one in page.select("select[name=subject] option")} >= {"chọn", "Báo cáo số liệu"}
    assert len(page.select("input[type=checkbox][name=indicators]")) > 1
    code = page.select_one("input[name=indicators]")["value"]
    client.post(DUTY, typed_duty(indicators=[code]))
    assert Duty.objects.get(code="moi").indicators == [code]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": "khong-co"}, "không"),
        ({"subject": "figures\0"}, "không"),
        ({"indicators": ["khong-co"]}, "không"),
        ({"unit_kind": "ttyt"}, "Chọn đúng một trong hai"),
        ({"unit": ""}, "Chọn đúng một trong hai"),
    ],
)
def test_a_duty_that_cannot_be_is_explained(sign_in, province, changed, said):
    kinds = {"unit_kind": UnitKind.objects.get(code=changed["unit_kind"]).pk} if "unit_kind" in changed else {}
    answer = sign_in("admin").post(DUTY, typed_duty(**changed | kinds))
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not Duty.objects.filter(code="moi").exists()


def test_only_figures_have_indicators(sign_in, province):
    Duty.objects.create(code="tin", unit=province.units["syt"], subject="news", **DAILY)
    client = sign_in("admin")
    code = BeautifulSoup(client.get(DUTY).content, "html.parser").select_one("input[name=indicators]")["value"]
    answer = client.post(DUTY, typed_duty(subject="news", indicators=[code]))
    assert "Chỉ nhiệm vụ về số liệu có chỉ tiêu." in answer.content.decode()


def test_a_duty_of_an_ended_unit_is_refused(sign_in, province):
    OrganisationalUnit.objects.filter(abbreviation="vp").update(valid_to=dt.date(2021, 1, 1))
    sent = {
        "code": "moi", "unit": "vp", "unit_kind": "", "article": "1", "action": "update",
        "subject": "news", "level": "", "frequency": "day", "task": "Viết tin.",
    }  # fmt: skip
    Duty.objects.create(code="tin", unit=province.units["syt"], subject="news", **DAILY)
    client = sign_in("admin")
    assert "đã kết thúc hoạt động" in client.post("/quan-tri/snippets/units/duty/add/", sent).content.decode()
    client.post("/quan-tri/snippets/units/duty/add/", sent | {"unit": "syt"})
    assert Duty.objects.get(code="moi").kept_here


# the register


def names_in(response):
    return {row["Tên viết tắt"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}


def test_who_keeps_the_register_sees_every_unit_and_others_their_own(sign_in, province, settings):
    everybody = set(province.units)
    assert names_in(sign_in("admin").get("/quan-tri/dau-moi/?export=csv")) == everybody
    assert names_in(sign_in("syt").get("/quan-tri/dau-moi/?export=csv")) == everybody  # as the province's data says
    assert names_in(sign_in("ttyt-mot").get("/quan-tri/dau-moi/?export=csv")) == {"ttyt-mot", "tyt-11"}
    assert names_in(sign_in("ttyt-mot").get("/quan-tri/dau-moi/?export=csv&q=tyt-11")) == {"tyt-11"}


def test_the_register_runs_no_formula(sign_in, province):
    OrganisationalUnit.objects.filter(abbreviation="cdc").update(head_name="=1+1")
    User.objects.create(username="-x", unit=province.units["cdc"])
    rows = list(
        csv.DictReader(
            io.StringIO(sign_in("admin").get("/quan-tri/dau-moi/?export=csv&q=cdc").content.decode("utf-8-sig"))
        )
    )
    assert (rows[0]["Họ tên người đứng đầu"], rows[0]["Đầu mối cập nhật"]) == ("'=1+1", "'-x")
    sheet = openpyxl.load_workbook(
        io.BytesIO(sign_in("admin").get("/quan-tri/dau-moi/?export=xlsx&q=cdc").content)
    ).active
    assert sheet.cell(2, 5).value == "'=1+1"


def test_the_register_leaves_out_who_has_ended_and_who_is_suspended(sign_in, province):
    User.objects.create(username="cu", unit=province.units["cdc"], is_active=False, state="suspended")
    OrganisationalUnit.objects.filter(abbreviation="tyt-11").update(valid_to=dt.date(2021, 1, 1))
    client = sign_in("admin")
    assert "tyt-11" not in names_in(client.get("/quan-tri/dau-moi/?export=csv"))
    assert "cu" not in client.get("/quan-tri/dau-moi/?q=cdc").content.decode().split("<tbody>")[1].split()


@pytest.mark.parametrize("query", ["?export=exe", "?q=%00", "?q=" + "a" * 10_000, "?export="])
def test_bad_questions_to_the_register_do_no_harm(sign_in, province, query):
    assert sign_in("admin").get(f"/quan-tri/dau-moi/{query}").status_code in (200, 400, 404)


def planned_merger(client, province):
    """ttyt-mot is to go into ttyt-hai on a day to come; the plan's address to cancel it."""
    where, asked = address(province, "ttyt-mot", "merge"), DECIDED | {"into": "ttyt-hai", "effective": "01/12/2021"}
    client.post(where, asked | {"confirm": "1", "seal": seal_in(client.post(where, asked))})
    return reverse("units_cancel_change", args=[UnitChange.objects.get().pk])


def test_a_plan_is_called_off_before_its_day(sign_in, province):
    client = sign_in("admin")
    cancel = planned_merger(client, province)
    assert cancel in client.get(unit_page(province, "ttyt-mot")).content.decode()
    assert "Đã hủy kế hoạch" in client.post(cancel, follow=True).content.decode()
    assert not UnitChange.objects.exists()
    assert OrganisationalUnit.objects.get(abbreviation="ttyt-mot").valid_to is None
    assert client.post(cancel).status_code == 404


def test_what_is_done_is_not_called_off(sign_in, province):
    client = sign_in("admin")
    cancel = planned_merger(client, province)
    UnitChange.objects.update(applied_at=clock.now())
    assert "đã thực hiện, không hủy được" in client.post(cancel, follow=True).content.decode()
    assert OrganisationalUnit.objects.get(abbreviation="ttyt-mot").valid_to is not None


def test_no_unit_calls_off_a_plan(sign_in, province):
    cancel = planned_merger(sign_in("admin"), province)
    assert sign_in("cdc").post(cancel).status_code in (302, 403)
    assert UnitChange.objects.exists()


@pytest.mark.parametrize("forged", [0, 999_999, 2**80])
def test_a_plan_that_is_none_is_not_found(sign_in, province, forged):
    assert sign_in("admin").post(reverse("units_cancel_change", args=[forged])).status_code == 404


def test_a_merger_is_called_off_for_every_unit_that_it_ends(sign_in, province):
    client = sign_in("admin")
    where = address(province, "ttyt-mot", "merge")
    asked = DECIDED | {"into": "cdc", "others": "ttyt-hai", "effective": "01/12/2021"}
    client.post(where, asked | {"confirm": "1", "seal": seal_in(client.post(where, asked))})
    assert UnitChange.objects.count() == 2
    client.post(reverse("units_cancel_change", args=[UnitChange.objects.first().pk]))
    assert not UnitChange.objects.exists()
    assert not OrganisationalUnit.objects.filter(abbreviation__in=["ttyt-mot", "ttyt-hai"]).exclude(valid_to=None)


def unit_page(province, name):
    return reverse("wagtailsnippets_units_organisationalunit:inspect", args=[province.units[name].pk])
