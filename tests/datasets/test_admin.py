"""A report's way through the admin: typed or imported by its unit, signed or sent back by the one that reviews it."""

import io
import unicodedata

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.known import Known
from datasets.models import Facility, Indicator, Report
from datasets.selectors import desk
from tests.datasets import factories
from units.models import Duty, User

LIST = "wagtailsnippets_datasets_report"
FACILITY = "wagtailsnippets_datasets_facility"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def sign_in(client, province):
    def signed_in(name):
        user, _ = User.objects.get_or_create(
            username=name, unit=province.units.get(name), is_superuser=name == "admin"
        )
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        return client

    return signed_in


def upload(client, data, name="so-lieu.csv", **fields):
    return client.post(reverse(f"{LIST}:import"), {"file": SimpleUploadedFile(name, data), **fields})


@pytest.fixture
def edit(sign_in, province):
    """Post fields to the form of a draft of ttyt-mot for this morning."""
    report = factories.report(province, "ttyt-mot", "1", slot=0, state="draft", values={"ca": 1}, note="đủ")
    client = sign_in("ttyt-mot")

    def posted(**fields):
        return client.post(reverse(f"{LIST}:edit", args=[report.pk]), fields)

    posted.address = reverse(f"{LIST}:edit", args=[report.pk])
    return posted


