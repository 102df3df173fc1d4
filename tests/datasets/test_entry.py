"""A unit types the figures of a slot into one sheet: its areas by its indicators, checked like a file."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from datasets.models import Report
from tests.datasets import factories
from tests.datasets.factories import DAY
from units.models import AuditEntry

SHEET = "wagtailsnippets_datasets_report:add"
MORNING = {"ngay": "2021-10-08", "khung": "06:00"}


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def clerk(sign_in):
    """(what to do, {cell: text}, the slot) → the answer to a clerk of ttyt-mot."""
    client = sign_in("ttyt-mot")

    def posted(action, slot=None, **headers):
        def fill(cells):
            asked = "&".join(f"{name}={value}" for name, value in (slot or {}).items())
            return client.post(f"{reverse(SHEET)}?{asked}", {"viec": action} | cells, headers=headers)

        return fill

    return posted


def sheet(client, **asked):
    return client.get(reverse(SHEET), asked)


def texts(response) -> dict[str, str]:
    return {cell.name: cell.text for line in response.context["sheet"].lines for cell in line.cells}


def test_the_sheet_opens_at_the_newest_slot_with_the_units_own_area(sign_in):
    page = sheet(sign_in("ttyt-mot"))
    shown = page.context["sheet"]
    assert (shown.slot_label, shown.date, shown.level.name) == ("18:00", dt.date(2021, 10, 8), "DISTRICT")
    assert texts(page) == {"so-1-ca": "", "so-1-dt": ""}
    assert "chưa nhập" in page.content.decode()


def test_before_the_slot_opens_the_one_before_is_asked_for(sign_in):
    client = sign_in("ttyt-mot")
    for minute, label in ((59, "06:00"), (0, "18:00")):
        with clock.at(dt.datetime(2021, 10, 8, 16 + (minute == 0), minute, tzinfo=clock.ZONE)):
            assert sheet(client).context["sheet"].slot_label == label


def test_the_communes_that_a_district_verifies_are_another_sheet(sign_in):
    page = sheet(sign_in("ttyt-mot"), cap="2")
    assert set(texts(page)) == {"so-11-ca", "so-11-dt", "so-12-ca", "so-12-dt"}


def test_a_station_types_one_row(sign_in):
    assert set(texts(sheet(sign_in("tyt-11")))) == {"so-11-ca", "so-11-dt", "so-11-nha"}


def test_the_slot_before_stands_beside_each_cell_reported_or_published(province, sign_in):
    factories.publish({province.cell("ca", "1"): 1234})
    factories.report(province, "ttyt-mot", "1", slot=0, values={"dt": 7})
    page = sheet(sign_in("ttyt-mot")).content.decode()
    assert "trước: 1.234" in page and "trước: 7" in page


def test_a_draft_is_kept_and_stands_in_the_sheet_again(clerk, client):
    assert clerk("luu")({"so-1-ca": "1.234", "so-1-dt": ""}).status_code == 302
    report = Report.objects.get()
    assert (report.values, report.state, report.entered_by, report.slot) == ({"ca": 1234}, "draft", "ttyt-mot", 1)
    assert texts(sheet(client)) == {"so-1-ca": "1234", "so-1-dt": ""}
    assert "Đã lưu lúc" in sheet(client).content.decode()


def test_zero_is_a_figure_and_empty_is_not_reported(clerk):
    clerk("luu")({"so-1-ca": "0", "so-1-dt": ""})
    assert Report.objects.get().values == {"ca": 0}
    clerk("luu")({"so-1-ca": "", "so-1-dt": "0"})
    assert Report.objects.get().values == {"dt": 0}
    clerk("luu")({"so-1-ca": "", "so-1-dt": ""})
    assert not Report.objects.exists()


def test_handing_over_asks_for_a_reason_where_a_check_does_and_keeps_what_was_typed(province, clerk):
    factories.publish({province.cell("ca", "1", *divmod(DAY * 2 - back, 2)): 1 for back in range(10)})
    page = clerk("gui")({"so-1-ca": "9", "so-1-dt": "5"})
    assert not Report.objects.exists()
    assert texts(page) == {"so-1-ca": "9", "so-1-dt": "5"}
    (message,) = page.context["sheet"].messages
    assert (message.severity, message.label, message.anchor) == (
        "reason",
        "Cần lý do: Huyện Một, ca.",
        "so-1-ca",
    )
    assert "Còn 1 ô cần lý do" in page.content.decode()
    assert clerk("gui")({"so-1-ca": "9", "so-1-dt": "5", "ly-do-1": "Xét nghiệm diện rộng"}).status_code == 302
    report = Report.objects.get()
    assert (report.state, report.reason) == ("review", "Xét nghiệm diện rộng")
    assert [found["code"] for found in report.findings] == ["jump"]


@pytest.mark.parametrize("text", ["-1", "ba", "1.5", "9" * 29, "٣", "=1+1", '1"', "1,2\n3"])
def test_a_cell_that_is_no_number_is_said_and_nothing_is_stored(clerk, text):
    page = clerk("luu")({"so-1-ca": text, "so-1-dt": "5"})
    assert page.status_code in (200, 400)
    assert not Report.objects.exists()
    if page.status_code == 200:
        (message,) = page.context["sheet"].messages
        assert (message.severity, message.anchor) == ("stop", "so-1-ca")
        assert texts(page)["so-1-dt"] == "5"


def test_another_units_cell_is_no_cell(clerk):
    clerk("luu")({"so-1-ca": "1", "so-2-ca": "9", "so-1-nha": "9", "ly-do-2": "x"})
    assert [(report.area.code, report.values) for report in Report.objects.all()] == [("1", {"ca": 1})]


def test_what_waits_for_review_or_is_signed_is_shown_and_left_alone(province, clerk, client):
    report = factories.report(province, "ttyt-mot", "1", values={"ca": 3})
    page = sheet(client).content.decode()
    assert "đang chờ duyệt" in page and "disabled" in page
    clerk("luu")({"so-1-ca": "9"})
    report.refresh_from_db()
    assert report.values == {"ca": 3}
    assert Report.objects.count() == 1


def test_a_published_figure_is_corrected_with_a_reason_and_left_alone_if_it_is_the_same(province, clerk, client):
    factories.publish({province.cell("ca", "1"): 3})
    assert texts(sheet(client, **MORNING))["so-1-ca"] == "3"
    clerk("gui", MORNING)({"so-1-ca": "3", "so-1-dt": ""})
    assert not Report.objects.exists()
    page = clerk("gui", MORNING)({"so-1-ca": "4", "so-1-dt": ""})
    assert [message.severity for message in page.context["sheet"].messages] == ["reason"]
    said = {"so-1-ca": "4", "so-1-dt": "", "ly-do-1": "Đếm sót một ca"}
    page = clerk("gui", MORNING)(said)
    said_back = [message.text for message in page.context["sheet"].messages]
    assert said_back == ["Đính chính số đã công bố phải nêu căn cứ."]
    assert not Report.objects.exists()
    clerk("gui", MORNING)(said | {"can-cu": "Công văn 12/TTYT"})
    report = Report.objects.get()
    assert (report.kind, report.correction.evidence) == ("correction", "Công văn 12/TTYT")


def test_reviewed_and_unchanged_is_one_tap_and_stays_as_evidence(province, clerk, client):
    factories.publish({province.cell("ca", "1"): 5, province.cell("dt", "1"): 40})
    assert "Đã rà soát, không thay đổi" in sheet(client).content.decode()
    assert clerk("khong-doi")({"so-1-ca": "", "so-1-dt": ""}).status_code == 302
    report = Report.objects.get()
    assert (report.values, report.state) == ({"ca": 0, "dt": 40}, "review")
    assert (report.reason, report.submitted_by.username) == ("Đã rà soát, không thay đổi.", "ttyt-mot")
    assert AuditEntry.objects.filter(action="import", login="ttyt-mot").exists()


def test_unchanged_makes_up_no_stock_that_nobody_reported(clerk):
    clerk("khong-doi")({"so-1-ca": "", "so-1-dt": ""})
    assert Report.objects.get().values == {"ca": 0}


def test_unchanged_leaves_what_was_typed_as_it_is(province, clerk):
    factories.publish({province.cell("dt", "1"): 40})
    clerk("khong-doi")({"so-1-ca": "2", "so-1-dt": ""})
    assert Report.objects.get().values == {"ca": 2}


def test_while_typing_the_sheet_is_checked_and_nothing_stored(province, clerk):
    factories.publish({province.cell("ca", "1", *divmod(DAY * 2 - back, 2)): 1 for back in range(10)})
    said = clerk("kiem-tra", accept="application/json")({"so-1-ca": "9"}).json()
    assert [message["anchor"] for line in said["lines"] for message in line["messages"]] == ["so-1-ca"]
    assert (said["saved"], "Còn 1 ô cần lý do" in said["summary"]) == ("", True)
    assert not Report.objects.exists()


def test_the_sheet_saves_itself(clerk):
    said = clerk("luu", accept="application/json")({"so-1-ca": "9"}).json()
    assert (said["saved"], Report.objects.get().state) == ("18:05", "draft")
    said = clerk("luu", accept="application/json")({"so-1-ca": "chín"}).json()
    assert (said["saved"], Report.objects.get().values) == ("", {"ca": 9})


def test_a_note_that_the_draft_has_is_kept(province, clerk):
    factories.report(province, "ttyt-mot", "1", state="draft", note="đếm lại, “xong”")
    clerk("luu")({"so-1-ca": "2"})
    assert Report.objects.get().note == "đếm lại, “xong”"


@pytest.mark.parametrize(
    "asked",
    [
        {"ngay": "31/02/2021"},
        {"ngay": "2021-10-09"},
        {"ngay": "0001-01-01"},
        {"ngay": "\x00"},
        {"ngay": "x" * 5_000},
        {"khung": "07:00"},
        {"ngay": "2021-10-08", "khung": "\x00"},
        {"cap": "9"},
        {"cap": "0"},
        {"cap": "\x00"},
    ],
)
def test_a_sheet_that_there_is_not_is_said_and_stores_nothing(sign_in, asked):
    client = sign_in("ttyt-mot")
    page = sheet(client, **asked)
    assert page.status_code in (200, 400)
    if page.status_code == 200 and "cap" not in asked:
        assert page.context["refusal"]
    answer = client.post(reverse(SHEET), {"so-1-ca": "1"}, query_params=asked)
    assert answer.status_code in (302, 400)
    assert Report.objects.count() == (answer.status_code == 302)


def test_an_action_that_there_is_not_is_refused(clerk):
    assert clerk("duyet")({"so-1-ca": "1"}).status_code in (302, 403)
    assert not Report.objects.exists()


def test_who_enters_nothing_has_no_sheet(sign_in):
    assert sheet(sign_in("syt")).status_code in (302, 403)


def test_a_sheet_of_many_areas_asks_a_bounded_number_of_queries(province, sign_in, django_assert_max_num_queries):
    client = sign_in("ttyt-mot")
    sheet(client, cap="2")
    with django_assert_max_num_queries(40):
        sheet(client, cap="2")


def test_a_clerk_reads_what_figures_are_checked_for_and_an_administrator_changes_nothing_there(sign_in):
    client = sign_in("ttyt-mot")
    address = reverse("wagtailsnippets_datasets_report:checks")
    page = client.get(address).content.decode()
    for named in ("Phải sửa", "Cần lý do", "Cần xem", "Không nhận", "Số trong kỳ không tăng vọt"):
        assert named in page
    assert client.post(address).status_code == 405
