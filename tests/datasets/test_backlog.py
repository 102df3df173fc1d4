"""A backlog is spread over past days: one correction with many values, one evidence, one signature, one release."""

import io
import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from core.problems import Refused
from datasets.actions.publish import publish_release
from datasets.actions.spread_backlog import spread_backlog
from datasets.evidence import Basis
from datasets.models import Correction, Fact, Indicator, Report, Source
from datasets.selectors.area_views import build_area_view
from datasets.selectors.corrections import corrected, described, entries
from tests.datasets import factories
from units.models import Duty, Level

LIST = "wagtailsnippets_datasets_report"
WHY, BASIS = "Trả số tồn về đúng ngày phát sinh", "Công văn 45/TTYT"
DAY = factories.DAY
SHEET = "?dia-ban=1&chi-tieu=ca&tu=2021-10-06&den=2021-10-08"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MOVED = {"so-20211006-0": "10", "so-20211007-0": "20", "so-20211008-0": "10"}


pytestmark = pytest.mark.usefixtures("own_storage")


@pytest.fixture
def province(db, evening):
    """40 cases of three days were all counted on the third."""
    province = factories.build()
    for back, value in ((2, 0), (1, 0), (0, 40)):
        cells = {province.cell("ca", "1", DAY - back): value, province.cell("ca", "2", DAY - back): 1}
        factories.publish(cells, day=DAY - back, slot=0)
    return province


@pytest.fixture
def ask(sign_in):
    """Post the sheet as the unit that reports; `evidence_file` may be among the fields."""

    def asked(query=SHEET, name="ttyt-mot", **fields):
        said = MOVED | {"viec": "gui", "reason": WHY, "evidence": BASIS} | fields
        return sign_in(name).post(reverse(f"{LIST}:backlog") + query, said)

    return asked


def pdf():
    return SimpleUploadedFile("công văn.pdf", PDF)


def step(client, name, report, **fields):
    return client.post(reverse(f"{LIST}:{name}", args=[report.pk]), fields)


def values(code="1"):
    open_facts = Fact.objects.filter(area__code=code, to_release=32767, day__gte=DAY - 2).order_by("day", "slot")
    return list(open_facts.values_list("value", flat=True))


def states():
    return set(Report.objects.values_list("state", flat=True))


def test_the_sheet_shows_what_is_published_and_both_sums(ask, sign_in):
    page = sign_in("ttyt-mot").get(reverse(f"{LIST}:backlog") + SHEET)
    assert [row.old for row in page.context["spread"].rows if row.slot == 0] == [0, 0, 40]
    page = ask(viec="tong", evidence="", reason="")
    assert (page.context["spread"].before, page.context["spread"].after) == (40, 40)
    assert "tổng không đổi" in page.content.decode()
    assert not Report.objects.exists()


def test_all_values_are_one_correction_with_one_reason_and_evidence(ask):
    assert ask(evidence_file=pdf()).status_code == 302
    correction = Correction.objects.get()
    assert (correction.evidence, correction.file_name, correction.asked_by) == (BASIS, "công văn.pdf", "ttyt-mot")
    assert {(r.kind, r.state, r.reason, r.correction_id) for r in Report.objects.all()} == {
        ("correction", "review", WHY, correction.pk)
    }
    assert Report.objects.count() == 3


@pytest.mark.parametrize("missing", ["reason", "evidence"])
def test_neither_reason_nor_evidence_may_be_missing(ask, missing):
    assert ask(**{missing: " "}).context["form"].errors[missing]
    assert not Report.objects.exists()


def test_the_reviewer_sees_evidence_and_all_values_before_the_figures(ask, sign_in):
    ask(evidence_file=pdf())
    report = Report.objects.first()
    page = sign_in("cdc").get(reverse(f"{LIST}:inspect", args=[report.pk])).content.decode()
    assert BASIS in page and "công văn.pdf" in page and "Tổng trước" in page
    assert page.index(BASIS) < page.index("Sửa thành")
    assert page.index("Sửa thành") < page.index("decision-buttons")


