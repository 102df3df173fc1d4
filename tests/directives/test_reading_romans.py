"""Numbers of headings that were recognised with a stroke too few are put right by their order, others never."""

import pytest

from directives.reading.lines import Line, Page
from directives.reading.romans import in_order


def read(*texts, confidence=90.0):
    (page,) = in_order([Page(tuple(map(Line, texts)), "ocr", confidence=confidence)])
    return [line.text.partition(".")[0] for line in page.lines]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (["I. MỤC TIÊU", "II. THỨ TỰ", "II. ĐĂNG KÝ", "IV. KINH PHÍ"], ["I", "II", "III", "IV"]),
        (["I. BIÊN GIỚI", "I. BẢN XA", "II. CHUYỂN"], ["I", "II", "III"]),
        (["I. A", "II. B", "HI. C"], ["I", "II", "III"]),
        (["I. A", "I1. B"], ["I", "II"]),
        (["V. A", "VI. B", "VI. C"], ["V", "VI", "VII"]),
    ],
)
def test_lost_strokes(printed, said):
    assert read(*printed) == said


@pytest.mark.parametrize(
    "printed",
    [
        ["I. MỤC TIÊU", "PHỤ LỤC", "I. CƠ SỞ"],
        ["IV. A", "IV. B"],
        ["I. Văn xuôi", "I. Văn xuôi"],
        ["III. A", "I. B"],
    ],
)
def test_what_may_be_meant_stays(printed):
    assert read(*printed) == [text.partition(".")[0] for text in printed]


def test_what_was_not_recognised_from_a_picture_stays():
    assert read("I. A", "I. B", confidence=None) == ["I", "I"]
