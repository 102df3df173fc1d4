"""What people mean by what they type: a number in any spelling, an article of it, or words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, nfc
from search.intent import terms_of, understand
from search.spelling import Number


def spelled(text: str) -> tuple:
    number = understand(text).number
    return number and (number.digits, number.letters)


@pytest.mark.parametrize(
    ("text", "digits", "letters"),
    [
        ("3691", "3691", ()),
        ("03691", "3691", ()),
        ("3.691", "3691", ()),
        ("3691/QĐ-UBND", "3691", ("qd", "ubnd")),
        ("3691/qđ-ubnd", "3691", ("qd", "ubnd")),
        ("3691 qd ubnd", "3691", ("qd", "ubnd")),
        ("3691qdubnd", "3691", ("qdubnd",)),
        ("  số   3691 ", "3691", ()),
        ("so 3691", "3691", ()),
        ("quyết định 3691", "3691", ("quyet", "dinh")),
        ("Quyết định số 3691/QĐ-UBND của UBND tỉnh", "3691", ("quyet", "dinh", "qd", "ubnd", "ubnd", "tinh")),
        ("ct 16", "16", ("ct",)),
        ("ct16", "16", ("ct",)),
        ("16/ct-ttg", "16", ("ct", "ttg")),
        ("cv 6289 byt", "6289", ("cv", "byt")),
    ],
)
def test_a_number_in_any_spelling(text, digits, letters):
    assert spelled(text) == (digits, letters)


def test_date_and_year_are_not_part_of_the_number():
    assert understand("quyết định 3691 ngày 8/10/2021").number == Number(
        "3691", ("quyet", "dinh"), day=dt.date(2021, 10, 8)
    )
    assert understand("nghị quyết 128 năm 2021").number == Number("128", ("nghi", "quyet"), year=2021)
    assert understand("16/2021/TT-BYT").number == Number("16", ("tt", "byt"), year=2021)


def test_an_article_of_a_number():
    asked = understand("điều 7 3691")
    assert (asked.article, asked.number.digits) == ("7", "3691")
    asked = understand("khoản 2 Điều 7 quyết định 3691/QĐ-UBND")
    assert (asked.article, asked.number) == ("7", Number("3691", ("quyet", "dinh", "qd", "ubnd")))
    assert understand("điều 7").number is None
    assert understand("điều 7 cách ly").article == ""


@pytest.mark.parametrize(
    "text", ["115", "113", "0238 000 0003", "02380000003", "+84 238 000 0003", "1.2.3.4", "1 2 3"]
)
def test_phone_numbers_are_words(text):
    assert understand(text).number is None


def test_a_phone_number_is_one_word_however_it_is_grouped():
    assert understand("0238.000.0003").terms.words == understand("0238 000 0003").terms.words == ("02380000003",)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("F1 có phải cách ly không", ("f1", "cach", "ly")),
        ("f1 co phai cach ly khong", ("f1", "cach", "ly")),
        ("cách ly tại nhà mấy ngày", ("cach", "ly", "tai", "nha", "ngay")),
        ("tiêm vắc xin ở đâu", ("tiem", "vac", "xin")),
        ("tôi bị đau đầu", ("dau",)),
        ("hết gạo gọi ai", ("het", "gao", "goi")),
        ("het gao goi ai", ("het", "gao", "goi", "ai")),
        ("chợ Vinh", ("cho", "vinh")),
        ("cho vinh", ("cho", "vinh")),
        ("có phải không", ("co", "phai", "khong")),
        ("là gì", ("la", "gi")),
    ],
)
def test_words_that_only_make_a_question_are_dropped(question, words):
    assert understand(question).terms.words == words


def test_neighbours_are_those_typed_side_by_side():
    assert terms_of("cách ly có phải trả tiền").pairs == (("cach", "ly"), ("tra", "tien"))


def test_accents_are_remembered_only_when_typed():
    assert terms_of("Cách LY").accented == ("cách", "ly")
    assert terms_of("cach ly").accented == ()


def test_quotes_make_a_phrase_and_only_in_pairs():
    assert terms_of("“cách ly tại nhà” f1").phrases == (("cach", "ly", "tai", "nha"),)
    assert terms_of('"tại nhà').phrases == ()
    assert set(terms_of('"có phải không" f1').words) == {"co", "phai", "khong", "f1"}


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "„{}“", "«{}»", "»{}«", "‹{}›", "'{}'", "‘{}’", "＂{}＂"])
def test_quotes_of_every_kind_make_a_phrase(quoted):
    asked = understand(f"f1 {quoted.format('3691 tại nhà')}")
    assert (asked.terms.phrases, asked.number) == ((("3691", "tai", "nha"),), None)


def test_an_apostrophe_within_a_name_is_no_quote():
    assert terms_of("người H'Mông và K'ho").phrases == ()


anything = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "AND",
            "OR",
            "NOT",
            "NEAR(",
            '"',
            "“",
            "*",
            "-",
            ":",
            "(",
            ")",
            "\0",
            "điều",
            "7",
            "3691",
            "/",
            "ngày 32/13/2021",
        ]
    ),
    max_size=60,
).map(" ".join)


@given(anything)
def test_whatever_is_typed_is_understood(text):
    terms = understand(text).terms
    assert all(word.isalnum() and fold(word) == word and len(word) <= 60 for word in terms.words)
    assert {word for phrase in terms.phrases for word in phrase} <= set(terms.words)


@given(anything)
def test_case_and_composition_change_nothing(text):
    from unicodedata import normalize

    assert understand(normalize("NFD", nfc(text))).terms == understand(nfc(text)).terms


@given(st.text(alphabet='abcđe ơôứ“"', max_size=60))
def test_without_accents_no_word_is_added(text):
    assert set(terms_of(fold(text)).words) <= set(terms_of(text).words) | set(fold(text).split())


def test_ten_thousand_characters_are_few_words():
    assert len(understand("cách ly " * 1_250).terms.words) == 2
    assert len(understand(" ".join(f"w{n}" for n in range(3_000))).terms.words) <= 24


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("thi xa nghi son", ("thi", "xa", "nghi", "son")),
        ("thi tran quan hanh", ("thi", "tran", "quan", "hanh")),
        ("có ca mắc thì xã báo cáo", ("ca", "mac", "xa", "bao", "cao")),
        ("co ca mac thi bao cao", ("ca", "mac", "bao", "cao")),
    ],
)
def test_a_town_keeps_what_it_is_called(text, kept):
    assert terms_of(text).words == kept