def test_one_signature_signs_all_and_one_release_carries_all(ask, sign_in):
    ask()
    step(sign_in("cdc"), "approve", Report.objects.first())
    assert states() == {"approved"}
    publish_release(extra=True, reason="Đính chính")
    assert values() == [10, 20, 10]
    assert len(set(Report.objects.values_list("release", flat=True))) == 1


def test_one_return_sends_all_back_and_the_sheet_opens_with_what_was_asked(ask, sign_in):
    ask(evidence_file=pdf())
    report = Report.objects.first()
    step(sign_in("cdc"), "return", report, reason="Thiếu danh sách")
    assert states() == {"draft"}
    edit = sign_in("ttyt-mot").get(reverse(f"{LIST}:edit", args=[report.pk]))
    page = sign_in("ttyt-mot").get(edit["Location"])
    assert [row.text for row in page.context["spread"].rows if row.text] == ["10", "20", "10"]
    ask(**{"so-20211006-0": "", "so-20211007-0": "30", "evidence": "Công văn 46/TTYT"})
    assert Report.objects.count() == 2 and states() == {"review"}
    (correction,) = {one.correction for one in Report.objects.all()}
    assert (correction.evidence, correction.file_name) == ("Công văn 46/TTYT", "công văn.pdf")


def test_the_file_stays_where_all_is_moved_to_other_days_even_if_its_bytes_are_gone(ask, sign_in):
    ask(**{"so-20211006-0": "40", "so-20211007-0": "", "so-20211008-0": ""}, evidence_file=pdf())
    report = Report.objects.select_related("correction").get()
    step(sign_in("cdc"), "return", report, reason="Sai ngày")
    report.correction.file.storage.delete(report.correction.file.name)
    ask(**{"so-20211006-0": "", "so-20211007-0": "40", "so-20211008-0": "0"})
    assert {one.correction.file_name for one in Report.objects.all()} == {"công văn.pdf"}
    assert sign_in("cdc").get(reverse(f"{LIST}:evidence", args=[Report.objects.last().pk])).status_code == 404


def of_desk(client, heading):
    """The rows of a section of the desk: its words, and where its link leads."""
    page = BeautifulSoup(client.get("/quan-tri/").content, "html.parser")
    section = next((one for one in page.select(".desk-section") if one.h2.text == heading), None)
    rows = section.select("tbody tr") if section else []
    return [(" ".join(row.text.split()), row.a["href"]) for row in rows]


def listed(client, **query):
    """The rows of the list of reports, as words."""
    page = BeautifulSoup(client.get(reverse(f"{LIST}:list"), query).content, "html.parser")
    return [" ".join(row.text.split()) for row in page.select("table.listing tbody tr")]


SPAN = "06/10/2021 – 08/10/2021"
TOLD = "Phân bổ số tồn, ca: 3 số trong 3 ngày"


def test_a_backlog_that_waits_is_one_line_that_opens_the_page_of_its_decision(ask, sign_in):
    ask()
    client = sign_in("cdc")
    ((words, address),) = of_desk(client, "Chờ tôi duyệt")
    assert SPAN in words and TOLD in words
    page = client.get(address)
    assert "3 số, duyệt một lần" in page.content.decode() and page.context["may_review"]
    assert "1 chờ tôi duyệt" in words_of(client.get("/quan-tri/"))
    (row,) = listed(client, state="review")
    assert SPAN in row and "3 số, 3 ngày" in row


def test_every_day_of_a_backlog_opens_the_same_page(ask, sign_in):
    ask()
    pages = [sign_in("cdc").get(reverse(f"{LIST}:inspect", args=[one.pk])) for one in Report.objects.all()]
    assert len(pages) == 3 and len({page.context["report"].pk for page in pages}) == 1


def test_signing_a_backlog_from_the_desk_is_told_as_one_report(ask, sign_in):
    ask()
    newest = Report.objects.order_by("-day").first()
    told = sign_in("cdc").post(reverse(f"{LIST}:approve_chosen"), {"id": [newest.pk]}, follow=True)
    assert "Đã duyệt 1 báo cáo." in told.content.decode()
    assert set(Report.objects.values_list("state", flat=True)) == {"approved"}


