"""What was counted before the season begins a published running total, and is corrected like any figure."""

import csv
import io
import unicodedata

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from datasets import days
from datasets.actions.publish import publish_release
from datasets.models import BlockSum, Correction, OpeningBalance, Report
from datasets.selectors.area_views import build_area_view
from tests.datasets import factories
from tests.datasets.factories import DAY
from tests.datasets.test_backlog import PDF, listed, of_desk, step, words_of

LIST = "wagtailsnippets_datasets_report"
WHY, BASIS = "Đếm trùng 50 ca của năm 2020", "Công văn 45/TTYT"


pytestmark = pytest.mark.usefixtures("own_storage")


@pytest.fixture
def province(db, evening):
    """1,000 cases before the season in the one district and 200 in the other, then one each."""
    province = factories.build()
    for code, value in (("1", 1_000), ("2", 200)):
        OpeningBalance.objects.create(indicator=province.indicators["ca"], area=province.areas[code], value=value)
    factories.publish({province.cell("ca", code): 1 for code in ("1", "2")})
    return province


@pytest.fixture
def ask(sign_in):
    def asked(name="ttyt-mot", **fields):
        said = {"opening": "1:ca", "value": "950", "reason": WHY, "evidence": BASIS} | fields
        return sign_in(name).post(reverse(f"{LIST}:opening"), said)

    return asked


@pytest.fixture
def released(ask, sign_in, client):
    """Asked for, signed and released: release 2."""
    ask()
    step(sign_in("cdc"), "approve", Report.objects.get())
    publish_release(extra=True, reason="Đính chính")
    client.logout()
    return client


def total(province, release, area):
    tiles = build_area_view(release, province.areas[area])["tiles"]
    return next(tile["total"] for tile in tiles if tile["indicator"] == "ca")


def test_the_running_totals_move_and_the_old_release_keeps_them(released, province):
    assert [total(province, 1, area) for area in ("1", "2", "40")] == [1_001, 201, 1_202]
    assert [total(province, 2, area) for area in ("1", "2", "40")] == [951, 201, 1_152]


def test_the_correction_stays_in_later_releases(released, province):
    factories.publish({province.cell("ca", "1", DAY + 1): 2}, day=DAY + 1)
    assert [total(province, release, "1") for release in (1, 2, 3)] == [1_001, 951, 953]
    assert BlockSum.objects.filter(day=days.OPENING, area=province.areas["1"]).count() == 2


def test_the_figures_of_the_day_are_left_as_they_are(released, province):
    views = [build_area_view(release, province.areas["1"]) for release in (1, 2)]
    assert [view["tiles"][0]["value"] for view in views] == [1, 1]


def test_the_page_of_corrections_lists_it_for_that_release_and_not_before(released):
    words = words_of(released.get("/dinh-chinh/"))
    assert "số dư đầu mùa dịch" in words and "sửa từ 1.000 thành 950" in words and WHY in words
    assert "1 lần đính chính" in words and "Tỉnh Thử: sửa từ" not in words
    assert "sửa từ" not in words_of(released.get("/dinh-chinh/?ban=1"))
    assert "sửa từ 1.000" in words_of(released.get("/dinh-chinh/?dia-ban=1&chi-tieu=ca"))
    assert "sửa từ" not in words_of(released.get("/dinh-chinh/?dia-ban=2"))
    assert "sửa từ" not in words_of(released.get("/dinh-chinh/?chi-tieu=dt"))


def test_it_has_an_address_for_ever_and_stands_in_both_feeds(released):
    page = BeautifulSoup(released.get("/dinh-chinh/").content, "html.parser")
    address = next(link["href"] for link in page.select("a") if link.text == "Liên kết cố định")
    words = words_of(released.get(address))
    assert "sửa từ 1.000 thành 950" in words and "số dư đầu mùa dịch" in words and "xem bản số 1" in words
    for feed in ("rss", "atom"):
        content = released.get(f"/dinh-chinh/{feed}/").content.decode()
        assert address in content and "Sửa từ 1.000 thành 950" in content and WHY in content
    assert released.get(address.replace("/2-", "/1-")).status_code == 404


def test_it_stands_in_the_comparison_of_the_releases_and_beside_the_areas_figures(released):
    assert "sửa từ 1.000 thành 950" in words_of(released.get("/so-lieu/so-sanh/?tu=1&den=2"))
    assert "sửa từ 1.000 thành 950" in words_of(released.get("/dia-ban/1/"))


def test_the_difference_of_the_releases_tells_it_to_other_systems(released):
    told = released.get("/api/v1/releases/1/diff/2/").json()
    moved = {(one["area"], one["indicator"]): (one["old"], one["new"]) for one in told["openings"]}
    assert (moved["1", "ca"], moved["40", "ca"]) == ((1_000, 950), (1_200, 1_150))
    assert ("2", "ca") not in moved
    assert not [one for one in told["items"] if one["date"] < "2020"]


def test_evidence_is_never_public(released):
    for address in ("/dinh-chinh/", "/dinh-chinh/rss/", "/so-lieu/", "/dia-ban/1/"):
        assert BASIS not in released.get(address).content.decode()


