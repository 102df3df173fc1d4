"""A body that a scan names but for an accent is the one that is known by that name."""

import pytest

from directives.reading.bodies import as_known, by_words, heads
from directives.reading.components import Components

KNOWN = by_words(
    printed
    for name in (
        "Ủy ban nhân dân tỉnh Nghệ An",
        "Sở Y tế Nghệ An",
        "Ban Chỉ đạo phòng, chống dịch Covid-19 tỉnh Nghệ An",
        "Ủy ban nhân dân thành phố Vinh",
        "Ủy ban nhân dân xã Quảng Hòa",
        "Ủy ban nhân dân xã Quảng Hóa",
    )
    for printed in heads(name, "Nghệ An")
)


@pytest.mark.parametrize(
    ("recognised", "known"),
    [
        ("ỦY BAN NHÂN DÂN TĨNH NGHỆ AN", "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN"),
        ("UBND TINH NGHÊ AN", "UBND TỈNH NGHỆ AN"),
        ("ỦY BAN NHÂN DÂN THANH PHO VINH", "ỦY BAN NHÂN DÂN THÀNH PHỐ VINH"),
        ("SỞ Y TÉ", "SỞ Y TẾ"),
        ("SỞ Y TÉ TỈNH NGHỆ AN", "SỞ Y TẾ TỈNH NGHỆ AN"),
        ("BAN CHỈ ĐẠO PHÒNG. CHỐNG DỊCH COVID 19", "BAN CHỈ ĐẠO PHÒNG, CHỐNG DỊCH COVID-19"),
    ],
)
def test_accents_and_marks_are_those_of_the_known_body(recognised, known):
    assert as_known(Components(issuer=recognised), KNOWN).issuer == known


def test_so_is_the_body_above_it():
    assert as_known(Components(superior="UBND TĨNH NGHỆ AN"), KNOWN).superior == "UBND TỈNH NGHỆ AN"


@pytest.mark.parametrize("recognised", ["SỞ Y TẾ VÀ DU LỊCH", "Y TẾ", "", "VIỆN VỆ SINH DỊCH TẼ TRUNG ƯƠNG"])
def test_what_is_no_known_body_stays_as_it_was_recognised(recognised):
    assert as_known(Components(issuer=recognised), KNOWN).issuer == recognised


def test_two_bodies_that_only_an_accent_tells_apart_are_not_guessed_between():
    assert as_known(Components(issuer="ỦY BAN NHÂN DÂN XÃ QUẢNG HOA"), KNOWN).issuer == "ỦY BAN NHÂN DÂN XÃ QUẢNG HOA"
