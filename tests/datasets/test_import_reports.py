"""Each unit reports what its duty names, for its own area; what is signed or published is never overwritten."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from core import province as provinces
from core.problems import Code
from datasets import figures_file
from datasets.actions.import_reports import import_reports
from datasets.figures_file import Invalid, parse_date, parse_number, parse_slot, read_figures
from datasets.models import Report
from tests.datasets import factories
from tests.datasets.factories import csv

SLOTS = ("06:00", "18:00")


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def send(province):
    def _send(*rows, unit="ttyt-mot", header="ngay,khung_gio,ma_dia_ban,ca,dt", **kwargs):
        data = csv(*rows, header=header)
        return import_reports(data=data, name="tệp.csv", unit=province.units[unit], **kwargs)

    return _send


def codes(result) -> set[tuple]:
    return {(error.row, error.column, str(error.code)) for error in result.errors}


def test_a_file_becomes_drafts_and_an_empty_cell_is_not_reported(send):
    result = send("2021-10-08,18:00,1,1.234,", "08/10/2021,6:00,11,,0")
    assert (result.accepted, result.rejected, len(result.ids)) == (2, 0, 2)
    first, second = Report.objects.filter(pk__in=result.ids).order_by("-slot")
    assert (first.values, second.values) == ({"ca": 1234}, {"dt": 0})
    assert {first.state, second.state} == {"draft"}
    assert (first.kind, first.entered_by) == ("first", "ttyt-mot")


def test_a_handed_over_report_waits_for_review(send):
    send("2021-10-08,18:00,1,5,6", submit=True)
    assert Report.objects.get().state == "review"


def test_one_wrong_row_and_nothing_is_stored(send):
    result = send("2021-10-08,18:00,1,5,6", "2021-10-08,18:00,99,5,6")
    assert codes(result) == {(3, "ma_dia_ban", "unknown_area")}
    assert (result.accepted, result.rejected) == (0, 2)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("unit", "row", "column", "code"),
    [
        ("ttyt-mot", "2021-10-08,18:00,2,5,", "ma_dia_ban", "not_your_area"),
        ("ttyt-mot", "2021-10-08,18:00,21,5,", "ma_dia_ban", "not_your_area"),
        ("tyt-11", "2021-10-08,18:00,1,5,", "ma_dia_ban", "not_your_area"),
        ("cdc", "2021-10-08,18:00,40,,5", "dt", "computed_value"),
        ("cdc", "2021-10-08,18:00,1,5,", "ca", "not_your_area"),
        ("syt", "2021-10-08,18:00,1,5,", "ca", "not_your_area"),
    ],
)
def test_a_unit_reports_only_its_area_and_indicators(send, unit, row, column, code):
    assert codes(send(row, unit=unit)) == {(2, column, code)}


def test_a_sum_is_never_entered_and_a_foreign_indicator_neither(send):
    header = "ngay,khung_gio,ma_dia_ban,nha"
    assert codes(send("2021-10-08,18:00,1,5", header=header)) == {(2, "nha", "computed_value")}
    assert codes(send("2021-10-08,18:00,11,5", header=header)) == {(2, "nha", "not_your_indicator")}


def test_who_verifies_a_sum_may_enter_it(send):
    assert send("2021-10-08,18:00,40,5,", unit="cdc").accepted == 1


def test_a_draft_is_replaced_but_nothing_under_review_or_signed(send):
    first = send("2021-10-08,18:00,1,5,6").ids
    second = send("2021-10-08,18:00,1,7,").ids
    assert first != second
    assert Report.objects.get().values == {"ca": 7}
    Report.objects.update(state="review")
    assert codes(send("2021-10-08,18:00,1,5,")) == {(2, None, "under_review")}
    Report.objects.update(state="approved", approved_by="cdc", approved_at="2021-10-08T18:00+07:00")
    assert codes(send("2021-10-08,18:00,1,5,")) == {(2, None, "already_approved")}
    assert Report.objects.get().values == {"ca": 7}


def test_changing_a_published_value_is_a_correction_with_a_reason(province, send):
    factories.publish({province.cell("ca", "1"): 5, province.cell("dt", "1"): 9})
    row = "2021-10-08,06:00,1,6,9"
    assert codes(send(row)) == {(2, "ca", "reason_required")}
    send(row, reason="Đếm trùng một ca")
    stored = Report.objects.get()
    assert (stored.kind, stored.values, stored.reason) == ("correction", {"ca": 6}, "Đếm trùng một ca")


def test_the_same_value_again_is_accepted_and_not_stored(province, send):
    factories.publish({province.cell("ca", "1"): 5})
    result = send("2021-10-08,06:00,1,5,")
    assert (result.accepted, result.ids) == (1, [])
    assert not Report.objects.exists()


def test_a_first_value_for_a_released_slot_is_a_supplement(province, send):
    factories.publish({province.cell("ca", "2"): 5})
    send("2021-10-08,06:00,1,5,", "2021-10-08,18:00,1,5,")
    assert dict(Report.objects.values_list("slot", "kind")) == {0: "supplement", 1: "first"}


def test_verifying_another_units_figure_corrects_nothing(province, send):
    factories.publish({province.cell("ca", "11"): 5})
    assert send("2021-10-08,06:00,11,6,").accepted == 1
    assert Report.objects.get().kind == "supplement"


def test_a_dry_run_checks_and_stores_nothing(send):
    assert send("2021-10-08,18:00,1,5,", dry_run=True).accepted == 1
    assert codes(send("2021-10-08,18:00,2,5,", dry_run=True))
    assert not Report.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_file(send, django_assert_max_num_queries):
    rows = [f"2021-{month:02}-{day:02},06:00,1,5,6" for month in range(1, 9) for day in range(1, 29)]
    with django_assert_max_num_queries(35):
        assert send(*rows).accepted == len(rows)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("31/02/2021,06:00,1,5,6", "ngay", "invalid_date"),
        ("10-08-2021,06:00,1,5,6", "ngay", "invalid_date"),
        (",06:00,1,5,6", "ngay", "missing_value"),
        ("2021-10-09,06:00,1,5,6", "ngay", "future_date"),
        ("2019-12-31,06:00,1,5,6", "ngay", "date_out_of_range"),
        ("2021-10-08,07:00,1,5,6", "khung_gio", "unknown_slot"),
        ("2021-10-08,06:00,,5,6", "ma_dia_ban", "missing_value"),
        ("2021-10-08,06:00,1,-5,6", "ca", "negative_number"),
        ("2021-10-08,06:00,1,năm,6", "ca", "not_a_number"),
        ("2021-10-08,06:00,1,1.5,6", "ca", "not_a_number"),
        ("2021-10-08,06:00,1,99999999999,6", "ca", "number_too_large"),
    ],
)
def test_a_cell_that_says_nothing_sound_is_refused(send, row, column, code):
    assert codes(send(row)) == {(2, column, code)}


@pytest.mark.parametrize(
    ("header", "column", "code"),
    [
        ("ngay,khung_gio,ca", "ma_dia_ban", "missing_column"),
        ("ngay,khung_gio,ma_dia_ban,ca,la", "la", "unknown_column"),
        ("ngay,khung_gio,ma_dia_ban,ca,ca", "ca", "duplicate_column"),
        ("ngay,khung_gio,ma_dia_ban,ghi_chu", None, "missing_column"),
    ],
)
def test_the_header_is_checked_before_the_rows(send, header, column, code):
    assert codes(send("2021-10-08,06:00,1,5,6", header=header)) == {(1, column, code)}


def test_the_slot_of_this_evening_opens_an_hour_before(province, send):
    from core import clock

    with clock.at(dt.datetime(2021, 10, 8, 16, 59, tzinfo=clock.ZONE)):
        assert codes(send("2021-10-08,18:00,1,5,6")) == {(2, "khung_gio", "future_date")}
    with clock.at(dt.datetime(2021, 10, 8, 17, 0, tzinfo=clock.ZONE)):
        assert send("2021-10-08,18:00,1,5,6").accepted == 1


def test_a_row_twice_in_a_file_is_refused(send):
    assert codes(send("2021-10-08,06:00,1,5,6", "08/10/2021,6:00,1,5,6")) == {(3, None, "duplicate_row")}


def test_a_name_is_checked_against_the_code_accents_or_not(send):
    header = "ngay,khung_gio,ma_dia_ban,ten_dia_ban,ca,ghi_chu"
    assert send("2021-10-08,06:00,1,huyen  mot,5,đủ", header=header).accepted == 1
    assert Report.objects.get().note == "đủ"
    assert codes(send("2021-10-08,06:00,1,Huyện Hai,5,", header=header)) == {(2, "ten_dia_ban", "area_name_differs")}


def test_a_code_means_the_area_that_bore_it_on_the_day(province, send):
    province.areas["1"].__class__.objects.filter(code="1").update(valid_to="2021-10-08")
    assert send("2021-10-07,06:00,1,5,6").accepted == 1
    assert codes(send("2021-10-08,06:00,1,5,6")) == {(2, "ma_dia_ban", "unknown_area")}


def test_a_spreadsheet_says_the_same_with_its_own_cells(province):
    book = openpyxl.Workbook()
    book.active.append(["ngay", "khung_gio", "ma_dia_ban", "ca", "dt"])
    book.active.append([dt.datetime(2021, 10, 8), dt.time(6, 0), 1, 5.0, "1.234"])  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    assert import_reports(data=out.getvalue(), name="t.xlsx", unit=province.units["ttyt-mot"]).accepted == 1
    assert Report.objects.get().values == {"ca": 5, "dt": 1234}


def test_of_a_thoroughly_wrong_file_the_first_problems_are_listed(send):
    result = send(*["2021-10-08,06:00,99,x,y"] * 300)
    assert (len(result.errors), result.rejected) == (figures_file.MAX_PROBLEMS, 300)


def test_the_command_prints_one_object_and_refuses_with_exit_code_2(province, evening, tmp_path, capsys):
    file = tmp_path / "so-lieu.csv"
    file.write_bytes(csv("2021-10-08,18:00,1,5,6"))
    call_command("import_reports", str(file), unit="ttyt-mot", json=True, submit=True)
    assert json.loads(capsys.readouterr().out) == {
        "accepted": 1,
        "rejected": 0,
        "errors": [],
        "ids": [Report.objects.get().pk],
    }
    with pytest.raises(SystemExit) as refused:
        call_command("import_reports", str(file), unit="ttyt-mot", json=True)
    assert refused.value.code == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "under_review"
    for arguments in ((str(file), "ttyt-mot"), (str(file), "ma"), (str(tmp_path), "cdc"), ("a\0b", "cdc")):
        with pytest.raises(CommandError) as error:
            call_command("import_reports", arguments[0], unit=arguments[1])
        assert error.value.returncode == 2


@settings(deadline=None)
@given(st.integers(0, figures_file.MAX_VALUE))
def test_a_whole_number_reads_the_same_however_it_is_written(number):
    grouped = f"{number:,}".replace(",", ".")
    assert {parse_number(form) for form in (number, float(number), str(number), grouped)} == {number}


@settings(deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2100, 1, 1)))
def test_a_date_reads_the_same_however_it_is_written(date):
    moment = dt.datetime.combine(date, dt.time())
    forms = (date, moment, date.isoformat(), f"{date:%d/%m/%Y}", f"{date.day}/{date.month}/{date.year}")
    assert {parse_date(form) for form in forms} == {date}


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.times(), st.none()))
def test_any_cell_is_read_or_refused(cell):
    for parse in (parse_number, parse_date, lambda value: parse_slot(value, SLOTS)):
        try:
            parse(cell)
        except Invalid as refusal:
            assert refusal.code in set(Code)


def test_any_bytes_are_read_or_refused(province):
    @settings(deadline=None)
    @given(st.binary(max_size=200))
    def check(data):
        assert read_figures(data, name="t", province=provinces.current()).problems

    check()