@pytest.mark.parametrize("from_desk", [True, False])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_backlog_that_came_back_is_one_line_whichever_day_was_sent_back(ask, sign_in, which, from_desk):
    ask()
    report = Report.objects.order_by("day")[which]
    if from_desk:
        sign_in("cdc").post(reverse(f"{LIST}:return_chosen"), {"id": [report.pk], "reason": "Thiếu danh sách"})
    else:
        step(sign_in("cdc"), "return", report, reason="Thiếu danh sách")
    client = sign_in("ttyt-mot")
    ((words, address),) = of_desk(client, "Số liệu bị trả lại")
    assert SPAN in words and TOLD in words and "Thiếu danh sách" in words
    assert len(of_desk(client, "Báo cáo gần đây")) == 1 and len(listed(client, state="draft")) == 1
    page = client.get(address, follow=True)
    assert page.context["spread"].changed and "Thiếu danh sách" in page.content.decode()


def test_why_a_backlog_came_back_is_kept_where_its_days_change(ask, sign_in):
    ask()
    step(sign_in("cdc"), "return", Report.objects.first(), **{"y_kien-ca": "Đối chiếu lại."})
    ask(**{"so-20211006-0": "25", "so-20211007-0": "15", "so-20211008-0": ""})
    page = sign_in("cdc").get(reverse(f"{LIST}:inspect", args=[Report.objects.last().pk]))
    assert page.context["returned"].remarks == {"ca": "Đối chiếu lại."}


def test_a_spreadsheet_of_the_list_has_every_value_of_a_backlog(ask, sign_in):
    ask()
    answer = sign_in("cdc").get(reverse(f"{LIST}:list"), {"state": "review", "export": "csv"})
    assert len(answer.getvalue().decode().strip().splitlines()) == 1 + 3


def test_the_list_of_a_day_has_the_backlog_that_touches_it(ask, sign_in):
    ask()
    (row,) = listed(sign_in("cdc"), date="07/10/2021")
    assert SPAN in row
    assert not listed(sign_in("cdc"), date="05/10/2021")


def test_many_backlogs_are_as_many_lines_and_no_more_questions(ask, sign_in):
    ask()

    def asked():
        client = sign_in("cdc")
        with CaptureQueriesContext(connection) as queries:
            lines = of_desk(client, "Chờ tôi duyệt")
        return len(lines), len(queries)

    asked()
    one, few = asked()
    ask(SHEET.replace("dia-ban=1", "dia-ban=2"), name="ttyt-hai")
    asked()
    assert asked() == (one + 1, few)


@pytest.fixture
def came_back(ask, sign_in):
    """A backlog that was sent back; what its reports are, to see that nothing of it is touched."""
    ask()
    step(sign_in("cdc"), "return", Report.objects.first(), reason="Thiếu danh sách")
    return kept()


def kept():
    found = Report.objects.order_by("day", "slot", "area__code")
    return list(found.values_list("pk", "day", "slot", "state", "correction", "values"))


REFUSED = ("Huyện Một, kỳ 06:00 07/10/2021", f"đề nghị phân bổ ca của Huyện Một từ {SPAN.replace('–', 'đến')}")
HOW_TO_GO_ON = "gửi lại hoặc bỏ đề nghị đó"
SEVENTH = "?ngay=2021-10-07&khung=06:00"


def refusal_in(words):
    return all(part in words for part in (*REFUSED, HOW_TO_GO_ON))


@pytest.mark.parametrize("how", ["luu", "gui", "khong-doi", "kiem-tra"])
def test_the_sheet_of_a_slot_does_not_overwrite_a_day_of_a_backlog(came_back, sign_in, how):
    page = sign_in("ttyt-mot").post(reverse(f"{LIST}:add") + SEVENTH, {"viec": how, "so-1-ca": "5", "so-1-dt": "2"})
    assert refusal_in(words_of(page)) and kept() == came_back


def test_nobody_confirms_as_unchanged_what_a_backlog_changes(came_back, sign_in):
    page = sign_in("ttyt-mot").post(reverse(f"{LIST}:add") + SEVENTH, {"viec": "khong-doi"})
    assert refusal_in(words_of(page)) and kept() == came_back


