"""Words: found with and without accents, ranked as a citizen would expect, filtered and counted."""

import datetime as dt

import pytest

from core import force
from core.force import Force, Spell
from search.find import find
from search.query import Filters, Query
from tests.search.factories import DAY, article, directive, district, entry


def ask(text: str, *, page: int = 1, by_article: bool = False, **filters):
    return find(Query(text, DAY, Filters(**filters), page, by_article=by_article))


def titles(text: str, **filters) -> list[str]:
    return [hit.title for hit in ask(text, **filters).hits]


@pytest.mark.parametrize("text", ["cách ly y tế", "cach ly y te", "CÁCH LY Y TẾ", "cách ly y tế", "Cach Ly Y Tế"])
def test_found_with_and_without_accents(shelf, text):
    shelf.hold(directive("1/QĐ-UBND", "Quyết định", article(2, "Cách ly y tế 14 ngày")))
    assert titles(text) == ["Quyết định"]


def test_exact_accents_come_first_when_typed(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Văn bản một", article(1, "Hỗ trợ người bán hàng")),
        directive("2/QĐ-UBND", "Văn bản hai", article(1, "Hỗ trợ người bạn hàng")),
    )
    assert titles("bạn hàng") == ["Văn bản hai", "Văn bản một"]
    assert titles("bán hàng") == ["Văn bản một", "Văn bản hai"]


def test_either_placement_of_the_tone_is_exact(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Một", article(1, "Giải hoà")), directive("2/QĐ-UBND", "Hai", article(1, "Giải họa"))
    )
    assert titles("hòa") == titles("hoà") == ["Một", "Hai"]


def test_all_words_come_before_some_and_neighbours_before_scattered(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Tách", article(1, "Cách nhau hai mét. Quản ly vật tư. Nhà máy, tại chợ.")),
        directive("2/QĐ-UBND", "Liền", article(1, "Người bệnh cách ly tại nhà. Vật tư, quản, mét, máy, chợ.")),
        directive("3/QĐ-UBND", "Một phần", article(1, "Cách nhau hai mét, cách nhau hai mét.")),
    )
    assert titles("cách ly tại nhà")[:2] == ["Liền", "Tách"]


def test_title_and_heading_count_more_than_the_body(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Về tiền lương", article(1, "Chế độ cho người đi chống dịch, không có xét nghiệm.")),
        directive("2/QĐ-UBND", "Về xét nghiệm", article(1, "Chế độ cho người đi chống dịch.")),
    )
    assert titles("xét nghiệm")[0] == "Về xét nghiệm"


def test_in_force_before_ended(shelf):
    text = article(1, "Người từ vùng dịch về cách ly tập trung.")
    shelf.hold(
        directive("1/QĐ-UBND", "Cũ", text, force=Force(ended=dt.date(2021, 9, 1))),
        directive("2/QĐ-UBND", "Mới", text),
    )
    assert titles("cách ly tập trung") == ["Mới", "Cũ"]
    assert titles("cách ly tập trung", status=force.ENDED) == ["Cũ"]


def test_the_status_of_another_day(shelf):
    text = article(1, "Người từ vùng dịch về cách ly tập trung.")
    spell = Spell(force.SUSPENDED, dt.date(2021, 9, 10), dt.date(2021, 9, 20))
    shelf.hold(directive("1/QĐ-UBND", "Cũ", text, force=Force(dt.date(2021, 9, 1), spells=(spell,))))
    suspended = {"status": force.SUSPENDED}
    assert titles("cách ly tập trung", **suspended) == []
    assert titles("cách ly tập trung", **suspended, on=dt.date(2021, 9, 19)) == ["Cũ"]
    assert titles("1/QĐ-UBND", **suspended, on=dt.date(2021, 9, 19)) == ["Cũ"]
    assert titles("cách ly tập trung", **suspended, on=dt.date(2021, 9, 20)) == []


