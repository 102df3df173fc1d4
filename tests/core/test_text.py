"""Text is folded in one place, the same way for what is stored and for what is asked."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import fold, nfc, slug, words

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵdđ"
ANY = st.text()
VIETNAMESE = st.text(LETTERS + LETTERS.upper() + " -/0123456789")
SYLLABLES_OF_OTHER_SCRIPTS = ("ㄱㅏ", "가ᅡ", "\u09cb\u09be", "e\u0301\u0301")


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@given(ANY)
@example(SYLLABLES_OF_OTHER_SCRIPTS[0])
@example(SYLLABLES_OF_OTHER_SCRIPTS[1])
@example(SYLLABLES_OF_OTHER_SCRIPTS[2])
@example(SYLLABLES_OF_OTHER_SCRIPTS[3])
def test_folding_keeps_every_offset_and_changes_nothing_twice(text):
    assert len(fold(text)) == len(nfc(text))
    assert fold(fold(text)) == fold(text)


def test_no_character_at_all_is_an_exception():
    every = [chr(number) for number in range(0x110000)]
    assert [c for c in every if len(fold(c)) != len(nfc(c)) or fold(fold(c)) != fold(c)] == []


@given(ANY)
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold(nfd(text)) == fold(text)
    assert nfc(nfd(text)) == nfc(text)


@given(VIETNAMESE)
def test_vietnamese_folds_to_plain_lower_case(text):
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower() == fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Đô Lương", "do luong"), ("đ", "Đ"), ("hòa", "hoà"), ("HÒA", "hoà"), ("Thủy", "Thuỷ"), ("Ð", "đ")],
)
def test_the_same_word_written_otherwise(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("character", "folded"), [("…", "."), ("½", "1"), ("ﬁ", "f"), ("№", "n"), ("ẞ", "s")])
def test_a_character_made_of_several_stays_one(character, folded):
    assert fold(character) == folded
    assert fold(f"a{character}b").index("b") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đô Lương", "do-luong"),
        (nfd("Đô Lương"), "do-luong"),
        ("  Số liệu -- 2021 ", "so-lieu-2021"),
        ("01/CT-UBND", "01-ct-ubnd"),
        ("…", ""),
        ("", ""),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected


@given(ANY)
def test_a_slug_is_an_address_and_its_own_slug(text):
    found = slug(text)
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(found) == found
    assert not found.startswith("-")
    assert not found.endswith("-")


def test_words_leave_punctuation_out():
    assert words("Chỉ thị số 16/CT-TTg, “khẩn”…") == ["chi", "thi", "so", "16", "ct", "ttg", "khan"]


def test_nul_never_reaches_a_database():
    assert nfc("a\0b") == fold("A\0B") == "a b"