def test_a_draft_is_mended_with_one_field_an_indicator(edit, client):
    page = client.get(edit.address).content.decode()
    assert 'name="so_ca"' in page and 'name="so_dt"' in page and 'name="so_nha"' not in page
    typed_apart = unicodedata.normalize("NFD", "đã xem")
    assert edit(so_ca="0", so_dt="5", note=typed_apart, submit="1").status_code == 302
    report = Report.objects.get()
    assert (report.values, report.state, report.note) == ({"ca": 0, "dt": 5}, "review", "đã xem")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("so_ca", "-1"),
        ("so_ca", "9" * 30),
        ("so_ca", "ba"),
        ("so_ca", "1\x00"),
        ("so_ca", ""),
        ("note", "đ" * 10_000),
        ("note", "a\x00b"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(edit, field, value):
    response = edit(**{"so_ca": "2"} | {field: value})
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert response.context["form"].errors
    assert Report.objects.get().values == {"ca": 1}


def test_a_published_value_is_changed_only_with_a_reason(edit, province):
    factories.publish({province.cell("ca", "1"): 3})
    assert edit(so_ca="4").context["form"].errors["reason"]
    edit(so_ca="4", reason="Đếm sót một ca.")
    assert Report.objects.get().kind == "correction"


def test_only_the_owner_hands_over_and_only_the_reviewer_signs(sign_in, province):
    report = factories.report(province, "ttyt-mot", "1", state="draft")
    submit, approve = (reverse(f"{LIST}:{step}", args=[report.pk]) for step in ("submit", "approve"))
    steps = [("cdc", submit, "draft"), ("ttyt-hai", submit, "draft"), ("ttyt-mot", submit, "review")]
    steps += [("ttyt-mot", approve, "review"), ("syt", approve, "review"), ("admin", approve, "review")]
    steps += [("cdc", approve, "approved")]
    for name, path, state in steps:
        client = sign_in(name)
        assert client.get(path).status_code in (404, 405)
        client.post(path)
        report.refresh_from_db()
        assert report.state == state, (name, path)
    assert (report.approved_by, report.release) == ("cdc", None)
    assert {"datasets.submit", "datasets.approve"} <= set(ModelLogEntry.objects.values_list("action", flat=True))


def test_a_signature_needs_a_token(sign_in, province, client):
    from django.test import Client

    report = factories.report(province, "ttyt-mot", "1")
    sign_in("cdc")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(reverse(f"{LIST}:approve", args=[report.pk])).status_code == 403


def test_a_report_is_sent_back_with_a_reason(sign_in, province):
    report = factories.report(province, "ttyt-mot", "1")
    path = reverse(f"{LIST}:return", args=[report.pk])
    client = sign_in("cdc")
    client.post(path, {"reason": " "})
    report.refresh_from_db()
    assert report.state == "review"
    client.post(path, {"reason": "Thiếu một xã."})
    report.refresh_from_db()
    assert (report.state, report.returns.get().reason) == ("draft", "Thiếu một xã.")


def test_many_are_signed_from_the_desk_but_never_ones_own(sign_in, province):
    waiting = [factories.report(province, "ttyt-mot", "1"), factories.report(province, "ttyt-hai", "2")]
    own, foreign = factories.report(province, "cdc", "40"), factories.report(province, "tyt-11", "11")
    client = sign_in("cdc")
    page = client.get("/quan-tri/").content.decode()
    assert "CDC" in page and "Duyệt các báo cáo đã chọn" in page
    for report in waiting:
        assert f'name="id" value="{report.pk}"' in page
    assert f'name="id" value="{own.pk}"' not in page
    ids = [report.pk for report in (*waiting, own, foreign)]
    client.post(reverse(f"{LIST}:approve_chosen"), {"id": [*ids, "x", "9" * 40, "-1"]})
    approved = set(Report.objects.filter(state="approved").values_list("pk", flat=True))
    assert approved == {report.pk for report in waiting}


def test_the_desk_names_the_unit_and_its_latest_reports(sign_in, province):
    factories.report(province, "ttyt-mot", "1", state="draft")
    factories.report(province, "ttyt-hai", "2", state="draft")
    page = sign_in("ttyt-mot").get("/quan-tri/").content.decode()
    assert "Việc của TTYT-MOT" in page and "Huyện Một" in page and "Huyện Hai" not in page
    assert "Việc của quản trị hệ thống" in sign_in("admin").get("/quan-tri/").content.decode()


def test_databases_behind_one_cache_keep_their_own_names_of_indicators(province, monkeypatch):
    report = factories.report(province, "ttyt-mot", "1")
    shown = []
    for instance, name in (("mot", "Ca"), ("hai", "Ca bệnh")):
        Indicator.objects.filter(code="ca").update(short_name=name)
        monkeypatch.setattr(desk, "known", lambda instance=instance: Known(instance=instance))
        shown.append(desk.lines([report])[0].figures[0][0])
    assert shown == ["Ca", "Ca bệnh"]


def test_the_list_is_filtered_by_state_date_and_unit(sign_in, province):
    factories.report(province, "ttyt-mot", "1", state="draft")
    factories.report(province, "tyt-11", "11", day=factories.DAY - 1)
    client = sign_in("ttyt-mot")

    def shown(**query):
        return {report.area.code for report in client.get(reverse(f"{LIST}:list"), query).context["object_list"]}

    assert shown() == {"1", "11"}
    assert shown(state="draft") == {"1"}
    assert shown(date="07/10/2021") == {"11"}
    assert shown(unit=province.units["tyt-11"].pk) == {"11"}
    assert shown(state="released") == set()
    assert shown(date="31/02/2021", unit="x", state="x") == {"1", "11"}


def test_a_file_is_shown_first_and_stored_when_confirmed(sign_in, province):
    client = sign_in("ttyt-mot")
    response = upload(client, factories.csv("2021-10-08,06:00,1,3,4", "2021-10-08,06:00,11,1,2"), submit="on")
    assert response.context["result"].accepted == 2
    assert not Report.objects.exists()
    token = response.context["token"]
    assert client.post(reverse(f"{LIST}:import"), {"token": token}).status_code == 302
    assert Report.objects.filter(state="review", unit=province.units["ttyt-mot"]).count() == 2


def test_what_is_new_changed_and_the_same_is_counted_before_anything_is_stored(sign_in, province):
    factories.publish({province.cell("ca", "1"): 3})
    factories.report(province, "ttyt-mot", "1", state="draft", values={"ca": 4})
    factories.report(province, "ttyt-mot", "11", state="draft", values={"ca": 4})
    rows = ("2021-10-08,06:00,1,3,", "2021-10-08,18:00,1,5,", "2021-10-08,18:00,11,4,", "2021-10-08,18:00,12,4,")
    response = upload(sign_in("ttyt-mot"), factories.csv(*rows))
    assert response.context["result"].kinds == {"same": 2, "changed": 1, "new": 1}
    assert "1 mới, 1 thay số đang có, 2 giống số đang có" in response.content.decode()


def test_the_right_rows_are_confirmed_and_the_wrong_ones_come_back_as_a_file(sign_in, province):
    client = sign_in("ttyt-mot")
    rows = ("2021-10-08,06:00,1,3,4", "2021-10-08,06:00,2,1,2", "2021-10-08,06:00,11,x,2", "2021-10-08,06:00,12,1,2")
    response = upload(client, factories.csv(*rows))
    assert [(e.row, e.code) for e in response.context["refused"].errors] == [
        (4, "not_a_number"),
        (3, "not_your_area"),
    ]
    assert "2 trong 4 dòng của tệp so-lieu.csv sai" in response.content.decode()
    token = response.context["token"]
    file = client.post(reverse(f"{LIST}:import"), {"token": token, "wrong": "1"})
    lines = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert lines[0] == ("ngay", "khung_gio", "ma_dia_ban", "ca", "dt", "loi")
    assert [line[2] for line in lines[1:]] == ["2", "11"]
    assert "không thuộc địa bàn" in lines[1][-1] and "không phải số nguyên" in lines[2][-1]
    client.post(reverse(f"{LIST}:import"), {"token": token})
    assert set(Report.objects.values_list("area__code", flat=True)) == {"1", "12"}


def test_the_file_of_wrong_rows_is_mended_and_sent_again(sign_in, province):
    client = sign_in("ttyt-mot")
    token = upload(client, factories.csv("2021-10-08,06:00,1,=1+1,4", "2021-10-08,06:00,11,1,2")).context["token"]
    book = openpyxl.load_workbook(
        io.BytesIO(client.post(reverse(f"{LIST}:import"), {"token": token, "wrong": "1"}).content)
    )
    assert (book.active["D2"].value, book.active["D2"].data_type) == ("=1+1", "s")
    book.active["D2"] = 2
    out = io.BytesIO()
    book.save(out)
    again = upload(client, out.getvalue(), name="dong-sai.xlsx")
    assert (again.context["result"].accepted, again.context["result"].errors) == (1, [])


def test_a_row_that_has_become_wrong_since_it_was_shown_stops_all(sign_in, province):
    client = sign_in("ttyt-mot")
    rows = ("2021-10-08,06:00,1,3,4", "2021-10-08,06:00,2,1,2", "2021-10-08,06:00,12,1,2")
    token = upload(client, factories.csv(*rows)).context["token"]
    factories.report(province, "ttyt-mot", "12", slot=0)
    client.post(reverse(f"{LIST}:import"), {"token": token})
    assert Report.objects.count() == 1


def test_the_template_is_filled_in_and_sent_back(sign_in, province):
    factories.publish({province.cell("ca", "1"): 5, province.cell("dt", "1"): 40})
    client = sign_in("ttyt-mot")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse(f"{LIST}:template")).content))
    header, row = list(book["Nhập"].values)
    assert header == ("ngay", "khung_gio", "ma_dia_ban", "ten_dia_ban", "ca", "dt", "ghi_chu", "ly_do")
    assert row[1:6] == ("18:00", "1", "Huyện Một", None, 40)
    assert list(book["Kỳ trước"].values)[1][4:6] == (5, 40)
    book["Nhập"]["E2"] = 0
    out = io.BytesIO()
    book.save(out)
    token = upload(client, out.getvalue(), name="mau.xlsx").context["token"]
    client.post(reverse(f"{LIST}:import"), {"token": token})
    assert Report.objects.get().values == {"ca": 0, "dt": 40}