def test_a_question_with_an_odd_word_still_finds_its_answer(shelf):
    shelf.hold(directive("1/QĐ-UBND", "Quy định", article(4, "Người tiếp xúc gần (F1) phải cách ly y tế.")))
    assert titles("bác ơi cho cháu hỏi f1 có phải cách ly không ạ zzz") == ["Quy định"]


def test_a_phrase_is_kept_strictly(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Liền", article(1, "cách ly tại nhà")),
        directive("2/QĐ-UBND", "Rời", article(1, "cách ly y tế tại nhà")),
    )
    assert titles('"cách ly tại nhà"') == ["Liền"]
    assert titles('"ly cách"') == []


def test_nothing_fits(shelf):
    shelf.hold(directive("1/QĐ-UBND", "Quy định", article(1, "cách ly")))
    assert ask("zzz yyy").total == 0
    assert ask("").total == 0
    assert ask("???").total == 0


def test_filters_and_the_counts_beside_them(shelf, shelves):
    shelf.hold(
        directive("1/QĐ-UBND", "Một", article(1, "cách ly"), areas=("412",)),
        directive("2/SYT-NVY", "Hai", article(1, "cách ly"), issuer="Sở Y tế", type="Công văn", areas=("16681",)),
        directive("3/QĐ-UBND", "Ba", article(1, "cách ly"), date=dt.date(2020, 5, 1), areas=("413",)),
    )
    shelves["guidance"].hold(entry("guidance", "Tự cách ly ở nhà"))
    district("412", "Thành phố Vinh", ("16681", "Phường Hưng Bình"))
    everything = ask("cách ly")
    assert everything.total == 4
    assert everything.facets["kind"] == {"directive": 3, "guidance": 1}
    assert everything.facets["issuer"]["Sở Y tế"] == 1
    assert everything.facets["year"] == {"2021": 2, "2020": 1}
    assert set(titles("cách ly", area="412")) == {"Một", "Hai"}
    assert titles("cách ly", issuer="Sở Y tế") == titles("cách ly", type="Công văn") == ["Hai"]
    assert titles("cách ly", until=dt.date(2021, 1, 1)) == ["Ba"]
    assert titles("cách ly", kinds=("guidance",)) == ["Tự cách ly ở nhà"]
    assert ask("cách ly", kinds=("guidance",)).facets["kind"] == everything.facets["kind"]


def test_what_is_not_shown_that_day_is_not_found(shelf, shelves):
    shelves["news"].hold(
        entry("news", "Đang hiện", "cách ly", shown_from=DAY, shown_until=DAY),
        entry("news", "Ngày mai", "cách ly", shown_from=DAY + dt.timedelta(days=1)),
        entry("news", "Hôm qua", "cách ly", shown_until=DAY - dt.timedelta(days=1)),
    )
    found = ask("cách ly")
    assert ([hit.title for hit in found.hits], found.total, found.facets["kind"]) == (["Đang hiện"], 1, {"news": 1})


def test_by_article_each_article_is_a_hit(shelf):
    shelf.hold(
        directive("1/QĐ-UBND", "Một", article(1, "cách ly"), article(2, "khác"), article(3, "cách ly tại nhà"))
    )
    found = ask("cách ly", by_article=True)
    assert found.total == 2
    assert {hit.articles[0].label for hit in found.hits} == {"Điều 1", "Điều 3"}


def test_pages_show_everything_once_even_beyond_the_judged_candidates(shelf, monkeypatch):
    from search.engines import database

    monkeypatch.setattr(database, "CANDIDATES", 7)
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly " * (n % 5 + 1))) for n in range(1, 36)))
    pages = [ask("cách ly", page=page) for page in (1, 2, 3, 4, 5)]
    assert {found.total for found in pages} == {35}
    shown = [hit.title for found in pages for hit in found.hits]
    assert len(shown) == len(set(shown)) == 35
