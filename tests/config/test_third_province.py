"""A province is data: one that no code has heard of is loaded, reported, released and shown."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from core import checks, clock
from core import province as provinces
from core.models import Portal
from core.text import nfc
from datasets.models import Indicator, Release
from tests.config import vung_mau
from units.models import AdministrativeArea, AuditEntry, Duty, OrganisationalUnit

EVENING = dt.datetime(2021, 10, 8, 19, 50, tzinfo=clock.ZONE)
FIGURES = """\
ngay,khung_gio,ma_dia_ban,ten_dia_ban,ca_soi,nam_vien
08/10/2021,19:45,{code},{name},{cases},{beds}
"""


@pytest.fixture
def folder(settings, tmp_path):
    settings.PROVINCES_DIR, settings.PROVINCE = tmp_path / "provinces", vung_mau.SLUG
    return vung_mau.write(settings.PROVINCES_DIR)


@pytest.fixture
def province(db, folder):
    """The invented province just after its own evening slot."""
    with clock.at(EVENING):
        call_command("load_province", vung_mau.SLUG)
        yield folder


@pytest.fixture
def released(province, tmp_path):
    """Both health centres have reported, the province's station has approved, the slot is published."""
    for unit, code, name, cases in (
        ("tt-dong-mau", "901", "Huyện Đông Mẫu", "1.234"),
        ("tt-tay-mau", "902", "", "5"),
    ):
        file = tmp_path / f"{unit}.csv"
        file.write_text(FIGURES.format(code=code, name=name, cases=cases, beds=7), "utf-8")
        call_command("import_reports", str(file), unit=unit, submit=True)
    call_command("approve_reports", unit="tram-dich", date="2021-10-08", slot="19:45")
    call_command("publish_release")
    return Release.objects.get()


def contents() -> dict[str, list]:
    """Every row of the tables that a province fills; the log grows with every load, as it should."""
    models = [model for room in ("core", "units", "datasets") for model in apps.get_app_config(room).get_models()]
    return {model.__name__: sorted(map(repr, model.objects.values())) for model in models if model is not AuditEntry}


def seen(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " "))


def test_it_passes_the_checks(folder):
    assert checks.province_folder_is_complete(None) == []


def test_it_is_loaded_whole(province):
    assert Portal.objects.get().province == vung_mau.SLUG
    found = [model.objects.count() for model in (AdministrativeArea, OrganisationalUnit, Duty, Indicator)]
    assert found == [8, 4, 4, 2]


def test_loading_it_again_changes_nothing(province):
    before = contents()
    call_command("load_province", vung_mau.SLUG)
    assert contents() == before


def test_loading_it_again_after_a_release_harms_nothing(released, client):
    before, page = contents(), client.get("/").content
    call_command("load_province", vung_mau.SLUG)
    assert (contents(), client.get("/").content) == (before, page)


def test_loading_it_again_takes_a_new_wording_over(province):
    unit = OrganisationalUnit.objects.get(abbreviation="vp")
    vung_mau.replace(province / "units.csv", "Văn phòng tỉnh", "Văn phòng Ủy ban tỉnh")
    call_command("load_province", vung_mau.SLUG)
    unit.refresh_from_db()
    assert unit.name == "Văn phòng Ủy ban tỉnh Vùng Mẫu"


@pytest.mark.parametrize("stranger", ["vung-khac", django_settings.PROVINCE])
def test_another_province_is_refused_in_the_same_database(province, settings, stranger):
    settings.PROVINCES_DIR = province.parent
    if stranger != "vung-khac":
        settings.PROVINCES_DIR = settings.BASE_DIR / "provinces"
    else:
        province.rename(province.parent / stranger)
    before = contents()
    with pytest.raises(CommandError, match=f"đã chứa tỉnh {vung_mau.SLUG}"):
        call_command("load_province", stranger)
    assert contents() == before


def test_a_province_without_a_folder_is_refused(db, folder):
    with pytest.raises(CommandError, match=r"khong-co.*không có tệp province\.toml"):
        call_command("load_province", "khong-co")
    assert not Portal.objects.exists()


def test_before_its_first_release_it_says_so(province, client):
    for path in ("/", "/so-lieu/", "/dia-ban/901/"):
        assert "Chưa có bản công bố nào" in seen(client.get(path))


def test_its_release_is_of_its_own_last_slot(released):
    assert (released.number, released.date, released.slot) == (1, dt.date(2021, 10, 8), 2)


@pytest.mark.parametrize(
    ("path", "figure"), [("/", "1.239"), ("/so-lieu/", "1.239"), ("/dia-ban/901/", "1.234"), ("/dia-ban/902/", "5")]
)
def test_its_figures_are_shown(released, client, path, figure):
    shown = seen(client.get(path))
    assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.])", shown)
    assert "Ca sởi mới" in shown
    assert "19:45" in shown
    assert "Cổng thông tin dịch sởi" in shown
    assert "Văn phòng tỉnh Vùng Mẫu" in shown


def test_every_page_of_its_areas_opens(released, client):
    for code in ("99", "901", "902", "9011", "9012", "9021"):
        seen(client.get(f"/dia-ban/{code}/"))


def test_its_districts_and_map_are_on_the_home_page(released, client):
    page = client.get("/")
    assert "Đông Mẫu" in seen(page)
    assert "TX Tây Mẫu" in seen(page)
    assert page.context["view"]["map"]["svg"].startswith("<svg")


@pytest.mark.parametrize(
    ("query", "area", "value", "beds"),
    [("", "99", 1239, 14), ("?area=901", "901", 1234, 7), ("?area=902", "902", 5, 7)],
)
def test_the_api_gives_its_figures(released, client, query, area, value, beds):
    found = client.get(f"/api/v1/summary/{query}").json()
    assert (found["area"], found["release"]) == (area, 1)
    assert {line["indicator"]: line["value"] for line in found["values"]} == {"ca_soi": value, "nam_vien": beds}


def test_no_python_and_no_template_names_a_province(settings):
    """Only the default of PROVINCE does, in the settings and in what starts the portal."""
    root = settings.BASE_DIR
    known = [provinces.load(toml.parent) for toml in (root / "provinces").glob("*/province.toml")]
    names = [name.lower() for province in known for name in (province.slug, province.short_name)]
    assert {"nghe-an", "nghệ an", "thanh-hoa", "thanh hóa"} == set(names)
    spelled = re.compile("|".join([*names, "thanh hoá"]))
    rooms = ("core", "units", "search", "datasets", "home", "site", "templates")
    files = [file for room in rooms for file in (root / room).rglob("*") if file.suffix in (".py", ".html", ".css")]
    naming = {str(file.relative_to(root)) for file in files if spelled.search(nfc(file.read_text("utf-8")).lower())}
    assert naming == {"site/config/settings.py", "site/deploy/start.py"}
    lines = (root / "site/config/settings.py").read_text("utf-8").splitlines()
    assert [line.split(" = ")[0] for line in lines if spelled.search(line.lower())] == ["PROVINCE"]
