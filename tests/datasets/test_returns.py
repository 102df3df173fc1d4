"""Single cells of a report go back with words at each; what comes back is told cell by cell, before and after."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.problems import Refused
from datasets.actions.import_reports import import_reports
from datasets.actions.review import approve_chosen, return_chosen, return_report, submit_reports, withdraw_report
from datasets.models import Report, ReportReturn, ReturnedCell
from datasets.selectors.returns import cells_of, is_sent_back, last_return, own_reports, with_last_return
from tests.datasets import factories
from units.models import AuditEntry, Notice, User

LIST = "wagtailsnippets_datasets_report"
WORDS = "Cao bất thường, đối chiếu với danh sách ca."


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def report(province):
    return factories.report(province, "ttyt-mot", "1", values={"ca": 40, "dt": 7})


@pytest.fixture
def account(province):
    """(username, unit's name if it is another) → the account."""

    def found(name, unit=None, **fields):
        user, _ = User.objects.get_or_create(username=name, unit=province.units.get(unit or name), **fields)
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        return User.objects.get(pk=user.pk)

    return found


@pytest.fixture
def sign_in(client, account):
    def signed_in(name, unit=None):
        client.force_login(account(name, unit))
        client.raise_request_exception = False
        return client

    return signed_in


def returned_to(unit):
    return [one for one in with_last_return(own_reports(unit)) if is_sent_back(one)]


def send_back(report, province, **said):
    return_report(report=report, reviewer=province.units["cdc"], **({"remarks": {"ca": WORDS}} | said))
    return Report.objects.get(pk=report.pk)


def enter(province, user, row="2021-10-08,18:00,1,4,7", submit=True):
    """The unit enters the slot again; the report that stands there now."""
    file = {"data": factories.csv(row), "name": "a.csv", "unit": province.units["ttyt-mot"]}
    assert not import_reports(**file, submit=submit, user=user).errors
    return Report.objects.get()


def press(client, report, step="return", **typed):
    return client.post(reverse(f"{LIST}:{step}", args=[report.pk]), typed, follow=True)


def stored():
    return list(ReturnedCell.objects.values_list("indicator__code", "text"))


def test_the_reviewer_says_at_the_cell_what_is_wrong(sign_in, report):
    client = sign_in("cdc")
    page = client.get(reverse(f"{LIST}:inspect", args=[report.pk])).content.decode()
    assert 'name="y_kien-ca"' in page and 'name="y_kien-dt"' in page and 'name="y_kien-nha"' not in page
    answer = press(client, report, **{"y_kien-ca": f" {WORDS} ", "y_kien-dt": "  "})
    assert "Đã trả lại báo cáo." in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "draft" and stored() == [("ca", WORDS)]
    kept = ReportReturn.objects.get()
    assert (kept.reason, kept.values, kept.returned_by) == ("Xem ý kiến tại: ca.", {"ca": 40, "dt": 7}, "cdc")


def test_the_clerk_finds_the_words_at_the_cell_and_on_the_desk(sign_in, report, province):
    send_back(report, province, reason="Đối chiếu lại.")
    client = sign_in("ttyt-mot")
    desk = client.get("/quan-tri/").content.decode()
    assert "Số liệu bị trả lại" in desk and "Đối chiếu lại." in desk and "1 ô có ý kiến" in desk
    page = client.get(reverse(f"{LIST}:edit", args=[report.pk])).content.decode()
    cell = next(li for li in BeautifulSoup(page, "html.parser").select("li") if li.select_one('[name="so_ca"]'))
    assert WORDS in cell.text and "khi trả lại: 40" in cell.text
    assert page.count(WORDS) == 1 and "Đối chiếu lại." in page


def test_what_came_back_stands_beside_what_was_returned(sign_in, report, province, account):
    send_back(report, province, remarks={"ca": WORDS, "dt": "Thiếu hai ca."})
    again = enter(province, account("ttyt-mot"))
    assert again.pk != report.pk
    cells = {cell.indicator.code: cell for cell in cells_of(again, last_return(again))}
    assert [(c.returned, c.value, c.changed, c.remark) for c in (cells["ca"], cells["dt"])] == [
        (40, 4, True, WORDS),
        (7, 7, False, "Thiếu hai ca."),
    ]
    page = sign_in("cdc").get(reverse(f"{LIST}:inspect", args=[again.pk])).content.decode()
    rows = [row.text for row in BeautifulSoup(page, "html.parser").select(".report-cells tbody tr")]
    first, second = (next(row for row in rows if words in row) for words in (WORDS, "Thiếu hai ca."))
    assert "40" in first and "đã sửa" in first and "chưa sửa" in second


def test_a_figure_taken_out_or_newly_given_is_a_change_too(report, province, account):
    send_back(report, province)
    again = enter(province, account("ttyt-mot"), row="2021-10-08,18:00,1,40,")
    cells = {cell.indicator.code: cell for cell in cells_of(again, last_return(again))}
    assert (cells["dt"].returned, cells["dt"].value, cells["dt"].changed) == (7, None, True)


def test_only_the_newest_return_counts_and_none_after_the_signature(report, province, account):
    send_back(report, province)
    again = send_back(enter(province, account("ttyt-mot")), province, remarks={"dt": "Sai."})
    assert last_return(again).remarks == {"dt": "Sai."} and ReportReturn.objects.filter(report=again).count() == 2
    again = enter(province, account("ttyt-mot"))
    approve_chosen(reviewer=province.units["cdc"], ids=[again.pk])
    assert last_return(Report.objects.get()) is None
    assert not returned_to(province.units["ttyt-mot"])


def test_handed_in_or_taken_back_it_is_no_longer_among_what_came_back(report, province, account):
    send_back(report, province)
    again, own = enter(province, account("ttyt-mot")), province.units["ttyt-mot"]
    assert not returned_to(own)
    withdraw_report(unit=own, report=again)
    assert [one.returned_cells for one in returned_to(own)] == [1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"y_kien-khong_co": "x"}, "một ô mà báo cáo này không có"),
        ({"y_kien-nha": "x"}, "một ô mà báo cáo này không có"),
        ({"y_kien-": "x"}, "một ô mà báo cáo này không có"),
        ({"y_kien-ca": "a\x00b"}, "ký tự không hợp lệ"),
        ({"y_kien-ca": "đ" * 10_000}, "không quá 500 ký tự"),
        ({"y_kien-ca": " "}, "phải nêu lý do"),
        ({"reason": "đ" * 10_000}, "không quá 300 ký tự"),
        ({"reason": "a\x00b"}, "không có ký tự lạ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_returned(sign_in, report, typed, said):
    answer = press(sign_in("cdc"), report, **typed)
    assert answer.status_code == 200 and said in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "review" and not ReportReturn.objects.exists()
    assert not AuditEntry.objects.filter(action="return").exists()


def test_what_was_typed_is_still_there_after_a_refusal(sign_in, report):
    page = press(
        sign_in("cdc"), report, **{"y_kien-ca": WORDS, "y_kien-nha": "x", "reason": "Xem lại"}
    ).content.decode()
    assert f"{WORDS}</textarea>" in page and 'value="Xem lại"' in page


def test_a_signature_swallows_no_remark(sign_in, report):
    answer = press(sign_in("cdc"), report, "approve", **{"y_kien-ca": WORDS})
    assert "hãy trả lại, hoặc xóa ý kiến" in answer.content.decode() and WORDS in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "review"


def test_clicked_twice_it_is_returned_once(sign_in, report):
    client = sign_in("cdc")
    press(client, report, **{"y_kien-ca": WORDS})
    answer = press(client, report, **{"y_kien-ca": WORDS})
    assert answer.status_code < 500 and "Báo cáo này không chờ đơn vị duyệt." in answer.content.decode()
    assert stored() == [("ca", WORDS)]


@pytest.mark.parametrize("name", ["ttyt-mot", "ttyt-hai", "tyt-11", "syt"])
def test_nobody_but_the_reviewer_returns_it(sign_in, report, name):
    assert press(sign_in(name), report, **{"y_kien-ca": WORDS}).status_code in (200, 403, 404)
    report.refresh_from_db()
    assert report.state == "review" and stored() == []


def test_many_go_back_for_one_reason(sign_in, report, province):
    other = factories.report(province, "ttyt-hai", "2")
    foreign = factories.report(province, "tyt-11", "11")
    body = {"id": [report.pk, other.pk, foreign.pk, "x", "9" * 30], "y_kien-ca": WORDS}
    client, path = sign_in("cdc"), reverse(f"{LIST}:return_chosen")
    assert "phải nêu lý do" in client.post(path, body, follow=True).content.decode()
    assert set(Report.objects.values_list("state", flat=True)) == {"review"}
    answer = client.post(path, body | {"reason": "Chờ danh sách ca."}, follow=True)
    assert "Đã trả lại 2 báo cáo." in answer.content.decode()
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {report.pk: "draft", other.pk: "draft", foreign.pk: "review"}
    assert set(ReportReturn.objects.values_list("reason", flat=True)) == {"Chờ danh sách ca."} and stored() == []


def test_of_many_none_goes_back_if_one_is_ones_own(report, province, account):
    other = factories.report(province, "ttyt-hai", "2", submitted_by=account("kiem", "cdc"))
    with pytest.raises(Refused, match="không được tự duyệt"):
        return_chosen(
            reviewer=province.units["cdc"], ids=[report.pk, other.pk], reason="Sai.", user=account("kiem", "cdc")
        )
    assert set(Report.objects.values_list("state", flat=True)) == {"review"} and not ReportReturn.objects.exists()


def test_who_hands_over_is_kept_beside_who_wrote(sign_in, province, account):
    draft = factories.report(province, "ttyt-mot", "1", state="draft", entered_by="ttyt-mot")
    press(sign_in("gui", "ttyt-mot"), draft, "submit")
    draft.refresh_from_db()
    assert (draft.entered_by, draft.submitted_by) == ("ttyt-mot", account("gui", "ttyt-mot"))


HANDS = {
    "sent it": lambda report, person: Report.objects.filter(pk=report.pk).update(submitted_by=person),
    "wrote an earlier draft": lambda report, person: Report.objects.filter(pk=report.pk).update(
        writers=["nguoi-gui"]
    ),
    "sent it before it was returned": lambda report, person: ReportReturn.objects.create(
        report=report, reason="x", submitted_by=person, returned_by="cdc", returned_at=report.entered_at
    ),
}


@pytest.mark.parametrize("hand", HANDS)
def test_whoever_had_a_hand_in_it_signs_under_no_account(hand, report, province, account, sign_in):
    sender = account("nguoi-gui", "ttyt-mot", first_name="Nguyễn Văn An")
    HANDS[hand](report, sender)
    second = account("thu-hai", "cdc", first_name="Nguyễn Văn An")
    cdc, by = province.units["cdc"], {"user": second}
    for step in (
        lambda: approve_chosen(reviewer=cdc, ids=[report.pk], **by),
        lambda: return_report(report=report, reviewer=cdc, reason="Sai.", **by),
    ):
        with pytest.raises(Refused, match="không được tự duyệt"):
            step()
    page = sign_in("thu-hai", "cdc").get(reverse(f"{LIST}:inspect", args=[report.pk])).content.decode()
    assert "Bạn đã nhập báo cáo này, hoặc đã gửi duyệt" in page and 'name="y_kien-ca"' not in page
    other = account("khac", "cdc", first_name="Lê Thị Bình")
    assert approve_chosen(reviewer=cdc, ids=[report.pk], user=other) == 1


def test_writers_and_returns_go_on_through_every_draft(report, province, account):
    first, second = account("mot", "ttyt-mot"), account("hai", "ttyt-mot")
    Report.objects.filter(pk=report.pk).update(entered_by="mot")
    send_back(report, province)
    enter(province, second, submit=False)
    enter(province, first, submit=False)
    again = enter(province, second)
    assert (again.entered_by, again.writers, again.begun_at) == ("hai", ["hai", "mot"], report.entered_at)
    assert last_return(again).remarks == {"ca": WORDS} and again.submitted_by == second


def test_a_deleted_draft_takes_no_other_reports_remarks_along(report, province, account):
    send_back(report, province)
    Report.objects.get().delete()
    assert last_return(enter(province, account("ttyt-mot"))) is None
    assert str(ReportReturn.objects.get()) == "Trả lại: báo cáo đã xóa"


def test_an_account_of_another_unit_sees_no_remark(sign_in, report, province):
    send_back(report, province)
    for name in ("ttyt-hai", "syt", "tyt-11"):
        client = sign_in(name)
        for step in ("inspect", "edit"):
            assert client.get(reverse(f"{LIST}:{step}", args=[report.pk])).status_code == 404
        assert WORDS not in client.get("/quan-tri/").content.decode()


def test_the_log_and_the_notice_tell_of_it(report, province, account):
    account("ttyt-mot")
    send_back(report, province)
    told = {
        entry.model: entry
        for entry in AuditEntry.objects.filter(model__in=["datasets.ReturnedCell", "datasets.ReportReturn"])
    }
    assert json.loads(told["datasets.ReturnedCell"].changes)["text"] == [None, WORDS]
    assert {entry.owner for entry in told.values()} == {"ttyt-mot"}
    assert told["datasets.ReportReturn"].label == "Trả lại: Huyện Một, kỳ 18:00 08/10/2021, ttyt-mot"
    assert "Xem ý kiến tại: ca." in Notice.objects.get(kind="returned").detail


@pytest.mark.parametrize("wrong", [{"text": ""}, {}])
def test_the_database_keeps_one_remark_a_cell(wrong, report, province):
    send_back(report, province)
    with pytest.raises(IntegrityError), transaction.atomic():
        code = "dt" if wrong else "ca"
        ReturnedCell.objects.create(
            step=ReportReturn.objects.get(), indicator=province.indicators[code], **({"text": "x"} | wrong)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportReturn.objects.create(reason="", returned_by="cdc", returned_at=report.entered_at)


def test_the_desk_asks_no_more_for_more_returned_reports(sign_in, province):
    def asked():
        client = sign_in("ttyt-mot")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/quan-tri/").content.decode()
        return len(queries), page.count("1 ô có ý kiến")

    asked()
    counts = []
    for day in range(3):
        send_back(factories.report(province, "ttyt-mot", "1", day=factories.DAY - day), province)
        counts.append(asked())
    assert [count for _, count in counts] == [1, 2, 3] and counts[2][0] <= counts[0][0] <= 30


def test_a_draft_that_was_handed_in_by_ones_own_form_names_its_sender(sign_in, report, province, account):
    send_back(report, province)
    body = {"so_ca": "4", "so_dt": "7", "submit": "1"}
    sign_in("ttyt-mot").post(reverse(f"{LIST}:edit", args=[report.pk]), body)
    again = Report.objects.get()
    assert (again.state, again.submitted_by, again.values) == ("review", account("ttyt-mot"), {"ca": 4, "dt": 7})
    assert submit_reports(unit=province.units["ttyt-mot"], ids=[again.pk]) == 0