def test_what_a_script_keeps_by_itself_does_not_overwrite_it_either(came_back, sign_in):
    said = {"viec": "luu", "so-1-ca": "5"}
    answer = sign_in("ttyt-mot").post(reverse(f"{LIST}:add") + SEVENTH, said, headers={"Accept": "application/json"})
    (message,) = answer.json()["lines"][0]["messages"]
    assert refusal_in(message["text"]) and answer.json()["saved"] == "" and kept() == came_back


def test_the_sheet_shows_what_is_asked_for_and_where_it_is_mended(came_back, sign_in):
    page = sign_in("ttyt-mot").get(reverse(f"{LIST}:add") + SEVENTH)
    (line,) = page.context["sheet"].lines
    assert [cell.text for cell in line.cells] == ["20", ""] and line.locked
    link = next(a for a in BeautifulSoup(page.content, "html.parser").select("a") if "phân bổ ca" in a.text)
    assert len(sign_in("ttyt-mot").get(link["href"]).context["spread"].changed) == 3


def test_other_rows_of_the_sheet_are_stored_beside_a_backlog(came_back, sign_in, province):
    path = reverse(f"{LIST}:add") + SEVENTH
    assert sign_in("ttyt-mot").post(path + "&cap=2", {"viec": "luu", "so-11-ca": "5"}).status_code == 302
    assert [one for one in kept() if one in came_back] == came_back and len(kept()) == 4


ROWS = ("2021-10-07,06:00,11,1,", "2021-10-07,06:00,1,5,2")


@pytest.mark.parametrize("submit", [{}, {"submit": "on", "reason": WHY, "evidence": BASIS}])
def test_a_file_does_not_overwrite_a_day_of_a_backlog(came_back, sign_in, submit):
    sent = {"file": SimpleUploadedFile("a.csv", factories.csv(*ROWS))} | submit
    page = sign_in("ttyt-mot").post(reverse(f"{LIST}:import"), sent)
    (problem,) = page.context["refused"].errors
    assert (problem.row, problem.code) == (3, "in_backlog") and refusal_in(problem.message)
    sign_in("ttyt-mot").post(reverse(f"{LIST}:import"), {"token": page.context["token"]})
    assert [one for one in kept() if one in came_back] == came_back and len(kept()) == 4


@pytest.mark.parametrize("flags", [[], ["--submit", "--reason", WHY], ["--dry-run"]])
def test_a_command_does_not_overwrite_a_day_of_a_backlog(came_back, tmp_path, capsys, flags):
    file = tmp_path / "so-lieu.csv"
    file.write_bytes(factories.csv(*ROWS))
    with pytest.raises(SystemExit) as ended:
        call_command("import_reports", str(file), "--unit", "ttyt-mot", "--json", *flags)
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 2 and told["accepted"] == 0 and refusal_in(told["errors"][0]["message"])
    assert kept() == came_back


def test_once_it_is_given_up_or_sent_again_the_slot_is_entered_as_ever(came_back, ask, sign_in):
    ask(viec="bo")
    said = {"viec": "luu", "so-1-ca": "5", "ly-do-1": WHY, "can-cu": BASIS}
    assert sign_in("ttyt-mot").post(reverse(f"{LIST}:add") + SEVENTH, said).status_code == 302
    assert Report.objects.get().values == {"ca": 5}


def test_a_day_is_not_deleted_by_itself_but_the_whole_may_be_given_up(ask, sign_in):
    ask()
    report = Report.objects.first()
    step(sign_in("ttyt-mot"), "withdraw", report)
    assert states() == {"draft"}
    delete = sign_in("ttyt-mot").post(reverse(f"{LIST}:delete", args=[report.pk]))
    assert delete.status_code in (302, 403) and Report.objects.count() == 3
    ask(viec="bo")
    assert not Report.objects.exists()


