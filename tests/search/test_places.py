"""Names of places in queries: found however they are typed, over all areas of both provinces; everyday words are no
places; a place never hides what holds in the whole province."""

import csv
import datetime as dt

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.text import fold
from search.find import find
from search.places import place_meant
from search.query import Filters, Query
from tests.search.factories import DAY, article, directive, district, entry
from tests.search.test_spelling_properties import QUESTIONS
from tests.search.test_spellings import TYPED, WORDS
from units.models import AdministrativeArea, AreaSuccession, Level

TODAY = dt.date(2026, 11, 28)
NAMED = {
    "nghe-an": {
        "Huyện Quỳnh Lưu": [
            "quỳnh lưu cách ly", "quynh luu cach ly", "cách ly ở quỳnh lưu", "huyện quỳnh lưu xét nghiệm",
            "h. quỳnh lưu xét nghiệm", "QUỲNH LƯU TIÊM VẮC XIN", "huyen quynh luu tiem vac xin",
        ],
        "Huyện Diễn Châu": ["cach ly o dien chau", "diễn châu cách ly", "f1 ở diễn châu"],
        "Phường Trường Thi": ["phường trường thi xét nghiệm", "phuong truong thi xet nghiem",
            "p. trường thi xét nghiệm"],
        "Thành phố Vinh": [
            "xét nghiệm ở vinh", "xet nghiem o vinh", "tp vinh tiem vac xin", "thành phố vinh cách ly",
            "về vinh cách ly",
        ],
        "Phường Hưng Dũng": [
            "hưng dũng tiêm vắc xin", "tiem vac xin phuong hung dung", "tiem vac xin o hung dung",
            "hung dung vinh tiem vac xin", "hung dung tp vinh tiem vac xin", "phường hưng dũng, thành phố vinh, chợ",
        ],
        "Thị xã Thái Hoà": ["thái hòa cách ly", "thái hoà cách ly", "tx thai hoa cach ly"],
        "Huyện Tương Dương": ["tương dương cách ly", "cach ly o tuong duong", "huyen tuong duong cach ly"],
        "Huyện Đô Lương": ["đô lương cách ly", "cach ly tai do luong"],
        "Phường Nghi Hòa": ["phường nghi hòa cách ly", "phuong nghi hoa cach ly", "nghi hòa cách ly"],
        "Huyện Quỳ Hợp": ["quỳ hợp cách ly"],
        "Thị trấn Quỳ Hợp": ["thị trấn quỳ hợp cách ly", "tt quỳ hợp cách ly"],
        "": [
            "quỳnh lưu", "huyện quỳnh lưu", "quỳnh lưu có gì", "ở vinh", "tuong duong cach ly", "do luong oxy",
            "trường thi tốt nghiệp", "có yên tĩnh không", "trung thành với tổ quốc", "đường lê lợi phong tỏa",
            "vinh cách ly", "nguyễn quang vinh f0", "về từ lạng sơn cách ly", "từ hưng yên về cách ly",
            "cach ly xa hoi",
            "nghệ an cách ly", "tỉnh nghệ an cách ly", "ngọc sơn cách ly",
            '"quỳnh lưu" cách ly',
            "từ diễn châu về quỳnh lưu", "qua chốt bến thủy cần giấy gì", "quỳnh lựu cách ly",
        ],
    },
    "thanh-hoa": {
        "Thành phố Thanh Hóa": ["tp thanh hóa giãn cách", "thanh pho thanh hoa gian cach",
            "thành phố thanh hoá giãn cách"],
        "Thành phố Sầm Sơn": ["sầm sơn tắm biển được chưa", "sam son tam bien duoc chua"],
        "Xã Yên Tâm": ["xã yên tâm cách ly", "xa yen tam cach ly"],
        "Xã Thiết Kế": ["xã thiết kế xét nghiệm"],
        "Huyện Đông Sơn": ["huyện đông sơn cách ly"],
        "": [
            "thanh hóa giãn cách", "thanh hoa gian cach", "yên tâm tiêm vắc xin", "yen tam tiem vac xin",
            "dong tien cach ly", "thiết kế khu cách ly", "cách ly như thế nào hợp lý",
            "điều trị thành công", "thống nhất một mẫu giấy", "về từ quảng bình",
            "về từ hà giang cách ly", "nông trường có được làm không",
            "ra quảng trường",
            "cam lam viec", "hai long voi tiem chung", "nhu thanh vien trong nha", "quan hoa mo cua chua",
        ],
    },
}  # fmt: skip

