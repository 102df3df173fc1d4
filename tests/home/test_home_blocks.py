"""The home page leads on from the figures: the newest directives and whom to call, by rules that editors choose."""

import datetime as dt

import pytest

from datasets.models import Indicator
from directives.models import DirectivePage, DirectivesPage, DirectiveType, Issuer
from home.models import HomePage
from tests.datasets import factories
from tests.home.factories import make_hotline, make_news, put
from tests.home.test_guidance import queries
from tests.home.test_pages import words_of
from units.selectors.areas import province_area
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")


def make_directive(
    number: str, *, kind: str = "Công văn", unit: str = "syt", day: int = 1, **fields
) -> DirectivePage:
    page = DirectivePage(
        title=f"{kind} {number}",
        slug=f"vb-{number}",
        type=DirectiveType.objects.get(name=kind),
        issuer=Issuer.objects.get(unit__abbreviation=unit),
        number=number,
        symbol="TEST",
        date=dt.date(2021, 9, day),
        abstract=f"Trích yếu {number}",
        **fields,
    )
    return put(DirectivesPage.objects.get(), unit, page)


def write(*blocks: tuple[str, dict]) -> None:
    home = HomePage.objects.get()
    home.body = list(blocks)
    home.save_revision().publish()


def test_the_first_home_page_shows_both_after_the_figures(client):
    make_directive("7")
    make_hotline("Tư vấn sức khỏe")
    shown = words_of(client.get("/"))
    assert "Trích yếu 7" in shown
    assert "Tư vấn sức khỏe" in shown
    assert shown.index("Văn bản mới") < shown.index("Tư vấn sức khỏe")
    assert 'href="tel:115"' in client.get("/").content.decode()


def test_directives_by_type_issuer_and_number_of(client):
    for number in range(1, 8):
        make_directive(str(number), day=number)
    make_directive("20", kind="Quyết định", day=10)
    make_directive("30", unit="cdc", day=11)
    make_directive("40", live=False, day=12)
    cdc = Issuer.objects.get(unit__abbreviation="cdc")
    write(
        ("latest_directives", {"heading": "Hai văn bản", "most": 2}),
        ("latest_directives", {"heading": "Quyết định mới", "type": "quyet-dinh", "most": 5}),
        ("latest_directives", {"heading": "Của CDC", "issuer": cdc.slug, "most": 5}),
    )
    rules = {
        rule: [page.number for page in found] for rule, found in client.get("/").context["latest_by_rule"].items()
    }
    assert list(rules.values()) == [["30", "20"], ["20"], ["30"]]


def test_directives_of_an_area_and_of_all_within_it(client):
    commune = unit_named("ubnd-vinh-hung-dung")
    Issuer.objects.create(slug=commune.abbreviation, name=commune.name, folded_name="hung dung", unit=commune)
    make_directive("1", unit="ubnd-vinh", day=3)
    make_directive("2", unit="ubnd-vinh-hung-dung", day=4)
    make_directive("3", day=5)
    write(
        ("latest_directives", {"area": "412", "most": 5}),
        ("latest_directives", {"area": "412", "most": 1}),
        ("latest_directives", {"most": 1}),
    )
    rules = client.get("/").context["latest_by_rule"]
    assert [[page.number for page in found] for found in rules.values()] == [["2", "1"], ["2"], ["3"]]


def test_hotlines_by_area_and_purpose(client):
    make_hotline("Tỉnh")
    make_hotline("Tiêm ở Vinh", code="412", purpose="tiem_chung")
    make_hotline("Gạo ở Vinh", code="412", purpose="luong_thuc")
    write(("hotlines", {"area": "412", "purpose": "tiem_chung", "most": 4}), ("hotlines", {"most": 1}))
    rules = client.get("/").context["hotlines_by_rule"]
    assert [[hotline.name for hotline in found] for found in rules.values()] == [["Tiêm ở Vinh"], ["Tỉnh"]]


def test_the_home_page_takes_as_many_queries_with_many_rows_and_blocks(client):
    make_directive("1")
    make_hotline("Số 1")
    few = queries(client, "/")
    for number in range(2, 40):
        make_directive(str(number), day=number % 28 + 1)
    for number in range(200):
        make_hotline(f"Số {number + 2}")
    figures = [(block.block_type, block.value) for block in HomePage.objects.get().body]
    rules = [("latest_directives", {"most": n}) for n in range(2, 6)] + [
        ("hotlines", {"most": n}) for n in range(2, 6)
    ]
    write(*figures, *rules, ("directive_links", {"directives": [{"number": "1/TEST"}]}))
    assert queries(client, "/") == few + 1 <= 15  # the citation is the one


@pytest.mark.parametrize("value", [{}, {"most": None}, {"most": -3}, {"most": 10**9}])
def test_a_half_filled_rule_is_borne(client, value):
    make_directive("1")
    make_hotline()
    write(("latest_directives", value), ("hotlines", value))
    assert client.get("/").status_code == 200


def test_figures_in_an_article_are_those_of_the_release_asked_for(client):
    indicator, area = Indicator.objects.get(code="ca_mac_moi"), province_area(dt.date(2021, 10, 8))
    for slot, value in enumerate((31, 4_200)):
        factories.publish({(indicator.pk, area.pk, factories.DAY, slot): value}, slot=slot)
    chosen = {"indicator": "ca_mac_moi", "area": "", "heading": "Ca mắc toàn tỉnh"}
    page = make_news(body=[("chosen_tile", chosen), ("comparison", {"indicator": "ca_mac_moi", "areas": ["412"]})])
    assert "4.231" in words_of(client.get(page.url))
    assert "Cần ít nhất hai địa bàn" in words_of(client.get(page.url))
    assert ">31<" in client.get(f"{page.url}?ban=1").content.decode()
    assert client.get(f"{page.url}?ban=%00").status_code == 400
    for odd in ("0", "3", "-1", "٣", "9" * 40):
        assert client.get(f"{page.url}?ban={odd}").status_code == 404


def test_an_article_asks_no_more_for_more_figures(client):
    indicator, area = Indicator.objects.get(code="ca_mac_moi"), province_area(dt.date(2021, 10, 8))
    factories.publish({(indicator.pk, area.pk, factories.DAY, 0): 31}, slot=0)
    tiles = [("chosen_tile", {"indicator": "ca_mac_moi", "area": ""})]
    charts = [
        ("chosen_chart", {"indicator": "ca_mac_moi", "area": "", "period": p, "form": "day"}) for p in ("7", "14")
    ]
    few, many = make_news("it", body=tiles), make_news("nhieu", body=[*tiles, *charts])
    for page in (few, many):
        client.get(page.url)
    assert queries(client, many.url) == queries(client, few.url)
