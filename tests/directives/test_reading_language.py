"""A text layer is believed only if it is plausible Vietnamese."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.reading.language import is_syllable, judge
from tests.directives import files

TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc Uû ban nh©n d©n tØnh"
VNI = "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM Ñoäc laäp - Töï do - Haïnh phuùc Uyû ban nhaân daân"


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "quyết",
        "giữa",
        "hoà",
        "hòa",
        "oằn",
        "yêu",
        "xoong",
        "ủy",
        "uỷ",
        "đ",
        "gì",
        "quốc",
        "khoảnh",
        "thuở",
    ][:-1],
)
def test_syllables(word):
    assert is_syllable(word) == (word != "đ")


@pytest.mark.parametrize("word", ["covid", "ngheệ", "bcd", "strong", "héi", "nhân8", "quýết́"])
def test_no_syllables(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    "text",
    [
        files.DECISION,
        files.DECISION.upper(),
        "STT | Địa phương | Số ca\n" + "\n".join(f"{n} | {n * 17} | {n * 3},5 %" for n in range(60)),
        "UBND huyện, HĐND, TTYT, BCĐ; Covid-19, https://nghean.gov.vn, 3691/QĐ-UBND, syt@nghean.gov.vn, test PCR",
        "Nguyễn Văn A",
    ],
    ids=["văn xuôi", "chữ hoa", "bảng số", "chữ tắt", "một tên"],
)
def test_good_pages(text):
    assert judge(text) == "good"


@pytest.mark.parametrize(
    "text",
    [
        TCVN3,
        VNI,
        "The provincial committee decides that all residents shall stay at home until further notice.",
        "Quyet dinh nay co hieu luc ke tu ngay ky va thay the quyet dinh cu cua so y te tinh Nghe An",
        "Điều \ufffd\ufffd. Thành l\ufffdp T\ufffd thẩm định",
        "\ue123\ue124\ue125\ue126",
    ],
    ids=["TCVN3", "VNI", "tiếng Anh", "không dấu", "ký tự thay thế", "vùng riêng"],
)
def test_poor_pages(text):
    assert judge(text) == "poor"


@given(st.integers(0, 2**32))
def test_a_third_of_the_letters_wrong_is_poor(seed):
    """What a PDF made without Vietnamese fonts looks like."""
    dice = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyzăâđêôơưáàạảãéèẹẻẽ"
    text = "".join(dice.choice(letters) if c.isalpha() and dice.random() < 1 / 3 else c for c in files.DECISION)
    assert judge(text) == "poor"


@given(st.text(max_size=300))
def test_any_text_is_judged(text):
    assert judge(text) in ("good", "poor", "none")


def test_no_text():
    assert judge(" \n - ") == "none"


def test_a_page_whose_font_lacked_vietnamese_letters_is_poor():
    assert judge("".join(letter for letter in files.DECISION if letter < "\u0100")) == "poor"