PLACES_ASKED_ABOUT = {
    "Thành phố Vinh", "Thị xã Cửa Lò", "Phường Hưng Dũng", "Huyện Quỳnh Lưu", "Thị xã Thái Hoà", "Huyện Diễn Châu",
    "Thị xã Nghi Sơn", "Phường Đông Vệ", "Thành phố Sầm Sơn", "Huyện Hoằng Hóa", "Phường Quảng Tiến",
    "Phường Quang Tiến", "Huyện Đô Lương", "Phường Quang Trung", "Thị xã Bỉm Sơn", "Huyện Thạch Thành",
    "Xã Quang Trung (2 nơi)", "Xã Quang Trung (3 nơi)",
}  # fmt: skip


def load(province: str) -> None:
    """The areas of a province with their successions, as its files have them."""
    folder = settings.PROVINCES_DIR / province
    rows = list(csv.DictReader((folder / "areas.csv").open(encoding="utf-8")))
    made = {(row["code"], row["valid_from"]): _made(row) for row in rows}
    AdministrativeArea.objects.bulk_create(made.values())
    for row in rows:
        lasting = [area for (code, _), area in made.items() if code == row["parent"]]
        made[row["code"], row["valid_from"]].parent = lasting[-1] if lasting else None
    AdministrativeArea.objects.bulk_update(made.values(), ["parent"], batch_size=300)
    succession = csv.DictReader((folder / "successions.csv").open(encoding="utf-8"))
    AreaSuccession.objects.bulk_create(
        AreaSuccession(
            predecessor=made[row["code"], row["valid_from"]],
            successor=made[row["successor"], row["successor_valid_from"]],
        )
        for row in succession
    )


def _made(row: dict[str, str]) -> AdministrativeArea:
    return AdministrativeArea(
        code=row["code"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"] or None,
        name=row["name"],
        folded_name=fold(row["name"]),
        level=Level[row["level"].upper()],
    )


@pytest.fixture(params=["nghe-an", "thanh-hoa"])
def province(request, db):
    load(request.param)
    return request.param


def name_in(text: str, day: dt.date = DAY) -> str:
    meant = place_meant(text, day)
    return meant.place.name if meant else ""


def test_places_are_known_however_they_are_typed(province):
    wrong = {
        text: name_in(text) for name, texts in NAMED[province].items() for text in texts if name_in(text) != name
    }
    assert wrong == {}


@pytest.mark.parametrize("day", [DAY, TODAY])
def test_the_full_name_of_every_area_leads_to_it(province, day):
    areas = AdministrativeArea.objects.valid_at(day).exclude(level=Level.PROVINCE)
    missed = [
        text
        for area in areas
        for text in (f"{area.name} cách ly", f"cach ly {fold(area.name)}", f"{area.name.upper()}: XÉT NGHIỆM")
        if (meant := place_meant(text, day)) is None or area.code not in meant.place.codes
    ]
    assert missed == []


@pytest.mark.parametrize("day", [DAY, TODAY])
def test_everyday_queries_are_not_narrowed(province, day):
    asked = [*WORDS, *(text for texts in TYPED.values() for text in texts), *NAMED[province][""]]
    assert {text: found for text in asked if (found := name_in(text, day))} == {}
    narrowed = {name_in(text, day) for question in QUESTIONS for text in (question, fold(question), question.upper())}
    assert narrowed - {""} <= PLACES_ASKED_ABOUT


@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["ở", "tại", "tp", "xã", "vinh", "quỳnh", "lưu", "(", '"', ","])).map(" ".join)
)
def test_whatever_is_typed_is_no_error(province, text):
    place_meant(text, DAY)


def test_the_old_district_is_the_ground_of_the_new_communes(db):
    load("nghe-an")
    meant = place_meant("cách ly ở quỳnh lưu", TODAY)
    now = AdministrativeArea.objects.valid_at(TODAY).get(name="Xã Quỳnh Lưu")
    assert meant.place.name == "Huyện Quỳnh Lưu"
    assert {"421", now.code} <= set(meant.place.codes)
    assert name_in("cách ly ở xã quỳnh lưu", TODAY) == "Xã Quỳnh Lưu"


@pytest.fixture
def held(shelf, shelves):
    district("421", "Huyện Quỳnh Lưu", ("17101", "Xã Quỳnh Văn"), ("17102", "Xã Quỳnh Bảng"))
    district("425", "Huyện Diễn Châu", ("17401", "Xã Diễn An"))
    text = article(1, "Cách ly y tế tại nhà.")
    shelf.hold(
        directive("1/QĐ-UBND", "Cả tỉnh", text),
        directive("2/QĐ-UBND", "Cả huyện Quỳnh Lưu", text, areas=("421",)),
        directive("3/QĐ-UBND", "Xã Quỳnh Văn", text, areas=("17101",)),
        directive("4/QĐ-UBND", "Diễn Châu", text, areas=("425",)),
        directive("5/QĐ-UBND", "Xã Quỳnh Bảng", text, areas=("17102",)),
    )
    shelves["news"].hold(entry("news", "Chợ mở lại", "Khai trương.", areas=("425",)))


