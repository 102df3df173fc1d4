"""The daily bulletin (báo cáo hằng ngày, Điều 11 khoản 1) and the picture of the day, from a release's figures."""

import dataclasses
import io

import pytest
from PIL import Image

from core import clock
from core import province as here
from core.release_rules import read_release_rules
from core.suppression_rules import SuppressionRules
from datasets import days
from datasets.actions.publish import publish_release
from datasets.models import Indicator, OpeningBalance, Release, Report
from datasets.selectors.card import described
from datasets.selectors.prepared import area_view
from directives.models import DirectivePage, Original
from directives.reading import read_file
from home.actions.bulletin import draft_bulletin, draft_due
from home.models import Bulletin
from tests.datasets import factories
from units.models import AdministrativeArea, Duty, Level, OrganisationalUnit
from units.selectors.areas import province_area
from units.selectors.folders import owner_of

pytestmark = pytest.mark.usefixtures("province")
DAY, LAST = factories.DAY, 1


@pytest.fixture(autouse=True)
def _files_of_their_own(monkeypatch, tmp_path, settings):
    from django.core.files.storage import FileSystemStorage

    settings.PREPARED_DIR = tmp_path / "prepared"
    field = Original._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path / "originals", base_url=None))


@pytest.fixture
def rules(monkeypatch):
    """Change the province's data: `rules(suppression=…)`."""

    def said(**fields):
        changed = dataclasses.replace(here.current(), **fields)
        monkeypatch.setattr(here, "current", lambda: changed)

    return said


def districts() -> list[AdministrativeArea]:
    found = AdministrativeArea.objects.valid_at(clock.today()).filter(level=Level.DISTRICT)
    return list(found.order_by("code"))


def cells(*values: int, slot: int = LAST, code: str = "ca_mac_moi") -> dict:
    """New cases of the first districts."""
    indicator = Indicator.objects.get(code=code).pk
    return {(indicator, area.pk, DAY, slot): v for area, v in zip(districts(), values, strict=False)}


def release(*values: int, slot: int = LAST, **fields) -> int:
    factories.publish(cells(*values, slot=slot), slot=slot, **fields)
    return Release.objects.latest("number").number


def text(page: DirectivePage) -> str:
    return "\n".join(part.text for part in page.parts.all())


def approve() -> None:
    unit = OrganisationalUnit.objects.get(abbreviation="cdc")
    signed = {"state": Report.State.APPROVED, "approved_by": "x", "approved_at": clock.now()}
    entered = {"entered_by": "x", "entered_at": clock.now(), "values": {"ca_mac_moi": 7}}
    Report.objects.create(unit=unit, area=districts()[0], day=DAY, slot=LAST, **signed, **entered)


def test_the_draft_lies_with_the_unit_whose_duty_it_is():
    page = draft_bulletin(release=release(1234, 66)).page
    assert owner_of(page).abbreviation == "syt"
    assert not page.live
    assert page.first_published_at is None
    assert page.owner is None
    assert (page.type.name, page.number, page.signer) == ("Báo cáo", "", "")
    assert (page.symbol, page.signer_office) == ("", "")
    assert (page.date, page.abstract) == (clock.today(), "Tình hình dịch Covid-19 ngày 08/10/2021")


def test_it_says_the_figures_of_province_and_districts():
    said = text(draft_bulletin(release=release(1234, 66)).page)
    assert "Ca mắc mới: 1.300" in said
    assert f"{districts()[0].name} | 1.234 | 1.234 | 1.234" in said
    assert f"{districts()[2].name} | chưa báo cáo" in said
    assert "Số liệu tiếp theo công bố lúc 06:00 ngày 09/10/2021" in said
    assert "Không có đính chính" in said


def test_its_file_has_the_same_words():
    page = draft_bulletin(release=release(1234, 66)).page
    original = page.originals.get()
    assert (original.format, original.received_by) == ("docx", "Cổng tự soạn")
    types = {"Báo cáo": "BC"}
    read = read_file(original.file.read(), name=original.name, types=types).components
    assert [words for _, words in read.parts] == [part.text for part in page.parts.all()]


def test_coverage_and_who_is_missing():
    contents = {
        "levels": [{"level": Level.DISTRICT.value, "expected": 21, "reported": 20}],
        "missing": [
            {
                "day": DAY,
                "slot": LAST,
                "units": [
                    {"unit": "x", "name": "TTYT huyện Quế Phong", "area": "Huyện Quế Phong"},
                    {"unit": "y", "name": "Bệnh viện dã chiến số 3", "area": "Huyện Quế Phong"},
                ],
            }
        ],
    }
    said = text(draft_bulletin(release=release(9, contents=contents)).page)
    assert "20/21 huyện đã báo cáo" in said
    assert "Chưa báo cáo: TTYT huyện Quế Phong, Bệnh viện dã chiến số 3 (Huyện Quế Phong)." in said


def test_corrections_of_this_release_only():
    release(10, slot=0)
    number = release(20)
    factories.publish(cells(15), slot=LAST, kind="extra", reason="Đính chính")
    assert "Không có đính chính" in text(draft_bulletin(release=number).page)