def test_a_file_fills_the_sheet(sign_in):
    rows = ("2021-10-06,06:00,1,10", "2021-10-07,06:00,1,20", "2021-10-08,06:00,1,10")
    data = factories.csv(*rows, header="ngay,khung_gio,ma_dia_ban,ca")
    sheet = SimpleUploadedFile("ton.csv", data)
    page = sign_in("ttyt-mot").post(reverse(f"{LIST}:backlog") + SHEET, {"viec": "tep", "sheet": sheet})
    assert [row.new for row in page.context["spread"].changed] == [10, 20, 10]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [("2021-10-06,06:00,2,10",), ("2021-10-01,06:00,1,10",), ("2021-10-06,06:00,1,x",), ("\0",)],
)
def test_a_file_of_something_else_is_refused(sign_in, rows):
    sheet = SimpleUploadedFile("ton.csv", factories.csv(*rows, header="ngay,khung_gio,ma_dia_ban,ca"))
    page = sign_in("ttyt-mot").post(reverse(f"{LIST}:backlog") + SHEET, {"viec": "tep", "sheet": sheet})
    assert page.context["refusal"] and not page.context["spread"].changed


@pytest.mark.parametrize(
    "query",
    [
        "?dia-ban=2&chi-tieu=ca&tu=2021-10-06&den=2021-10-08",
        "?dia-ban=1&chi-tieu=dt&tu=2021-10-06&den=2021-10-08",
        "?dia-ban=1&chi-tieu=ca&tu=2021-10-08&den=2021-10-06",
        "?dia-ban=1&chi-tieu=ca&tu=2019-10-06&den=2021-10-06",
        "?dia-ban=1&chi-tieu=ca&tu=%00&den=٣",
        "?dia-ban=%00",
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_is_stored(ask, query):
    page = ask(query)
    assert page.status_code == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize("value", ["-1", "1,5", "٣", "9" * 25])
def test_a_cell_that_is_no_number_stops_the_whole(ask, value):
    page = ask(**{"so-20211007-0": value})
    assert page.status_code == 200 and not Report.objects.exists()


def test_a_slot_with_another_open_report_is_refused(ask, province):
    factories.report(province, "ttyt-mot", "1", day=DAY - 1, slot=0, state="draft")
    (error,) = (row.error for row in ask().context["spread"].rows if row.error)
    assert "còn một báo cáo chưa công bố: một báo cáo của đơn vị còn là bản nháp; gửi duyệt hoặc xóa" in error
    assert Report.objects.count() == 1


@pytest.fixture
def two_flows(province):
    """Deaths are counted by district as well."""
    deaths = Indicator.objects.create(code="tv", name="tv", short_name="tv", kind="flow", unit="ca")
    duty = Duty.objects.get(code="ttyt")
    Duty.objects.filter(pk=duty.pk).update(indicators=[*duty.indicators, "tv"])
    Source.objects.create(indicator=deaths, level=Level.DISTRICT, mode="own", duty=duty)
    cells = {(deaths.pk, province.areas["1"].pk, DAY - back, 0): 1 for back in range(3)}
    factories.publish(cells, day=DAY, slot=1)


DEATHS = SHEET.replace("chi-tieu=ca", "chi-tieu=tv")
WHEN = {
    "review": ("đang chờ duyệt; rút lại để sửa", "sớm nhất lúc 06:00 09/10/2021"),
    "approved": ("đã được duyệt, chờ bản công bố tới (theo lịch lúc 06:00 09/10/2021)", "sau đó mới đề nghị tiếp"),
    "draft": ("còn là bản nháp; gửi lại hoặc bỏ đề nghị đó trước",),
}


@pytest.mark.parametrize(
    ("state", "query"),
    [("review", SHEET), ("review", DEATHS), ("approved", SHEET), ("approved", DEATHS), ("draft", DEATHS)],
)
def test_a_second_backlog_of_the_same_slots_waits_for_the_first_and_is_told_until_when(
    ask, sign_in, two_flows, state, query
):
    ask()
    if state == "approved":
        step(sign_in("cdc"), "approve", Report.objects.first())
    if state == "draft":
        step(sign_in("ttyt-mot"), "withdraw", Report.objects.first())
    before = kept()
    opened = sign_in("ttyt-mot").get(reverse(f"{LIST}:backlog") + query)
    words = (f"nghị phân bổ ca của Huyện Một từ {SPAN.replace('–', 'đến')} ", *WHEN[state])
    assert all(part in words_of(opened) for part in words)
    assert [row.slot for row in opened.context["spread"].rows if row.taken] == [0, 0, 0]
    page = ask(query, **{"so-20211006-0": "7"})
    assert all(part in page.context["spread"].rows[0].error for part in words) and kept() == before


def test_the_second_backlog_starts_from_what_the_first_left(ask, sign_in, province):
    for moved in (MOVED, {"so-20211006-0": "15", "so-20211007-0": "15", "so-20211008-0": ""}):
        assert ask(**moved).status_code == 302
        step(sign_in("cdc"), "approve", Report.objects.filter(release=None).first())
        publish_release(extra=True, reason="Đính chính")
    assert values() == [15, 15, 10]
    first, second = (entry.of for entry in described(entries(corrected(5)))[::-1])
    assert [(one.old, one.new) for one in first] == [(0, 10), (0, 20), (40, 10)]
    assert [(one.old, one.new) for one in second] == [(10, 15), (20, 15)]


def test_backlogs_of_other_slots_go_into_the_same_release(ask, sign_in, two_flows):
    ask(**{"so-20211006-0": "10", "so-20211007-0": "", "so-20211008-0": "30"})
    assert ask(DEATHS, **{"so-20211006-0": "", "so-20211007-0": "3", "so-20211008-0": ""}).status_code == 302
    for report in Report.objects.all():
        step(sign_in("cdc"), "approve", report)
    publish_release(extra=True, reason="Đính chính")
    assert len(set(Report.objects.values_list("release", flat=True))) == 1
    assert Report.objects.values("correction").distinct().order_by().count() == 2


def test_the_action_refuses_by_itself_what_a_page_that_was_open_before_still_asks_for(ask, sign_in, province):
    ask()
    with pytest.raises(Refused, match="còn một báo cáo chưa công bố: đề nghị phân bổ ca của Huyện Một"):
        spread_backlog(
            unit=province.units["ttyt-mot"],
            area=province.areas["1"],
            indicator=province.indicators["ca"],
            values={(DAY - 1, 0): 3},
            reason=WHY,
            basis=Basis(BASIS),
        )
    assert Report.objects.count() == 3


def test_a_backlog_that_came_back_is_shown_whole_even_if_fewer_days_are_asked_for(came_back, sign_in):
    narrow = SHEET.replace("den=2021-10-08", "den=2021-10-06")
    page = sign_in("ttyt-mot").get(reverse(f"{LIST}:backlog") + narrow)
    assert [row.new for row in page.context["spread"].changed] == [10, 20, 10]


def test_a_backlog_of_other_days_leaves_the_one_that_came_back_as_it_is(ask, sign_in):
    ask(**{"so-20211006-0": "9", "so-20211007-0": "", "so-20211008-0": ""})
    step(sign_in("cdc"), "return", Report.objects.get(), reason="Thiếu danh sách")
    before = kept()
    later = SHEET.replace("tu=2021-10-06", "tu=2021-10-08")
    assert ask(later, **{"so-20211008-0": "31"}).status_code == 302
    assert [one for one in kept() if one in before] == before and len(kept()) == 2


def png():
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    return picture.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0",
        b"<html>%PDF-</html>",
        b"%PDF-1.4 cut",
        b"\x89PNG\r\n\x1a\n cut",
        b"\xff\xd8\xff",
        b"GIF89a" + b"\0" * 20,
        PDF + b"\0" * 5 * 2**20 + b"%%EOF",
    ],
)
def test_evidence_that_is_no_pdf_or_picture_or_too_large_is_refused(ask, data):
    assert ask(evidence_file=SimpleUploadedFile("a.pdf", data)).context["form"].errors["evidence_file"]
    assert not Report.objects.exists()


