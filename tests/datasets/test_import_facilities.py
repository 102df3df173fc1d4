"""A unit enters the places that its duties name, as drafts; nothing of a file reaches readers unsigned."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from datasets.actions.import_facilities import import_facilities
from datasets.facilities_file import FacilitiesFile, read_facilities
from datasets.models import Facility
from tests.datasets import factories
from tests.datasets.factories import csv
from units import policy
from units.actions.review import approve, send_back, submit, withdraw
from units.models import Duty, Level, UnitKind, User

HEADER = (
    "ten,loai,phan_loai,ma_dia_ban,dia_chi,kinh_do,vi_do,dien_thoai,gio_mo_cua,lien_ket,suc_chua,dang_su_dung,"
    "tu_ngay,den_ngay,trang_thai"
)
SHORT = "ten,loai,ma_dia_ban"


def give_duty(kind: str, subject: str, level: int) -> None:
    Duty.objects.create(
        code=f"{kind}-{subject[11:]}",
        unit_kind=UnitKind.objects.get(code=kind),
        article="11.3",
        action="update",
        subject=subject,
        level=level,
        frequency="change",
        task="Cập nhật.",
    )


@pytest.fixture
def province(db, evening):
    province = factories.build()
    give_duty("ttyt", "facilities:tiem_chung", Level.DISTRICT)
    give_duty("cdc", "facilities:xet_nghiem", Level.PROVINCE)
    return province


@pytest.fixture
def send(province):
    def _send(*rows, unit="ttyt-mot", header=SHORT, **kwargs):
        data = csv(*rows, header=header)
        return import_facilities(data=data, name="tệp.csv", unit=province.units[unit], **kwargs)

    return _send


@pytest.fixture
def live(send, province):
    """A vaccination point that its reviewer has signed."""
    send("Trạm Hoa Sen,tiem_chung,11,100", header=f"{SHORT},suc_chua", submit=True)
    facility = Facility.objects.get()
    approve(record=facility, reviewer=province.units["cdc"])
    facility.refresh_from_db()
    return facility


def codes(result) -> set[tuple]:
    return {(error.row, error.column, str(error.code)) for error in result.errors}


def newest(facility: Facility) -> Facility:
    return Facility.objects.get(pk=facility.pk).get_latest_revision_as_object()


def test_a_row_becomes_a_draft_with_a_revision(send):
    row = (
        "Trường  Hoa Sen,Điểm tiêm chủng,,11,Số 1 đường Mẫu,105.6713,18.67,0000 000 001,7:00,"
        "https://a.example/,1.200,12,01/10/2021,2021-10-31,"
    )
    result = send(row, header=HEADER)
    assert (result.errors, result.accepted, len(result.ids)) == ([], 1, 1)
    facility = Facility.objects.get(pk=result.ids[0])
    assert (facility.live, facility.has_unpublished_changes, facility.revisions.count()) == (False, True, 1)
    assert (facility.name, facility.kind, facility.area.code) == ("Trường Hoa Sen", "tiem_chung", "11")
    assert facility.coordinates == pytest.approx((105.6713, 18.67))
    assert (facility.capacity, facility.in_use, facility.status) == (1200, 12, "hoat_dong")
    assert (facility.valid_from, facility.valid_to) == (dt.date(2021, 10, 1), dt.date(2021, 10, 31))
    assert newest(facility).phone == "0000 000 001"


def test_what_the_file_leaves_out_has_a_plain_default(send):
    send("Trạm Hoa Sen,tiem_chung,11")
    facility = Facility.objects.get()
    assert (facility.valid_from, facility.valid_to, facility.status) == (dt.date(2021, 10, 8), None, "hoat_dong")
    assert facility.coordinates is None


def test_a_change_of_a_live_facility_waits_in_a_revision(send, live):
    result = send("TRẠM HOA SEN,tiem_chung,11,250", header=f"{SHORT},suc_chua")
    assert result.ids == [live.pk]
    stored = Facility.objects.get()
    assert (stored.name, stored.capacity, stored.live, stored.has_unpublished_changes) == (
        "Trạm Hoa Sen",
        100,
        True,
        True,
    )
    assert (newest(live).capacity, newest(live).name) == (250, "TRẠM HOA SEN")


def test_a_column_that_is_not_in_the_file_keeps_what_the_newest_draft_says(send, live):
    send("Trạm Hoa Sen,tiem_chung,11,250", header=f"{SHORT},suc_chua")
    send("Trạm Hoa Sen,tiem_chung,11,Đường Mẫu", header=f"{SHORT},dia_chi")
    assert (newest(live).capacity, newest(live).address) == (250, "Đường Mẫu")


def test_the_same_again_stores_nothing(send, live):
    result = send("Trạm Hoa Sen,tiem_chung,11,100", header=f"{SHORT},suc_chua", submit=True)
    assert (result.accepted, result.ids, live.revisions.count()) == (1, [], 1)
    assert not Facility.objects.get().under_review


def test_what_waits_for_review_is_not_overwritten(send):
    send("Trạm Hoa Sen,tiem_chung,11", submit=True)
    result = send("Trạm hoa sen,tiem_chung,11,5", header=f"{SHORT},suc_chua")
    assert codes(result) == {(2, None, "under_review")}


def test_what_came_back_is_corrected_by_another_file(send, province):
    send("Trạm Hoa Sen,tiem_chung,11", submit=True)
    facility = Facility.objects.get()
    assert (facility.live, facility.under_review) == (False, True)
    send_back(record=facility, reviewer=province.units["cdc"], comment="Thiếu sức chứa.")
    again = send("Trạm Hoa Sen,tiem_chung,11,5", header=f"{SHORT},suc_chua", submit=True)
    assert again.ids == [facility.pk]
    assert Facility.objects.get().current_workflow_task_state.revision.as_object().capacity == 5


def test_a_draft_is_taken_back_before_it_is_read(send, live):
    send("Trạm Hoa Sen,tiem_chung,11,5", header=f"{SHORT},suc_chua", submit=True)
    withdraw(record=live)
    with pytest.raises(Refused):
        withdraw(record=live)
    assert send("Trạm Hoa Sen,tiem_chung,11,6", header=f"{SHORT},suc_chua", submit=True).ids == [live.pk]


def test_a_locked_facility_is_left_alone(send, live):
    Facility.objects.update(locked=True)
    assert codes(send("Trạm Hoa Sen,tiem_chung,11")) == {(2, None, "under_review")}


def test_only_the_reviewer_of_the_unit_signs(send, province):
    send("Trạm Hoa Sen,tiem_chung,11")
    facility = Facility.objects.get()
    cdc = province.units["cdc"]
    with pytest.raises(Refused):
        approve(record=facility, reviewer=cdc)
    submit(record=facility)
    for stranger in ("ttyt-mot", "ttyt-hai", "syt"):
        with pytest.raises(Refused):
            approve(record=facility, reviewer=province.units[stranger])
    with pytest.raises(Refused):
        submit(record=facility)
    assert facility.get_lock().for_user(None)
    send_back(record=facility, reviewer=cdc, comment="Thiếu địa chỉ.")
    facility = Facility.objects.get()
    assert (facility.live, facility.under_review, facility.get_lock()) == (False, False, None)
    submit(record=facility)
    approve(record=facility, reviewer=cdc)
    facility = Facility.objects.get()
    assert (facility.live, facility.has_unpublished_changes, facility.under_review) == (True, False, False)
    with pytest.raises(Refused):
        submit(record=facility)


@pytest.mark.parametrize(
    ("unit", "row", "column", "code"),
    [
        ("ttyt-hai", "Trạm,tiem_chung,11", "ma_dia_ban", "not_your_area"),
        ("ttyt-mot", "Trạm,tiem_chung,40", "ma_dia_ban", "not_your_area"),
        ("ttyt-mot", "Trạm,cach_ly,11", "loai", "no_duty"),
        ("syt", "Trạm,tiem_chung,11", "loai", "no_duty"),
        ("tyt-11", "Trạm,tiem_chung,11", "loai", "no_duty"),
        ("cdc", "Trạm,tiem_chung,11", "loai", "no_duty"),
    ],
)
def test_the_duty_table_decides(send, unit, row, column, code):
    assert codes(send(row, unit=unit)) == {(2, column, code)}


def test_a_duty_for_the_province_reaches_into_its_communes(send, province):
    assert send("Điểm A,xet_nghiem,11", "Điểm B,xet_nghiem,2", unit="cdc").accepted == 2
    account, other = (User(unit=province.units[name]) for name in ("cdc", "ttyt-mot"))
    for facility in Facility.objects.all():
        assert policy.may(account, policy.ENTER, facility)
        assert not policy.may(other, policy.ENTER, facility)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("ten", "", "missing_value"),
        ("ten", "…", "invalid_text"),
        ("ten", "a" * 201, "invalid_text"),
        ("ten", "a\x07b", "invalid_text"),
        ("loai", "", "missing_value"),
        ("loai", "quan_an", "unknown_kind"),
        ("phan_loai", "---", "invalid_text"),
        ("phan_loai", "7 ngay", "invalid_text"),
        ("ma_dia_ban", "", "missing_value"),
        ("ma_dia_ban", "99", "unknown_area"),
        ("kinh_do", "abc", "invalid_point"),
        ("kinh_do", "nan", "invalid_point"),
        ("kinh_do", "", "invalid_point"),
        ("kinh_do", "18.67", "invalid_point"),
        ("vi_do", "inf", "invalid_point"),
        ("vi_do", "1e1", "invalid_point"),
        ("vi_do", "48.85", "invalid_point"),
        ("dien_thoai", "gọi tôi", "invalid_text"),
        ("dien_thoai", "=1+1", "invalid_text"),
        ("gio_mo_cua", "a" * 121, "invalid_text"),
        ("lien_ket", "javascript:alert(1)", "invalid_link"),
        ("lien_ket", "ftp://a.example/", "invalid_link"),
        ("lien_ket", "http://", "invalid_link"),
        ("suc_chua", "-1", "negative_number"),
        ("suc_chua", "3 giường", "not_a_number"),
        ("suc_chua", "9" * 30, "number_too_large"),
        ("dang_su_dung", "101", "number_too_large"),
        ("tu_ngay", "31/02/2021", "invalid_date"),
        ("tu_ngay", "2019-12-31", "date_out_of_range"),
        ("den_ngay", "9999-01-01", "date_out_of_range"),
        ("den_ngay", "2021-09-30", "date_out_of_range"),
        ("trang_thai", "dang_nghi", "invalid_status"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(send, column, cell, code):
    right = dict.fromkeys(HEADER.split(","), "") | {
        "ten": "Trạm Hoa Sen",
        "loai": "tiem_chung",
        "ma_dia_ban": "11",
        "kinh_do": "105.6",
        "vi_do": "18.6",
        "suc_chua": "100",
        "tu_ngay": "2021-10-01",
    }
    wrong = right | {"ten": "Trạm Hoa Mai"} | {column: cell}
    result = send(",".join(right.values()), ",".join(wrong.values()), header=HEADER)
    assert codes(result) == {(3, column, code)}
    assert (result.accepted, result.rejected, Facility.objects.count()) == (0, 2, 0)


@pytest.mark.parametrize(
    ("header", "column", "code"),
    [
        ("ten,loai", "ma_dia_ban", "missing_column"),
        (f"{SHORT},mau_son", "mau_son", "unknown_column"),
        (f"{SHORT},kinh_do", "vi_do", "missing_column"),
        (f"{SHORT},loai", "loai", "duplicate_column"),
    ],
)
def test_a_wrong_header_is_named(send, header, column, code):
    assert codes(send(",".join("1" * (header.count(",") + 1)), header=header)) == {(1, column, code)}


def test_one_facility_twice_in_a_file(send):
    assert codes(send("Trạm Hoa Sen,tiem_chung,11", "TRAM  HOA SEN,tiem_chung,11")) == {(3, None, "duplicate_row")}


def test_an_empty_file_says_so(send):
    assert codes(send()) == {(None, None, "empty_file")}


def test_swapped_degrees_are_pointed_out(send):
    result = send("Trạm,tiem_chung,11,18.67,105.67", header=f"{SHORT},kinh_do,vi_do")
    assert "đổi chỗ" in result.errors[0].message


def test_a_dry_run_stores_nothing(send):
    result = send("Trạm Hoa Sen,tiem_chung,11", dry_run=True)
    assert (result.accepted, result.ids, Facility.objects.count()) == (1, [], 0)


def test_a_workbook_with_numbers_and_dates(province):
    book = openpyxl.Workbook()
    book.active.append([*SHORT.split(","), "kinh_do", "vi_do", "dien_thoai", "tu_ngay"])
    book.active.append(["Trạm Hoa Sen", "tiem_chung", 11, 105.6713, 18.67, 238000123, dt.date(2021, 10, 1)])
    data = io.BytesIO()
    book.save(data)
    unit = province.units["ttyt-mot"]
    assert import_facilities(data=data.getvalue(), name="tệp.xlsx", unit=unit).errors == []
    facility = Facility.objects.get()
    assert (facility.phone, facility.valid_from) == ("238000123", dt.date(2021, 10, 1))
    assert facility.coordinates == pytest.approx((105.6713, 18.67))


def test_the_database_itself_refuses_what_contradicts_itself(send, live):
    for wrong in ({"in_use": 101}, {"valid_to": dt.date(2021, 1, 1)}, {"kind": "quan_an"}, {"status": "?"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Facility.objects.update(**wrong)


def test_a_second_record_of_one_place_is_a_form_error(live):
    twin = Facility(unit=live.unit, area=live.area, kind=live.kind, name="tram hoa  sen")
    with pytest.raises(ValidationError):
        twin.clean()
    Facility().clean()


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode()))
@pytest.mark.django_db
def test_no_bytes_bring_the_reader_down(data):
    assert isinstance(read_facilities(data, name="tệp"), FacilitiesFile)


def test_the_command_stores_or_refuses_with_exit_code_2(province, tmp_path, capsys):
    right, wrong = tmp_path / "đúng.csv", tmp_path / "sai.csv"
    right.write_bytes(csv("Trạm Hoa Sen,tiem_chung,11", header=SHORT))
    wrong.write_bytes(csv("Trạm Hoa Sen,quan_an,11", header=SHORT))
    call_command("import_facilities", str(right), "--unit", "ttyt-mot", "--submit", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["accepted"], answer["rejected"], answer["errors"]) == (1, 0, [])
    assert Facility.objects.get(pk=answer["ids"][0]).under_review
    with pytest.raises(CommandError) as refusal:
        call_command("import_facilities", str(wrong), "--unit", "ttyt-mot")
    assert refusal.value.returncode == 2
    with pytest.raises(SystemExit) as ended:
        call_command("import_facilities", str(wrong), "--unit", "nobody", "--json")
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "unknown_unit"
