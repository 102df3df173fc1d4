"""Words are found however they are written, and every word is only a word."""

import unicodedata

import pytest

from core.searchable import Entry
from tests.search.conformance.asking import MARKETS, QUARANTINE, ask, ask_as_typed, keys, put
from tests.search.factories import article, directive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "vùng dịch",
        "vung dich",
        "VÙNG DỊCH",
        unicodedata.normalize("NFD", "vùng dịch"),
        unicodedata.normalize("NFC", "vùng dịch"),
        "vùng, dịch!",
    ],
)
def test_words_are_found_however_they_are_written(engine, text):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, text)) == ["3691-qd-ubnd"]


@pytest.mark.parametrize("text", ["Đô Lương", "đô lương", "do luong", unicodedata.normalize("NFD", "Đô Lương")])
def test_the_stroked_d_is_a_d(engine, text):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, text)) == ["12-ct-ubnd"]


def test_text_stored_in_pieces_is_found(engine):
    put(engine, directive("7/QĐ-UBND", "Quyết định", article(1, unicodedata.normalize("NFD", "Khử khuẩn phòng học"))))
    assert ask(engine, "khử khuẩn").total == 1


def test_a_word_is_not_part_of_another(engine):
    put(engine, QUARANTINE, MARKETS)
    assert ask(engine, "an").total == 0


def test_numbers_and_their_letters_are_words(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, "3691/QĐ-UBND"))[0] == "3691-qd-ubnd"


def test_the_title_the_heading_and_the_body_are_searched_as_one(engine):
    put(engine, directive("9/QĐ-UBND", "Về thu phí", article(1, "Miễn cho hộ nghèo.", heading="Đối tượng")))
    assert ask(engine, "phí đối tượng nghèo").total == 1


def test_an_unknown_word_does_not_hide_the_others(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, "vùng dịch xyzzy")) == ["3691-qd-ubnd"]
    assert ask(engine, "xyzzy plugh").total == 0


def test_nothing_is_found_for_no_words(engine):
    put(engine, QUARANTINE)
    assert ask(engine, "").total == 0


def test_the_same_word_twice_counts_once(engine):
    put(engine, QUARANTINE)
    assert ask(engine, "vùng vùng vùng dịch").total == 1


def test_a_wrong_tone_is_found(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask_as_typed(engine, "vúng dỉch")) == ["3691-qd-ubnd"]


def test_either_placement_of_the_tone_is_found(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Giải hoà, uỷ quyền, thuý")), MARKETS)
    for text in ("giải hòa", "giải hoà", "ủy quyền", "uỷ quyền", "thúy", "thuý"):
        assert keys(ask_as_typed(engine, text)) == ["1-qd"], text


def test_a_letter_and_a_digit_are_one_word(engine):
    put(
        engine, directive("1/QĐ", "Một", article(1, "Người là F1 ở nhà")), directive("2/QĐ", "Hai", article(1, "1 f"))
    )
    assert keys(ask(engine, "f1")) == keys(ask(engine, "F1")) == ["1-qd"]


def test_hyphens_slashes_and_dots_part_words(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "cấp-cứu/hồi.sức(oxy)")))
    assert [ask(engine, word).total for word in ("cấp", "cứu", "hồi", "sức", "oxy", "cấp cứu hồi sức")] == [1] * 6


def test_a_phone_number_is_found_in_pieces_and_in_one(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Gọi 0238 000 0003 khi cần.")), MARKETS)
    assert keys(ask(engine, "0238 000 0003")) == keys(ask(engine, "02380000003")) == ["1-qd"]


def test_the_summary_is_searched(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Điều khoản"), summary="Miễn phí xét nghiệm"), MARKETS)
    assert keys(ask(engine, "miễn phí")) == ["1-qd"]


def test_a_document_without_articles_is_found_by_its_title(engine):
    put(engine, directive("1/QĐ", "Về khai báo y tế"), MARKETS)
    assert keys(ask(engine, "khai báo")) == ["1-qd"]


def test_what_people_say_finds_what_offices_write(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Xét nghiệm kháng nguyên dương tính.")), MARKETS)
    assert keys(ask(engine, "test nhanh")) == ["1-qd"]


def test_a_directive_is_found_by_its_type(engine):
    put(engine, directive("1/QĐ", "Một", type="Công điện"), MARKETS)
    assert keys(ask(engine, "công điện")) == ["1-qd"]


def test_a_guidance_page_is_found_by_what_such_pages_are_called(engine):
    put(engine, Entry("guidance", "f0", "Người mắc bệnh", "/huong-dan/f0/"), MARKETS)
    assert keys(ask(engine, "hướng dẫn người mắc bệnh")) == ["f0"]


def test_numerals_of_other_scripts_are_words_too(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "mục ⅳ, ٣٦, １２, ½")))
    assert [ask(engine, word).total for word in ("ⅳ", "٣٦", "12")] == [1, 1, 1]