def test_a_corrected_opening_balance_stands_among_the_corrections():
    district, indicator = districts()[0], Indicator.objects.get(code="ca_mac_moi")
    OpeningBalance.objects.create(indicator=indicator, area=district, value=1_000)
    release(12, slot=0)
    factories.publish({(indicator.pk, district.pk, days.OPENING, 0): 950}, slot=LAST)
    said = text(draft_bulletin(release=Release.objects.latest("number").number).page)
    assert "đính chính 1 số liệu" in said and "số dư đầu mùa dịch" in said and "1.000" in said and "950" in said


def test_exactly_once_a_release_even_when_its_draft_was_deleted():
    number = release(5)
    page = draft_bulletin(release=number).page
    assert draft_bulletin(release=number) is None
    page.delete()
    assert draft_bulletin(release=number) is None
    assert Bulletin.objects.count() == 1


def test_a_kill_half_way_leaves_nothing_and_the_next_round_drafts_it(monkeypatch):
    number = release(5)
    with monkeypatch.context() as broken:
        broken.setattr("directives.actions.take_in.keep_original", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            draft_bulletin(release=number)
    assert (Bulletin.objects.count(), DirectivePage.objects.count()) == (0, 0)
    draft_due(newest=number)
    draft_due(newest=number)
    assert DirectivePage.objects.count() == 1


def test_publishing_drafts_it_and_asking_again_does_not():
    approve()
    first, again = publish_release(), publish_release()
    assert (first.number, again.number) == (1, None)
    assert DirectivePage.objects.count() == 1


def test_a_failure_does_not_hold_up_the_figures_and_the_next_round_makes_up_for_it(monkeypatch):
    approve()
    with monkeypatch.context() as broken:
        broken.setattr("home.actions.bulletin.docx_bytes", lambda _: 1 / 0)
        assert publish_release().number == 1
    assert DirectivePage.objects.count() == 0
    publish_release()
    assert DirectivePage.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "drafted"),
    [("last", [False, True, False]), ("every", [True, True, True]), ("none", [False, False, False])],
)
def test_after_which_releases_the_province_says(rules, rule, drafted):
    rules(release=read_release_rules({"bulletin": rule}, units=set()))
    numbers = [release(1, slot=0), release(2), release(3, kind="extra", reason="Ổ dịch mới")]
    assert [draft_bulletin(release=number) is not None for number in numbers] == drafted


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="bulletin"):
        read_release_rules({"bulletin": "daily"}, units=set())


def test_no_duty_no_bulletin():
    Duty.objects.filter(subject="directives", frequency="day", action="update").delete()
    assert draft_bulletin(release=release(5)) is None


def test_what_is_kept_back_is_in_neither_bulletin_nor_picture(rules):
    rules(suppression=SuppressionRules(below=5, indicators=("ca_mac_moi",), levels=("district", "province")))
    number = release(3, 987, 654)
    said = text(draft_bulletin(release=number).page)
    assert f"{districts()[0].name} | không công bố số nhỏ | không công bố số nhỏ | không công bố số nhỏ" in said
    assert f"{districts()[0].name} | 3" not in said
    hidden = [row for row in area_view(number, province_area(clock.today()))["table"]["rows"] if row["hidden"]]
    assert len(hidden) >= 2


def test_a_small_figure_of_the_province_is_not_on_the_picture(rules):
    rules(suppression=SuppressionRules(below=5, indicators=("ca_mac_moi",), levels=("district", "province")))
    view = area_view(release(3), province_area(clock.today()))
    assert "3" not in described(view).partition(":")[2].partition(":")[2]


def test_the_picture_of_a_release_and_the_words_on_the_home_page(client, django_assert_max_num_queries):
    release(1234)
    answer = client.get("/so-lieu/ban-cong-bo/1/hinh.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    client.get("/")
    with django_assert_max_num_queries(10):
        page = client.get("/").content.decode()
    assert '<meta property="og:image" content="http://testserver/so-lieu/ban-cong-bo/1/hinh.png">' in page
    assert 'og:title" content="Tình hình dịch Nghệ An ngày 08/10/2021"' in page
    assert "Ca mắc mới: 1.234" in page.partition("og:description")[2].partition(">")[0]


@pytest.mark.parametrize("asked", ["0", "2", "-1", "٣", "999999999", "x"])
def test_no_picture_of_what_is_not_released(client, asked):
    release(1)
    assert client.get(f"/so-lieu/ban-cong-bo/{asked}/hinh.png").status_code == 404


def test_no_figures_no_picture(client):
    page = client.get("/").content.decode()
    assert "og:image" not in page
    assert "og:title" in page
    assert client.get("/so-lieu/ban-cong-bo/1/hinh.png").status_code == 404


def test_rows_become_a_table_of_the_file():
    from docx import Document

    page = draft_bulletin(release=release(1234)).page
    tables = Document(io.BytesIO(page.originals.get().file.read())).tables
    assert [cell.text for cell in tables[1].rows[0].cells] == ["Chỉ tiêu", "Trong ngày", "Lũy kế"]
    assert tables[1].columns[0].width > tables[1].columns[1].width, "names are longer than figures"