def ask(text: str, **filters):
    return find(Query(text, DAY, Filters(**filters)))


def titles(text: str, **filters) -> set[str]:
    return {hit.title for hit in ask(text, **filters).hits}


def test_a_place_takes_in_what_lies_in_it_what_it_lies_in_and_what_holds_everywhere(held):
    assert titles("cách ly ở quỳnh lưu") == {"Cả tỉnh", "Cả huyện Quỳnh Lưu", "Xã Quỳnh Văn", "Xã Quỳnh Bảng"}
    assert titles("xã quỳnh văn cách ly") == {"Cả tỉnh", "Cả huyện Quỳnh Lưu", "Xã Quỳnh Văn"}
    assert ask("xã quỳnh văn cách ly").hits[0].title == "Xã Quỳnh Văn"
    assert ask("cách ly ở quỳnh lưu").place.name == "Huyện Quỳnh Lưu"


def test_more_than_enough_of_the_place_never_hides_what_holds_everywhere(held, shelf):
    shelf.hold(
        *(
            directive(f"{n}/KH-UBND", f"Quỳnh Lưu {n}", article(1, "Cách ly ở Quỳnh Lưu."), areas=("421",))
            for n in range(20, 40)
        )
    )
    found = find(Query("cách ly quỳnh lưu", DAY, per_page=100))
    assert (found.total, found.hits[0].title[:9]) == (24, "Quỳnh Lưu")
    assert "Cả tỉnh" in {hit.title for hit in found.hits}


def test_a_filter_that_is_on_is_not_narrowed_further(held):
    assert titles("cách ly ở quỳnh lưu", area="425") == {"Diễn Châu"}
    assert ask("cách ly ở quỳnh lưu", area="40").place is None
    assert "Diễn Châu" in titles("cách ly ở quỳnh lưu", area="40")


def test_where_nothing_fits_the_whole_province_answers(held):
    found = ask("chợ mở lại ở quỳnh lưu")
    assert (found.place.name, found.found_there, found.hits[0].title) == ("Huyện Quỳnh Lưu", False, "Chợ mở lại")


def test_a_place_takes_in_its_hamlets(held):
    area = AdministrativeArea.objects.get(code="421")
    start = dt.date(2000, 1, 1)
    AdministrativeArea.objects.create(code="421001", valid_from=start, name="Xóm 1", level=Level.HAMLET, parent=area)
    assert "421001" in place_meant("cách ly ở quỳnh lưu", DAY).place.codes


def test_the_page_says_where_it_looks_and_how_to_look_everywhere(held, client, django_assert_max_num_queries):
    shown(client, "cách ly ở quỳnh lưu")
    with django_assert_max_num_queries(15):
        html = shown(client, "cach ly o quynh luu")
    assert "Đang tìm trong" in html
    assert 'href="/dia-ban/421/"' in html
    assert 'href="?q=cach+ly+o+quynh+luu&amp;dia-ban=40"' in html
    assert '<option value="40">Toàn tỉnh</option>' in html
    html = client.get("/tim-kiem/?q=cach+ly+o+quynh+luu&dia-ban=40").content.decode()
    assert "Đang tìm trong" not in html
    assert html.count('<option value="40">') == 1
    with django_assert_max_num_queries(15):  # sought twice
        html = shown(client, "chợ mở lại ở quỳnh lưu")
    assert "Đây là kết quả của cả tỉnh" in html


def test_the_api_narrows_alike_and_says_where(held, client):
    found = client.get("/api/v1/search/", {"q": "cách ly ở quỳnh lưu"}).json()
    assert found["place"] == {"code": "421", "name": "Huyện Quỳnh Lưu", "found_there": True}
    assert (found["total"], found["intent"]) == (4, "words")
    assert client.get("/api/v1/search/", {"q": "cách ly ở quỳnh lưu", "area": "40"}).json()["place"] is None


def shown(client, text: str) -> str:
    return client.get("/tim-kiem/", {"q": text}).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def test_the_name_of_the_place_is_marked(held, shelf):
    shelf.hold(directive("6/QĐ-UBND", "Khác", article(1, "Người ở Quỳnh Lưu được cách ly."), areas=("421",)))
    assert any("<mark>Quỳnh Lưu</mark>" in hit.passage for hit in ask("quỳnh lưu cách ly").hits)