def test_a_file_of_another_unit_stores_nothing(sign_in, province):
    client = sign_in("ttyt-mot")
    response = upload(client, factories.csv("2021-10-08,06:00,2,1,2"))
    assert [(e.row, e.code) for e in response.context["result"].errors] == [(2, "not_your_area")]
    assert "Xác nhận nhập" not in response.content.decode()
    client.post(reverse(f"{LIST}:import"), {"token": response.context["token"]})
    for data in (b"\0\1\2", b"PK\x03\x04hong", b"ngay\n", b"\xff\xfe"):
        assert upload(client, data).status_code == 200
    assert not Report.objects.exists()


def test_a_confirmation_is_bound_to_its_bytes_and_account(sign_in, province, settings):
    client = sign_in("ttyt-mot")
    token = upload(client, factories.csv("2021-10-08,06:00,1,3,4")).context["token"]
    client = sign_in("ttyt-hai")
    client.post(reverse(f"{LIST}:import"), {"token": token})
    client.post(reverse(f"{LIST}:import"), {"token": token + "x"})
    client = sign_in("ttyt-mot")
    for file in (settings.DATA_DIR / "uploads").iterdir():
        file.write_bytes(factories.csv("2021-10-08,06:00,1,999,4"))
    client.post(reverse(f"{LIST}:import"), {"token": token})
    assert not Report.objects.exists()