def test_a_picture_is_known_by_its_bytes_whatever_it_is_called(ask, sign_in):
    ask(evidence_file=SimpleUploadedFile("a.html", png()))
    found = sign_in("cdc").get(reverse(f"{LIST}:evidence", args=[Report.objects.first().pk]))
    assert found["Content-Type"] == "image/png"
    assert 'filename="a.png"' in found["Content-Disposition"] and "attachment" in found["Content-Disposition"]


def test_a_phones_photograph_of_two_pictures_is_a_jpeg(ask):
    photograph, second = io.BytesIO(), Image.new("RGB", (2, 2))
    Image.new("RGB", (4, 4)).save(photograph, "MPO", save_all=True, append_images=[second])
    ask(evidence_file=SimpleUploadedFile("anh.jpg", photograph.getvalue()))
    assert Report.objects.first().correction.format == "jpg"


def test_evidence_is_for_those_who_may_read_the_report(ask, sign_in, client):
    ask(evidence_file=pdf())
    address = reverse(f"{LIST}:evidence", args=[Report.objects.first().pk])
    for name, status in (("ttyt-mot", 200), ("cdc", 200), ("ttyt-hai", 404)):
        assert sign_in(name).get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 302


def words_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " "))


@pytest.fixture
def released(ask, sign_in, client):
    """Asked for, signed and released: release 4."""
    ask(evidence_file=pdf())
    step(sign_in("cdc"), "approve", Report.objects.first())
    publish_release(extra=True, reason="Đính chính")
    client.logout()
    return client


