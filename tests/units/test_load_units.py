"""A province's areas, units and duties come from its folder; what is wrong there is named by file, line and field."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.text import Truncator

from config.management.commands.load_province import load
from core.models import Portal
from core.province import ProvinceError
from tests.config import vung_mau
from units.models import AdministrativeArea, Duty, Level, OrganisationalUnit
from units.selectors.areas import area_at, areas_at, find_areas

IN_2021, IN_2025 = dt.date(2021, 10, 8), dt.date(2025, 10, 8)
TOO_LONG = "x" * 500


@pytest.fixture
def folder(db, settings, tmp_path):
    settings.PROVINCES_DIR, settings.PROVINCE = tmp_path, vung_mau.SLUG
    return vung_mau.write(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "field"),
    [
        # areas
        ("areas.csv", "901,2020-01-01", ",2020-01-01", 3, "code"),
        ("areas.csv", "901,2020-01-01", "90100000001,2020-01-01", 3, "code"),
        ("areas.csv", "901,2020-01-01,2025", "901,,2025", 3, "valid_from"),
        ("areas.csv", "901,2020-01-01", "901,2020-02-30", 3, "valid_from"),
        ("areas.csv", "901,2020-01-01,2025-07-01", "901,2020-01-01,01/07/2025", 3, "valid_to"),
        ("areas.csv", "901,2020-01-01,2025-07-01", "901,2020-01-01,2020-01-01", 3, "valid_to"),
        ("areas.csv", "district,Huyện Đông Mẫu", "huyện,Huyện Đông Mẫu", 3, "level"),
        ("areas.csv", "district,Huyện Đông Mẫu", ",Huyện Đông Mẫu", 3, "level"),
        ("areas.csv", "Huyện Đông Mẫu", "", 3, "name"),
        ("areas.csv", "Huyện Đông Mẫu", TOO_LONG, 3, "name"),
        ("areas.csv", "Huyện Đông Mẫu,99", "Huyện Đông Mẫu,", 3, "parent"),
        ("areas.csv", "Huyện Đông Mẫu,99", "Huyện Đông Mẫu,98", 3, "parent"),
        ("areas.csv", "Xã Hai,901", "Xã Hai,9011", 6, "parent"),
        ("areas.csv", "Phường Tây,99", "Phường Tây,902", 9, "parent"),
        ("areas.csv", "9012,2020-01-01", "9011,2020-01-01", 6, "code"),
        ("areas.csv", "9011,2025-07-01", "9011,2025-06-30", 8, "code"),
        # successions
        ("successions.csv", "9012,2020-01-01,9021", "9013,2020-01-01,9021", 4, "code"),
        ("successions.csv", "9012,2020-01-01,9021", "9012,2020-01-01,9029", 4, "successor"),
        ("successions.csv", "9012,2020-01-01,9021", "9012,,9021", 4, "valid_from"),
        ("successions.csv", "9012,2020-01-01,9021,2025-07-01", "9012,2020-01-01,9021,", 4, "successor_valid_from"),
        ("successions.csv", "9012,2020-01-01,9021,2025-07-01", "9012,2020-01-01,9012,2020-01-01", 4, "successor"),
        # kinds of units
        ("unit_kinds.csv", "tram_dich", "", 3, "kind"),
        ("unit_kinds.csv", "tram_dich", "trạm dịch", 3, "kind"),
        ("unit_kinds.csv", "tram_dich", "vp_tinh", 3, "kind"),
        ("unit_kinds.csv", "Trạm phòng dịch tỉnh,province", "Trạm phòng dịch tỉnh,tỉnh", 3, "level"),
        # units
        ("units.csv", "tram-dich,Trạm", ",Trạm", 3, "abbreviation"),
        ("units.csv", "tram-dich,Trạm", "trạm dịch,Trạm", 3, "abbreviation"),
        ("units.csv", "tram-dich,Trạm", "vp,Trạm", 3, "abbreviation"),
        ("units.csv", "Trạm Phòng dịch tỉnh Vùng Mẫu", "", 3, "name"),
        ("units.csv", "Trạm Phòng dịch tỉnh Vùng Mẫu", TOO_LONG, 3, "name"),
        ("units.csv", "Trạm dịch,tram_dich", "Trạm dịch,tram_khac", 3, "kind"),
        ("units.csv", "tram_dich,province", "tram_dich,nation", 3, "level"),
        ("units.csv", "province,vp,99", "province,vq,99", 3, "parent"),
        ("units.csv", "province,vp,99", "province,tram-dich,99", 3, "parent"),
        ("units.csv", "province,vp,99", "province,vp,98", 3, "area"),
        ("units.csv", "Trạm trưởng,vp", ",vp", 3, "head_office"),
        ("units.csv", "Trạm trưởng,vp", "Trạm trưởng,vq", 3, "reviewer"),
        ("units.csv", "Trạm trưởng,vp", "Trạm trưởng,tram-dich", 3, "reviewer"),
        ("units.csv", "Trạm trưởng,vp", "Trạm trưởng,tt-dong-mau", 3, "reviewer"),
        # duties
        ("duties.csv", "2-xa,", ",", 3, "code"),
        ("duties.csv", "2-xa,", "2-huyen,", 3, "code"),
        ("duties.csv", "2-xa,", "2.xã,", 3, "code"),
        ("duties.csv", "2-xa,,tt_huyen", "2-xa,,", 3, "unit"),
        ("duties.csv", "2-xa,,tt_huyen", "2-xa,vp,tt_huyen", 3, "unit"),
        ("duties.csv", "2-xa,,tt_huyen", "2-xa,vq,", 3, "unit"),
        ("duties.csv", "2-xa,,tt_huyen", "2-xa,,tt_xa", 3, "unit_kind"),
        ("duties.csv", "2.b,update", ",update", 3, "article"),
        ("duties.csv", "2.b,update", "2.b,cập nhật", 3, "action"),
        ("duties.csv", "2.b,update,figures", "2.b,update,", 3, "subject"),
        ("duties.csv", "commune,slot", "xã,slot", 3, "level"),
        ("duties.csv", "commune,slot", "commune,sometimes", 3, "frequency"),
        ("duties.csv", "Trông coi cổng.,16:00", "Trông coi cổng.,25", 5, "deadline"),
        ("duties.csv", "huyện.,30", "huyện.,06:00", 2, "deadline"),
        ("duties.csv", "Báo cáo ca sởi của từng xã.", "", 3, "task"),
        ("duties.csv", "Báo cáo ca sởi của từng xã.", TOO_LONG, 3, "task"),
        # indicators and sources
        ("indicators.csv", "nam_vien,", ",", 3, "code"),
        ("indicators.csv", "Nằm viện,stock", "Nằm viện,level", 3, "kind"),
        ("sources.csv", "nam_vien,province", "nam_viem,province", 5, "indicator"),
        ("sources.csv", "nam_vien,province", "nam_vien,district", 6, "level"),
        ("sources.csv", "nam_vien,province,sum,", "nam_vien,province,sum,2-huyen", 5, "duty"),
        ("sources.csv", "nam_vien,province,sum", "nam_vien,province,total", 5, "mode"),
        ("sources.csv", "nam_vien,commune,own,2-xa", "nam_vien,commune,own,", 7, "duty"),
        ("sources.csv", "nam_vien,commune,own,2-xa", "nam_vien,commune,own,2-huyen", 7, "duty"),
        # tables
        ("areas.csv", "level,name", "level,ten", 1, "name"),
        ("units.csv", "reviewer,sample", "reviewer,example", 1, "sample"),
    ],
    ids=lambda value: Truncator(value).chars(30) if isinstance(value, str) else str(value),
)
def test_a_bad_row_is_explained(folder, file, old, new, line, field):
    vung_mau.replace(folder / file, old, new)
    with pytest.raises(ProvinceError) as refused:
        load(vung_mau.SLUG)
    assert str(refused.value).startswith(f"{file}, dòng {line}, cột {field}: ")
    assert not Portal.objects.exists()
    assert not AdministrativeArea.objects.exists()


DATED = """\
abbreviation,name,short_name,kind,level,parent,area,head_office,reviewer,sample,valid_from,valid_to
vp,Văn phòng,Văn phòng,vp_tinh,province,,99,Chánh Văn phòng,,0,,
tram-dich,Trạm,Trạm,tram_dich,province,vp,99,Trạm trưởng,vp,0,,2025-07-01
tram-moi,Trạm mới,Trạm mới,tram_dich,province,vp,99,Trạm trưởng,vp,0,2025-07-01,
tt-dong,Trung tâm,TTYT,tt_huyen,district,tram-dich,901,Giám đốc,tram-dich,0,,2025-07-01
tt-tay,Trung tâm,TTYT,tt_huyen,district,tram-dich,902,Giám đốc,tram-dich,0,,2025-07-01
tt-xa,Trung tâm xã,TTYT,tt_huyen,district,tram-moi,9011,Giám đốc,tram-moi,0,2025-07-01,
"""
SUCCESSIONS = """\
unit,successor
tram-dich,tram-moi
tt-dong,tram-moi
tt-dong,tt-xa
"""


@pytest.fixture
def dated(folder):
    """The units of 2021 and those of 2025."""
    (folder / "units.csv").write_text(DATED, "utf-8")
    (folder / "unit_successions.csv").write_text(SUCCESSIONS, "utf-8")
    vung_mau.replace(folder / "duties.csv", "3-tram,tram-dich", "3-tram,tram-moi")
    return folder


def test_units_of_both_times_are_loaded(dated):
    load(vung_mau.SLUG)
    units = OrganisationalUnit.objects
    assert [u.abbreviation for u in units.valid_at(IN_2021)] == ["tram-dich", "vp", "tt-dong", "tt-tay"]
    assert [u.abbreviation for u in units.valid_at(IN_2025)] == ["tram-moi", "vp", "tt-xa"]
    assert units.get(abbreviation="tt-xa").area.name == "Xã Đông"
    heirs = [link.successor.abbreviation for link in units.get(abbreviation="tt-dong").succession.all()]
    assert heirs == ["tram-moi", "tt-xa"]


def test_without_the_columns_a_unit_works_as_long_as_its_area(folder):
    load(vung_mau.SLUG)
    ends = dict(OrganisationalUnit.objects.values_list("abbreviation", "valid_to"))
    assert ends == dict.fromkeys(["vp", "tram-dich"]) | dict.fromkeys(
        ["tt-dong-mau", "tt-tay-mau"], dt.date(2025, 7, 1)
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "field"),
    [
        ("units.csv", "vp,0,2025-07-01,", "vp,0,2025-07-32,", 4, "valid_from"),
        ("units.csv", "vp,0,2025-07-01,", "vp,0,2025-07-01,2025-07-01", 4, "valid_to"),
        ("units.csv", "902,Giám đốc,tram-dich,0,,2025-07-01", "902,Giám đốc,tram-dich,0,,2026-07-01", 6, "valid_to"),
        ("units.csv", "902,Giám đốc,tram-dich,0,,2025-07-01", "902,Giám đốc,tram-dich,0,,", 6, "valid_to"),
        ("units.csv", "9011,Giám đốc,tram-moi,0,2025-07-01,", "9012,Giám đốc,tram-moi,0,2025-07-01,", 7, "area"),
        ("units.csv", "district,tram-moi,9011", "district,tram-dich,9011", 7, "parent"),
        ("units.csv", "9011,Giám đốc,tram-moi", "9011,Giám đốc,tram-dich", 7, "reviewer"),
        ("units.csv", "district,tram-dich,901", "district,tt-tay,901", 5, "parent"),
        ("unit_successions.csv", "tt-dong,tt-xa", "tt-nam,tt-xa", 4, "unit"),
        ("unit_successions.csv", "tt-dong,tt-xa", "tt-dong,tt-nam", 4, "successor"),
        ("unit_successions.csv", "tt-dong,tt-xa", "tt-dong,tt-dong", 4, "successor"),
        ("unit_successions.csv", "tt-dong,tt-xa", "tt-dong,tt-tay", 4, "successor"),
        ("unit_successions.csv", "tt-dong,tt-xa", "vp,tt-xa", 4, "unit"),
        ("unit_successions.csv", "unit,successor", "unit,next", 1, "successor"),
    ],
)
def test_a_bad_date_is_explained(dated, file, old, new, line, field):
    if "tt-tay,901" in new:
        vung_mau.replace(dated / "units.csv", "district,tram-dich,902", "district,tt-dong,902")  # and so in a circle
    vung_mau.replace(dated / file, old, new)
    with pytest.raises(ProvinceError) as refused:
        load(vung_mau.SLUG)
    assert str(refused.value).startswith(f"{file}, dòng {line}, cột {field}: ")
    assert not Portal.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("9012,2020-01-01,,commune,Xã Hai,901,thừa\n", "dòng 10: số ô"),
        ("9012,2020-01-01\n", "dòng 10: số ô"),
        ('9012,2020-01-01,,commune,"Xã Hai,901\n', "dòng 10: không đúng cú pháp CSV"),
    ],
)
def test_a_malformed_row_is_explained(folder, content, said):
    with (folder / "areas.csv").open("a", encoding="utf-8") as file:
        file.write(content)
    with pytest.raises(ProvinceError, match=f"^areas.csv, {said}"):
        load(vung_mau.SLUG)


def test_text_in_another_encoding_is_explained(folder):
    file = folder / "units.csv"
    file.write_bytes(file.read_bytes().replace("Giám đốc".encode(), b"Gi\xe1m \xf0\xf4c", 1))
    with pytest.raises(ProvinceError, match=r"^units.csv, dòng 4: không phải văn bản mã UTF-8"):
        load(vung_mau.SLUG)


def test_the_command_says_it_in_one_line(folder):
    vung_mau.replace(folder / "units.csv", "Trạm dịch,tram_dich", "Trạm dịch,tram_khac")
    with pytest.raises(CommandError) as refused:
        call_command("load_province", vung_mau.SLUG)
    expected = "units.csv, dòng 3, cột kind: “tram_khac” không thuộc danh mục tram_dich, vp_tinh, tt_huyen"
    assert str(refused.value) == expected


def test_a_mistake_in_a_loaded_province_leaves_it_as_it_was(folder):
    load(vung_mau.SLUG)
    vung_mau.replace(folder / "units.csv", "Văn phòng tỉnh", "Văn phòng khác của tỉnh")
    vung_mau.replace(folder / "sources.csv", "nam_vien,province,sum", "nam_vien,province,total")
    with pytest.raises(ProvinceError):
        load(vung_mau.SLUG)
    assert OrganisationalUnit.objects.get(abbreviation="vp").name == "Văn phòng tỉnh Vùng Mẫu"


def test_text_is_stored_composed_and_folded(folder):
    vung_mau.replace(folder / "areas.csv", "Huyện Đông Mẫu", " Huyê\u0323n Đo\u0302ng Mâ\u0303u ")
    load(vung_mau.SLUG)
    area = AdministrativeArea.objects.get(code="901")
    assert (area.name, area.folded_name) == ("Huyện Đông Mẫu", "huyen dong mau")


def test_units_know_their_place_and_their_reviewer(folder):
    load(vung_mau.SLUG)
    unit = OrganisationalUnit.objects.get(abbreviation="tt-tay-mau")
    assert (unit.parent.abbreviation, unit.reviewer.abbreviation) == ("tram-dich", "tram-dich")
    assert (unit.area.name, unit.level, unit.kind.code, unit.sample) == ("Thị xã Tây Mẫu", 1, "tt_huyen", True)


def test_a_duty_binds_one_unit_or_every_one_of_a_kind(folder):
    load(vung_mau.SLUG)
    of_kind, of_unit = Duty.objects.get(code="2-huyen"), Duty.objects.get(code="4-vp")
    assert (of_kind.unit, of_kind.unit_kind.code, of_kind.indicators) == (None, "tt_huyen", ["ca_soi", "nam_vien"])
    assert (of_unit.unit.abbreviation, of_unit.unit_kind, of_unit.indicators, of_unit.level) == ("vp", None, [], None)


def test_one_commune_may_go_to_several_wards(folder):
    load(vung_mau.SLUG)
    split = area_at("9012", IN_2021)
    assert {area.name for area in split.successors.all()} == {"Xã Đông", "Phường Tây"}
    assert area_at("9012", IN_2025) is None


@pytest.fixture(scope="class")
def nghe_an(django_db_setup, django_db_blocker):
    """The real province, loaded once for the class below."""
    with django_db_blocker.unblock(), transaction.atomic():
        load("nghe-an")
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("nghe_an", "db")
class TestCodesGivenAgain:
    """In July 2025 the codes of 2021 were given to other areas."""

    def test_a_code_means_the_area_that_bore_it_that_day(self):
        old, new = area_at("16681", IN_2021), area_at("16681", IN_2025)
        assert (old.name, old.parent.name) == ("Phường Quang Trung", "Thành phố Vinh")
        assert (new.name, new.parent.level) == ("Phường Thành Vinh", Level.PROVINCE)
        assert old.pk != new.pk
        assert area_at("16681", dt.date(2025, 6, 30)) == old
        assert area_at("16681", dt.date(2025, 7, 1)) == new
        assert area_at("16681", dt.date(2019, 12, 31)) is None

    def test_successors_are_many_to_many(self):
        old, new = area_at("16681", IN_2021), area_at("16681", IN_2025)
        assert list(old.successors.all()) == [new]
        before = {area.name for area in new.predecessors.all()}
        assert {"Phường Quang Trung", "Phường Lê Mao"} <= before
        assert len(before) > 2

    def test_areas_of_a_day_are_those_of_that_day(self):
        counts = [len(areas_at(IN_2021, level=level)) for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)]
        assert counts == [1, 21, 460]
        assert areas_at(IN_2025, level=Level.DISTRICT) == []
        assert {area.parent.level for area in areas_at(IN_2025, level=Level.COMMUNE)} == {Level.PROVINCE}

    def test_an_area_is_found_without_its_accents(self):
        assert find_areas("do luong", IN_2021)[0].name == "Huyện Đô Lương"
        assert find_areas("do luong", IN_2021) == find_areas("ĐÔ LƯƠNG", IN_2021)
        assert "Phường Quang Trung" not in {area.name for area in find_areas("quang trung", IN_2025)}


def test_a_duty_that_left_the_data_permits_nothing_any_more(folder):
    ended = "9-cu,tram-dich,,9,update,hotlines,,,change,Cập nhật đường dây nóng,\n"
    file = folder / "duties.csv"
    before = file.read_text("utf-8")
    file.write_text(before + ended, "utf-8")
    load(vung_mau.SLUG)
    assert Duty.objects.filter(code="9-cu").exists()
    file.write_text(before, "utf-8")
    load(vung_mau.SLUG)
    assert not Duty.objects.filter(code="9-cu").exists()
