"""Text typed before Unicode, which a file shows as letters of Western Europe: TCVN3, a sign a letter (fonts `.VnTime`
and the like), and VNI, a letter and behind it its mark (fonts `VNI-Times` and the like).
"""

import unicodedata
from collections.abc import Sequence

from directives.reading.language import GOOD, POOR, judge

TCVN3, VNI = "TCVN3", "VNI"

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦\u03bc",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯà",
        strict=True,
    )
)
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_ROUND, _BOWL = "\u0302", "\u0306"
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROUND, "á": _ROUND + _ACUTE, "à": _ROUND + _GRAVE, "å": _ROUND + _HOOK, "ã": _ROUND + _TILDE,
    "ä": _ROUND + _DOT,
    "ê": _BOWL, "é": _BOWL + _ACUTE, "è": _BOWL + _GRAVE, "ú": _BOWL + _HOOK, "ü": _BOWL + _TILDE, "ë": _BOWL + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKS |= {mark.upper(): said for mark, said in _VNI_MARKS.items()}
_VNI_LETTERS |= {letter.upper(): said.upper() for letter, said in _VNI_LETTERS.items()}
_BEARERS = {_ROUND: "aeoAEO", _BOWL: "aA"}
_ANY_BEARER = "aeouyơưAEOUYƠƯ"


def encoding_of(text: str) -> str:
    """`TCVN3` or `VNI` where the text is no plausible Vietnamese as it stands, and is when read so; else empty."""
    if judge(text) != POOR:
        return ""
    return next((name for name in (TCVN3, VNI) if is_typed_in(text, name)), "")


def is_typed_in(text: str, encoding: str) -> bool:
    """Whether the text is plausible Vietnamese when read so. One in which letters stand that no old encoding has is
    not: read so, its own letters would change."""
    modern_letters = (letter > "\u024f" and letter != "\u03bc" and letter.isalpha() for letter in text)
    return not any(modern_letters) and judge(decoded(text, encoding)) == GOOD


def decoded(text: str, encoding: str) -> str:
    """The text in Unicode; as it is where `encoding` is empty."""
    return "".join(modern(text, encoding))


def modern(signs: Sequence[str], encoding: str) -> list[str]:
    """Sign by sign; a mark that went to the letter before it is empty."""
    if encoding == TCVN3:
        return [_TCVN3.get(sign, sign) for sign in signs]
    return _vni(signs) if encoding == VNI else list(signs)


def is_capital_font(name: str) -> bool:
    """Whether a font of TCVN3 draws the signs of small letters as capitals, which have no signs of their own."""
    name = name.rpartition("+")[2]
    return name.startswith(".Vn") and name.endswith("H")


def _vni(signs: Sequence[str]) -> list[str]:
    found: list[str] = []
    for sign in signs:
        mark = _VNI_MARKS.get(sign)
        if mark and found and found[-1] and found[-1] in _BEARERS.get(mark[0], _ANY_BEARER):
            found[-1] = unicodedata.normalize("NFC", found[-1] + mark)
            found.append("")
        else:
            found.append(_VNI_LETTERS.get(sign, sign))
    return found