def test_the_page_has_one_entry_that_unfolds_to_its_values(released):
    words = words_of(released.get("/dinh-chinh/"))
    assert "1 lần đính chính" in words
    assert "phân bổ lại 3 số, tổng trước 40 , tổng sau 40" in words and WHY in words
    for row in ("06:00 06/10/2021 0 10", "06:00 07/10/2021 0 20", "06:00 08/10/2021 40 10"):
        assert row in words


def test_evidence_is_never_public(released):
    for address in ("/dinh-chinh/", "/dinh-chinh/rss/", "/dinh-chinh/atom/", "/so-lieu/", "/dia-ban/1/"):
        page = released.get(address).content.decode()
        assert BASIS not in page and "công văn.pdf" not in page


def test_an_entry_has_an_address_for_ever(released, province):
    (entry,) = described(entries(corrected(4)))
    words = words_of(released.get(entry.address))
    assert "06:00 07/10/2021 0 20" in words and "xem bản số 3" in words
    factories.publish({province.cell("ca", "1", DAY): 11}, slot=1)
    factories.publish({province.cell("ca", "1", DAY): 12}, day=DAY + 1)
    assert "06:00 08/10/2021 40 10" in words_of(released.get(entry.address))


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "4-ca-1-20211008-06:01",
        "4-ca-999999999-20211008-06:00",
        "99999-ca-1-20211008-06:00",
        "4-ca-1-99999999-06:00",
        "4-ca-1-٢0211008-06:00",
        "4-ca-1-00000101-06:00",
        "%00",
        "9" * 3000,
    ],
)
def test_an_address_of_nothing_is_not_found(released, key):
    assert released.get(f"/dinh-chinh/{key}/").status_code in (400, 404)


def test_the_atom_feed_is_valid_and_links_to_the_entry(released):
    response = released.get("/dinh-chinh/atom/")
    feed, atom = ElementTree.fromstring(response.content), "{http://www.w3.org/2005/Atom}"
    assert response["Content-Type"].startswith("application/atom+xml") and feed.tag == f"{atom}feed"
    assert all(feed.findtext(f"{atom}{name}") for name in ("id", "title", "updated", "author/" + atom + "name"))
    (item,) = feed.findall(f"{atom}entry")
    (entry,) = described(entries(corrected(4)))
    link = item.find(f"{atom}link").get("href")
    assert item.findtext(f"{atom}id") == link and link.startswith("http") and link.endswith(entry.address)
    assert re.fullmatch(r"2021-10-08T18:05:00\+07:00", item.findtext(f"{atom}updated"))
    summary = item.findtext(f"{atom}summary")
    assert WHY in summary and "tổng trước 40" in summary
    assert released.get(entry.address).status_code == 200


