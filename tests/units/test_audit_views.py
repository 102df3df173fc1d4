"""An auditor finds any entry by time, unit, person, act, object and words; nobody else finds the log."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from tests.datasets import factories
from units.acting import Actor
from units.actions.audit import record
from units.models import AuditEntry, Done, User
from units.policy import may_audit

LIST, EXPORT = "/quan-tri/nhat-ky/", "/quan-tri/nhat-ky/xuat/"


@pytest.fixture
def province(db, evening):
    return factories.build()


def told(label: str, **given) -> AuditEntry:
    given = {"action": Done.CHANGE, "actor": Actor(unit="cdc", login="cdc", person="Trung tâm")} | given
    record(given.pop("action"), label=label, **given)
    return AuditEntry.objects.latest("pk")


def rows(answer) -> list[str]:
    return [entry.label for entry, _ in answer.context["lines"]]


def test_only_an_auditor_finds_the_log(client, sign_in, province):
    entry = told("bí mật")
    addresses = (LIST, EXPORT, f"{LIST}{entry.pk}/")
    assert {client.get(address).status_code for address in addresses} == {302}
    for name in ("cdc", "vp", "ttyt-mot"):
        officer = sign_in(name)
        assert {officer.get(address).status_code for address in addresses} == {404}
        assert "nhat-ky" not in officer.get("/quan-tri/").content.decode()
    auditor = sign_in("admin")
    assert {auditor.get(address).status_code for address in addresses} == {200}
    assert "/quan-tri/nhat-ky/" in auditor.get("/quan-tri/").content.decode()


def test_who_may_audit(province):
    admin = User(username="a", is_superuser=True)
    assert may_audit(admin)
    assert not may_audit(User(username="b", is_superuser=True, is_active=False))
    assert not may_audit(User(username="c", is_superuser=True, unit=province.units["cdc"]))
    assert not may_audit(None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("unit=syt", ["của sở"]),
        ("person=clerk", ["của người khác"]),
        ("person=Nguyễn", ["của người khác"]),
        ("person=van-hanh", ["của lệnh"]),
        ("action=delete", ["đã xóa"]),
        ("model=home.Hotline", ["nhiệm vụ"]),
        ("model=home.Hotline&object_id=77", ["nhiệm vụ"]),
        ("model=home.Hotline&object_id=78", []),
        ("words=Quỳnh", ["có chữ"]),
        ("words=có chữ", ["có chữ"]),
        ("words=%25", []),
        ("from_date=01/01/2020&to_date=02/01/2020", []),
    ],
)
def test_the_filters(sign_in, query, found):
    auditor = sign_in("admin")
    told("của sở", actor=Actor(unit="syt"))
    told("của người khác", actor=Actor(login="clerk", person="Nguyễn Văn A"))
    told("của lệnh", actor=Actor(operator="van-hanh"))
    told("đã xóa", action=Done.DELETE)
    told("nhiệm vụ", model="home.Hotline", object_id="77")
    told("có chữ", changes={"tên": ["Quỳnh Lưu", "Vinh"]})
    assert rows(auditor.get(f"{LIST}?{query}")) == found


def test_today_is_a_day_of_the_real_clock(sign_in):
    auditor = sign_in("admin")
    told("hôm nay")
    today = clock.real_now().date()
    assert "hôm nay" in rows(auditor.get(f"{LIST}?from_date={today:%d/%m/%Y}&to_date={today:%d/%m/%Y}"))
    tomorrow = today + dt.timedelta(days=1)
    assert rows(auditor.get(f"{LIST}?from_date={tomorrow:%d/%m/%Y}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "from_date=xyz",
        "from_date=31/02/2021",
        "action=khong-co",
        "model=x",
        "truoc=abc",
        "truoc=-1",
        "truoc=9e9",
        "truoc=" + "9" * 40,
        "words=" + "x" * 5000,
        "from_date=02/01/2021&to_date=01/01/2021",
        "unit=%C0%80",
    ],
)
def test_bad_filters_are_said_or_ignored_and_never_an_error(sign_in, query):
    auditor = sign_in("admin")
    assert auditor.get(f"{LIST}?{query}").status_code == 200
    assert auditor.get(f"{EXPORT}?{query}").status_code in (200, 404)


def test_a_nul_is_refused(sign_in):
    auditor = sign_in("admin")
    assert auditor.get(f"{LIST}?words=%00").status_code == 400


def test_every_entry_is_on_exactly_one_page(sign_in):
    auditor = sign_in("admin")
    for n in range(120):
        told(f"mục {n}", model="home.Hotline")
    seen, address = [], f"{LIST}?model=home.Hotline"
    while address:
        answer = auditor.get(address)
        seen += rows(answer)
        told("mới ghi giữa chừng", model="home.Hotline")
        address = answer.context["older"]
    assert seen == [f"mục {n}" for n in reversed(range(120))]


def test_the_number_of_queries_is_small_and_flat(sign_in):
    auditor = sign_in("admin")

    def count(address: str) -> int:
        auditor.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert auditor.get(address).status_code == 200
        return len(asked)

    told("một", model="home.Hotline", changes={"task": ["a", "b"]})
    few = count(LIST)
    for n in range(60):
        told(f"mục {n}", model="datasets.Report", changes={f"f{i}": [i, None] for i in range(30)})
    assert count(LIST) == few <= 10
    assert count(f"{LIST}{AuditEntry.objects.latest('pk').pk}/") <= 10


def test_before_and_after_stand_side_by_side_in_words(sign_in, province):
    auditor = sign_in("admin")
    unit = province.units["cdc"]
    unit.head_office = "<script>alert(1)</script>"
    unit.save()
    entry = AuditEntry.objects.latest("pk")
    page = auditor.get(f"{LIST}{entry.pk}/").content.decode()
    for words in ("Chức vụ người đứng đầu", "Trước thay đổi", "Sau thay đổi", "Giám đốc", "&lt;script&gt;"):
        assert words in page
    assert "<script>alert(1)" not in page


def test_an_entry_outlives_its_model_account_and_unit(sign_in):
    auditor = sign_in("admin")
    entry = told("cũ", model="plugin.Gone", object_id="5", changes={"x": [1, 2]})
    assert auditor.get(f"{LIST}{entry.pk}/").status_code == 200
    assert auditor.get(f"{LIST}?words=cũ").status_code == 200


def test_the_export_escapes_formulas_and_is_itself_logged(sign_in):
    auditor = sign_in("admin")
    told('=HYPERLINK("http://x")', actor=Actor(login="@sum", person="+1", unit="-2", operator="\tx"))
    told("khác", action=Done.DELETE)
    answer = auditor.get(f"{EXPORT}?action=change&words=HYPERLINK")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["Đối tượng"] == '\'=HYPERLINK("http://x")'
    assert [line[name][0] for name in ("Tên đăng nhập", "Người thực hiện", "Đơn vị", "Người chạy lệnh")] == ["'"] * 4
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.login, entry.said["path"]) == (Done.EXPORT, "admin", EXPORT)
    assert entry.said["asked"]["words"] == "HYPERLINK"


def test_the_export_streams(sign_in, monkeypatch):
    monkeypatch.setattr("units.selectors.audit.AT_ONCE", 7)
    auditor = sign_in("admin")
    for n in range(30):
        told(f"mục {n}", model="home.Hotline")
    text = b"".join(auditor.get(f"{EXPORT}?model=home.Hotline").streaming_content).decode()
    assert [f"mục {n}," in text for n in range(30)] == [True] * 30


def test_the_gate_lets_nobody_write(sign_in):
    auditor = sign_in("admin")
    entry = told("một")
    for address in (LIST, EXPORT, f"{LIST}{entry.pk}/", reverse("units_audit")):
        for method in (auditor.post, auditor.put, auditor.patch, auditor.delete):
            assert method(address).status_code in (403, 404, 405)


def test_the_desk_of_who_reads_the_log_counts_what_to_look_at_first(sign_in, province):
    for moment in (clock.real_now(), clock.real_now() - dt.timedelta(days=2)):
        with clock.at(moment):
            record(Done.LOCKED_OUT, label="cdc")
    text = " ".join(sign_in("admin").get("/quan-tri/").content.decode().split())
    assert f'href="{LIST}?action=locked_out"><strong>2</strong>' in text
    assert "Nhật ký trong 24 giờ qua" not in sign_in("cdc").get("/quan-tri/").content.decode()