def test_the_export_reads_like_the_figures_file(sign_in, province):
    factories.report(province, "ttyt-mot", "1", values={"ca": 7}, note="=1+1")
    text = sign_in("ttyt-mot").get(reverse(f"{LIST}:list"), {"export": "csv"}).content.decode("utf-8-sig")
    header, row = text.splitlines()
    assert header.startswith("ngay,khung_gio,ma_dia_ban") and header.endswith("ca,dt,nha")
    assert row.startswith("2021-10-08,18:00,1,Huyện Một,ttyt-mot") and row.endswith(",'=1+1,7,,")


def test_the_administrator_enters_no_report(sign_in, province):
    client = sign_in("admin")
    assert client.get(reverse(f"{LIST}:add")).status_code in (302, 403)
    assert client.get(reverse(f"{LIST}:import")).status_code in (302, 403)
    report = factories.report(province, "ttyt-mot", "1", state="draft")
    assert client.get(reverse(f"{LIST}:inspect", args=[report.pk])).status_code == 200
    assert client.post(reverse(f"{LIST}:edit", args=[report.pk]), {"so_ca": "1"}).status_code in (302, 403)
    report.refresh_from_db()
    assert report.values == {"ca": 1}


def test_indicators_and_releases_are_read(sign_in, province):
    factories.publish({province.cell("ca", "1"): 3})
    client = sign_in("ttyt-mot")
    for name, pk in (("indicator", Indicator.objects.first().pk), ("release", 1)):
        prefix = f"wagtailsnippets_datasets_{name}"
        assert client.get(reverse(f"{prefix}:list")).status_code == 200
        assert client.get(reverse(f"{prefix}:inspect", args=[pk])).status_code == 200
        assert client.get(reverse(f"{prefix}:edit", args=[pk])).status_code in (302, 403)
        assert client.post(reverse(f"{prefix}:delete", args=[pk])).status_code in (302, 403)
    assert Indicator.objects.count() == len(factories.SOURCES)


@pytest.fixture
def keeps_markets(province):
    Duty.objects.create(
        code="cho", unit=province.units["ttyt-mot"], article="1", action="update", subject="facilities:thiet_yeu",
        level=1, frequency="change", task="Chợ.",
    )  # fmt: skip


def place(**fields):
    return {"name": "Chợ Một", "kind": "thiet_yeu", "valid_from": "08/10/2021", "status": "hoat_dong"} | fields


def test_a_place_goes_live_only_by_its_reviewer(sign_in, province, keeps_markets):
    client = sign_in("ttyt-mot")
    form = place(area=province.areas["1"].pk, point="SRID=4326;POINT(105.67 18.67)")
    response = client.post(reverse(f"{FACILITY}:add"), form | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    facility = Facility.objects.get()
    assert (facility.live, facility.unit.abbreviation) == (False, "ttyt-mot")
    for name, step, live in (
        ("ttyt-mot", "approve", False),
        ("ttyt-mot", "submit", False),
        ("ttyt-hai", "approve", False),
        ("admin", "approve", False),
        ("cdc", "approve", True),
    ):
        waiting = facility.current_workflow_task_state
        sign_in(name).post(reverse(f"{FACILITY}:{step}", args=[facility.pk]), {"seen": waiting.pk if waiting else 1})
        facility.refresh_from_db()
        assert facility.live is live, (name, step)
    sign_in("ttyt-mot").post(reverse(f"{FACILITY}:unpublish", args=[facility.pk]))
    sign_in("ttyt-mot").post(reverse(f"{FACILITY}:delete", args=[facility.pk]))
    facility.refresh_from_db()
    assert facility.live


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "cach_ly"}, {"kind": "x"}, {"area": "2"}, {"point": "x"}, {"point": "SRID=4326;POINT(18 105)"}],
)
def test_a_place_outside_the_units_duty_is_refused(sign_in, province, keeps_markets, wrong):
    client = sign_in("ttyt-mot")
    if "area" in wrong:
        wrong = {"area": province.areas["2"].pk}
    response = client.post(reverse(f"{FACILITY}:add"), place(area=province.areas["1"].pk) | wrong)
    assert response.status_code == 200
    assert not Facility.objects.exists()


def test_the_map_of_the_form_asks_no_outside_host(sign_in, keeps_markets):
    page = sign_in("ttyt-mot").get(reverse(f"{FACILITY}:add")).content.decode()
    assert "vendor/leaflet/leaflet.js" in page
    for host in ("openstreetmap", "unpkg", "cdnjs", "googleapis"):
        assert host not in page