def test_charts_mark_the_corrected_days_in_picture_legend_and_table(released, province):
    view = build_area_view(4, province.areas["1"])["charts"]["daily"]
    assert [row.get("corrected") for row in view["rows"]] == [True, True, True]
    page = released.get("/dia-ban/1/")
    assert "Ngày có số đã đính chính" in words_of(page).replace("  ", " ")
    assert "(đã đính chính)" in words_of(page)
    assert "Ba ngày có số đã đính chính." in view["sentence"]
    assert not marked(4, province.areas["2"])
    assert marked(4, province.areas["40"])


def marked(release, area):
    """Whether curve and running total of the area tell of a correction: by legend, sentence and diamonds alike."""
    told = set()
    for kind in ("daily", "total"):
        chart = build_area_view(release, area)["charts"][kind]
        told.add("key--corrected" in dict(chart["legend"]))
        told.add("đính chính" in chart["sentence"])
        told.add('stroke-width="1.5"' in chart["svg_wide"])
    (answer,) = told
    return answer


def test_the_old_release_still_shows_the_old_values_and_no_mark(released, province):
    def shown(release):
        return [row["values"][0] for row in build_area_view(release, province.areas["1"])["charts"]["daily"]["rows"]]

    assert (shown(3), shown(4)) == ([40, 0, 0], [10, 20, 10])
    assert not marked(3, province.areas["1"])
    assert "(đã đính chính)" not in words_of(released.get("/dia-ban/1/?ban=3"))
    assert "0 lần đính chính" in words_of(released.get("/dinh-chinh/?ban=3"))


def test_running_totals_move_with_a_correction_that_changes_the_sum(ask, sign_in, province):
    ask(**{"so-20211007-0": "25"})
    step(sign_in("cdc"), "approve", Report.objects.last())
    publish_release(extra=True, reason="Đính chính")

    def total(release, area):
        tiles = build_area_view(release, province.areas[area])["tiles"]
        return next(tile["total"] for tile in tiles if tile["indicator"] == "ca")

    assert (total(3, "1"), total(4, "1")) == (40, 45)
    assert total(4, "40") - total(3, "40") == 5


def test_a_slot_that_was_never_reported_is_told_as_such(ask, sign_in, client):
    ask(**{"so-20211007-1": "5"})
    step(sign_in("cdc"), "approve", Report.objects.first())
    publish_release(extra=True, reason="Đính chính")
    assert "18:00 07/10/2021 chưa báo cáo 5" in words_of(client.get("/dinh-chinh/"))


def test_the_page_asks_no_more_for_more_backlogs(released, ask, sign_in, client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/dinh-chinh/")
        return len(queries)

    asked()
    few = asked()
    for number in range(3):
        ask(**{"so-20211006-0": f"{number + 1}"})
        step(sign_in("cdc"), "approve", Report.objects.filter(release=None).first())
        publish_release(extra=True, reason="Đính chính")
    client.logout()
    assert asked() <= few <= 17


@pytest.mark.parametrize(
    "fields",
    [
        {"so-20211006-0": "1\0"},
        {"so-20211006-0": "9" * 400},
        {"so-20211006-0": "٣"},
        {"reason": "Vì\0"},
        {"reason": "x" * 5_000},
        {"evidence": "\0"},
        {"evidence": "x" * 5_000},
        {"evidence_file": SimpleUploadedFile("rong.pdf", b"")},
    ],
)
def test_hostile_fields_are_said_to_be_wrong_and_nothing_is_stored(ask, fields):
    response = ask(**fields)
    assert response.status_code in (200, 400)
    assert not Report.objects.exists() and not Correction.objects.exists()


def test_what_is_typed_apart_is_stored_composed(ask):
    ask(
        reason=unicodedata.normalize("NFD", "Số tồn trả về đúng ngày"),
        evidence=unicodedata.normalize("NFD", "Tờ trình"),
    )
    report = Report.objects.select_related("correction").first()
    assert (report.reason, report.correction.evidence) == ("Số tồn trả về đúng ngày", "Tờ trình")