@pytest.mark.parametrize("missing", ["reason", "evidence", "value", "opening"])
def test_nothing_may_be_missing(ask, missing):
    assert ask(**{missing: " "}).context["form"].errors[missing]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"value": "-1"}, {"value": "x"}, {"value": "9" * 25}, {"value": "1000"}, {"reason": "\0"}]
)
def test_what_is_no_new_number_is_refused(ask, wrong):
    assert ask(**wrong).context["form"].errors
    assert not Report.objects.exists() and not Correction.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"reason": "a\0b"},
        {"evidence": "a\0b"},
        {"opening": "1:ca\0"},
        {"value": "9" * 400},
        {"evidence_file": SimpleUploadedFile("trống.pdf", b"")},
        {"evidence_file": SimpleUploadedFile("to.pdf", PDF + b"0" * (6 * 2**20))},
        {"evidence_file": SimpleUploadedFile("ảnh.png", b"MZ\x90")},
    ],
    ids=["lý do", "căn cứ", "số dư", "số dài", "tệp trống", "tệp lớn", "tệp giả"],
)
def test_what_no_honest_form_sends_is_refused_in_words(ask, hostile):
    answer = ask(**hostile)
    assert answer.status_code == 200 and "error" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_reason_typed_decomposed_is_stored_composed(ask):
    ask(reason=unicodedata.normalize("NFD", WHY))
    assert Report.objects.get().reason == WHY


@pytest.mark.parametrize("opening", ["2:ca", "40:ca", "11:ca", "1:dt", "x", "%00"])
def test_only_a_published_one_of_the_units_own_can_be_asked_for(ask, opening):
    assert ask(opening=opening).context["form"].errors["opening"]
    assert not Report.objects.exists()


def test_the_reviewer_sees_evidence_and_both_values(ask, sign_in):
    ask(evidence_file=SimpleUploadedFile("a.pdf", PDF))
    ((words, address),) = of_desk(sign_in("cdc"), "Chờ tôi duyệt")
    assert "Số dư đầu mùa dịch" in words and "02/12/2019" not in words
    page = sign_in("cdc").get(address)
    words = words_of(page)
    assert BASIS in words and "ca 1.000 950" in words and "02/12/2019" not in words and page.context["may_review"]
    (row,) = listed(sign_in("cdc"), state="review")
    assert "Số dư đầu mùa dịch" in row and "02/12/2019" not in row


def test_what_is_sent_back_is_mended_in_the_same_form_and_keeps_its_file(ask, sign_in):
    ask(evidence_file=SimpleUploadedFile("a.pdf", PDF))
    step(sign_in("cdc"), "return", Report.objects.get(), **{"y_kien-ca": "Đối chiếu lại."})
    ((words, address),) = of_desk(sign_in("ttyt-mot"), "Số liệu bị trả lại")
    assert "Số dư đầu mùa dịch" in words
    page = sign_in("ttyt-mot").get(address, follow=True)
    assert page.context["form"].initial["value"] == 950 and "Đối chiếu lại." in words_of(page)
    assert ask(value="940").status_code == 302
    report = Report.objects.get()
    assert (report.values, report.state, report.correction.file_name) == ({"ca": 940}, "review", "a.pdf")
    assert report.returns.count() == 1


@pytest.mark.parametrize(("signed", "words"), [(False, "đang chờ duyệt"), (True, "đã được duyệt")])
def test_while_one_is_under_way_a_second_is_refused_and_told_until_when(ask, sign_in, signed, words):
    ask()
    if signed:
        step(sign_in("cdc"), "approve", Report.objects.get())
    page = ask(value="940")
    assert words in str(page.context["form"].errors) and "06:00 09/10/2021" in str(page.context["form"].errors)
    assert Report.objects.get().values == {"ca": 950}


def test_the_exported_list_says_that_it_is_of_no_day(ask, sign_in):
    ask()
    answer = sign_in("ttyt-mot").get(reverse(f"{LIST}:list"), {"export": "csv"})
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["ngay"], row["khung_gio"]) == ("số dư đầu mùa dịch", "")


def test_nobody_signs_his_own(ask, sign_in):
    ask()
    assert step(sign_in("ttyt-mot"), "approve", Report.objects.get()).status_code in (302, 403)
    assert Report.objects.get().state == "review"


def test_a_withdrawn_one_may_be_handed_over_again_or_given_up(ask, sign_in):
    ask()
    step(sign_in("ttyt-mot"), "withdraw", Report.objects.get())
    step(sign_in("ttyt-mot"), "submit", Report.objects.get())
    assert Report.objects.get().state == "review"
    step(sign_in("ttyt-mot"), "withdraw", Report.objects.get())
    sign_in("ttyt-mot").post(reverse(f"{LIST}:delete", args=[Report.objects.get().pk]))
    assert not Report.objects.exists()


def test_a_unit_without_one_is_told_so(sign_in):
    assert "không có số dư" in words_of(sign_in("tyt-11").get(reverse(f"{LIST}:opening")))


def test_a_released_one_can_be_corrected_again(released, ask, sign_in, province):
    ask(value="900")
    step(sign_in("cdc"), "approve", Report.objects.get(release=None))
    publish_release(extra=True, reason="Đính chính")
    assert [total(province, release, "40") for release in (1, 2, 3)] == [1_202, 1_152, 1_102]
    assert "2 lần đính chính" in words_of(released.get("/dinh-chinh/"))
