"""While a reader types: what begins so, of what is public that day, in a few queries however much is stored."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from core.force import Force
from search.actions.upkeep import index_stale, mark_stale
from search.completions import MOST, completions
from search.models import SearchStart
from tests.search.factories import DAY, Shelf, directive, entry


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(
        directive("16/CT-TTg", "Về việc thực hiện giãn cách xã hội", type="Chỉ thị"),
        directive("1600/QĐ-UBND", "Thành lập Bệnh viện dã chiến số 1"),
        directive("3691/QĐ-UBND", "Ban hành Quy chế quản lý thông tin"),
        directive("6289/BYT-DP", "Hướng dẫn cách ly y tế tại nhà", type="Công văn", issuer="Bộ Y tế"),
        directive("05/QĐ-UBND", "Cách ly y tế vùng có dịch"),
    )
    shelves["guidance"].hold(
        entry("guidance", "Xét nghiệm nhanh tại nhà"),
        entry("guidance", "Đi lại, xét nghiệm và tiêm chủng"),
    )
    shelves["hotline"].hold(
        entry("hotline", "Tổng đài cấp cứu: 115", number="115"),
        entry("hotline", "Trung tâm Kiểm soát bệnh tật: 0238.384.2040; 1022", number="0238.384.2040; 1022"),
    )
    return shelf


def texts(typed: str, day: dt.date = DAY) -> list[str]:
    return [one.text for one in completions(typed, day)]


@pytest.mark.parametrize(
    "typed",
    [
        "16/CT", "16 ct ttg", "16ct", "ct16", "CT 16", "chỉ thị 16", "chi thi so 16", "chithi16", "16-CT/TTg",
        "chỉ thị số 16/CT-TTg",
    ],
)  # fmt: skip
def test_a_number_in_any_spelling_leads_to_its_document(held, typed):
    first = completions(typed, DAY)[0]
    assert (first.text, first.url) == ("Chỉ thị 16/CT-TTg", "/van-ban/16-ct-ttg/")
    assert first.note == "Về việc thực hiện giãn cách xã hội"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("cv 6289 byt", "6289/BYT-DP"), ("công văn 62", "6289/BYT-DP"), ("3.691", "3691/QĐ-UBND"),
        ("3 691", "3691/QĐ-UBND"), ("qd 3691 ub", "3691/QĐ-UBND"), ("qđ 5", "05/QĐ-UBND"), ("05/", "05/QĐ-UBND"),
    ],
)  # fmt: skip
def test_half_a_number_and_what_is_said_around_it(held, typed, number):
    assert completions(typed, DAY)[0].text.endswith(number)


def test_just_this_number_stands_before_longer_ones(held):
    assert [text for text in texts("16") if text[0] in "CQ"] == ["Chỉ thị 16/CT-TTg", "Quyết định 1600/QĐ-UBND"]


@pytest.mark.parametrize("typed", ["cach ly y", "Cách ly y", "CACH LY Y", "ca\u0301ch ly y", "cach  ly, y"])
def test_words_with_and_without_accents_from_any_word_of_a_title_on(held, typed):
    found = {one.note or one.text for one in completions(typed, DAY) if one.kind == "directive"}
    assert found == {"6289/BYT-DP", "05/QĐ-UBND"}


def test_what_begins_a_title_stands_before_what_stands_within_one(held):
    assert texts("xet nghiem n")[0] == "Xét nghiệm nhanh tại nhà"
    assert texts("xet") == ["xét nghiệm", "Xét nghiệm nhanh tại nhà", "Đi lại, xét nghiệm và tiêm chủng"]


def test_a_title_that_holds_it_twice_is_told_once_and_keeps_its_place(shelf):
    shelf.hold(
        directive("1/KH-UBND", "Vaccine cho trẻ em: kế hoạch về vaccine", date=dt.date(2021, 10, 4)),
        directive("2/KH-UBND", "Vaccine mũi hai", date=dt.date(2021, 10, 3)),
    )
    assert [one.note for one in completions("vacc", DAY)] == ["1/KH-UBND", "2/KH-UBND"]


def test_a_phrase_is_made_whole_and_figures_are_none(shelf):
    shelf.hold(
        directive("1/KH-UBND", "Tiêm vắc xin cho người cao tuổi"),
        directive("2/KH-UBND", "Kế hoạch tiêm vắc xin phòng Covid-19"),
        directive("3/KH-UBND", "Tiêm vắc xin, đợt 2 năm 2021"),
        directive("4/KH-UBND", "Tổng kết đợt 2 năm 2021"),
    )
    assert [one.text for one in completions("tie", DAY) if one.kind == "phrase"] == ["tiêm vắc xin"]
    assert [one.text for one in completions("20", DAY) if one.kind == "phrase"] == []


def test_a_phrase_that_titles_share_leads_to_what_holds_it(held):
    first = completions("cách l", DAY)[0]
    assert (first.text.lower(), first.kind, first.label) == ("cách ly y tế", "phrase", "Cụm từ")
    assert parse_qs(urlsplit(first.url).query) == {"q": [first.text]} and first.url.startswith("/tim-kiem/?")


@pytest.mark.parametrize("typed", ["0238", "0238 384", "02383842040", "+84 238 384", "1022", "kiem soat benh"])
def test_a_hotline_by_its_name_and_by_each_of_its_numbers(held, typed):
    found = [(one.text, one.note) for one in completions(typed, DAY)]
    assert ("Trung tâm Kiểm soát bệnh tật", "0238.384.2040; 1022") in found


def test_an_area_by_its_name_with_and_without_its_kind(held, shelves):
    shelves["news"].hold(entry("news", "Vinh danh y bác sĩ"))
    shelves["area"] = Shelf("area")
    shelves["area"].hold(
        entry("area", "Thành phố Vinh"), entry("area", "Xã Vinh Sơn", summary="Huyện Anh Sơn", areas=("17350",))
    )
    assert texts("vinh")[:2] == ["Thành phố Vinh", "Xã Vinh Sơn"]
    assert texts("xã vi") == ["Xã Vinh Sơn"]
    assert completions("xa vinh", DAY)[0].note == "Huyện Anh Sơn"


def test_many_of_a_kind_do_not_hide_the_rest(shelf, shelves):
    shelves["hotline"].hold(*(entry("hotline", f"Tư vấn huyện {name}: 115", number="115") for name in "ABCDEFGHIK"))
    shelf.hold(directive("1/KH-UBND", "Tư vấn tâm lý cho người dân"))
    kinds = [one.kind for one in completions("tu van", DAY) if one.kind != "phrase"]
    assert kinds[:4] == ["hotline"] * 3 + ["directive"] and len(kinds) > 4


def test_what_has_ended_stands_behind_what_is_in_force(shelf):
    shelf.hold(
        directive("7/QĐ-UBND", "Phong tỏa khu vực A"),
        directive("8/QĐ-UBND", "Phong tỏa khu vực B", date=dt.date(2021, 10, 5)),
        directive(
            "9/QĐ-UBND",
            "Phong tỏa khu vực C",
            date=dt.date(2021, 10, 6),
            force=Force(start=dt.date(2021, 10, 6), ended=dt.date(2021, 10, 7)),
        ),
    )
    assert [one.note for one in completions("phong toa khu", DAY) if one.note] == [
        "8/QĐ-UBND",
        "7/QĐ-UBND",
        "9/QĐ-UBND",
    ]


def test_only_what_is_shown_that_day(shelves):
    first, last = dt.date(2021, 10, 5), dt.date(2021, 10, 10)
    shelves["hotline"].hold(entry("hotline", "Trạm trực: 1080", number="1080", shown_from=first, shown_until=last))
    for day, found in ((first, 1), (last, 1), (first - dt.timedelta(1), 0), (last + dt.timedelta(1), 0)):
        assert len(texts("tram", day)) == len(texts("1080", day)) == found


def test_what_goes_is_told_no_more(held):
    assert texts("bệnh viện dã")
    del held.held["1600-qd-ubnd"]
    mark_stale("directive", ["1600-qd-ubnd"])
    assert index_stale() == 0
    assert texts("bệnh viện dã") == texts("1600") == []
    assert not SearchStart.objects.filter(typed__gte=b"benh vien", typed__lt=b"benh vieo").exists()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        "1",
        "đ",
        "?!",
        "\u200f\u202e",
        "\u200d",
        "%",
        "_",
        "🦠",
        "' OR 1=1 --",
        "*",
        "NEAR(",
        '"',
        "\\",
        "q" * 100_000,
    ],
)
def test_too_little_or_nonsense_leads_to_nothing(held, typed):
    assert completions(typed, DAY) == []


def test_few_queries_and_few_completions_however_much_begins_alike(shelf, django_assert_max_num_queries):
    shelf.hold(*(directive(f"{number}/QĐ-UBND", f"Cách ly y tế khu {number}") for number in range(100, 190)))
    with django_assert_max_num_queries(3):
        assert len(texts("1")) == 0 and len(texts("cach ly")) == MOST
    with django_assert_max_num_queries(3):
        assert len(texts("qd 1")) > 2
