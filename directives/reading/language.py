"""Whether a page's text is plausible Vietnamese: a text layer may be there and yet say the wrong letters."""

import re
import unicodedata

from core.text import nfc

GOOD, OCR, POOR, NONE = "good", "ocr", "poor", "none"
FEW_WORDS = 10
"""Below this many words (a table of numbers, a signature) only broken letters tell."""
VALID_SHARE = 0.85
ACCENTED_SHARE = 0.3
"""Three syllables in four of running Vietnamese carry an accent."""
VOWELLESS_SHARE = 0.04
"""Hardly a word of a good page has no vowel ("km"); many have none where a font lacks letters ("nh", "dch")."""
BROKEN_SHARE = 0.02

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyzăâđêôơư")
_VOWELS = frozenset("aeiouy")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|[ckgpt]h|gi|qu|tr|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oay|oao|oeo|uây|uôi|uya|uyu|uyê|ươi|ươu|uêu|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|ya|yê|[aăâeêioôơuưy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"\S*(?:https?:|www\.|@|\d)\S*")
"""Addresses, numbers and symbols such as 3691/QĐ-UBND."""


def judge(text: str) -> str:
    """`good`, `poor`, or `none` where there are no letters or digits at all."""
    text = nfc(text)
    if not any(map(str.isalnum, text)):
        return POOR if _broken(text) else NONE
    if _broken(text) > BROKEN_SHARE * len(text):
        return POOR
    judged = [word for word in _WORD.findall(_NOT_PROSE.sub(" ", text)) if not _is_abbreviation(word)]
    if len(judged) < FEW_WORDS:
        return GOOD
    if sum(map(_is_vowelless, judged)) > VOWELLESS_SHARE * len(judged):
        return POOR
    valid = [word for word in judged if is_syllable(word)]
    accented = sum(not word.isascii() for word in valid)
    return GOOD if len(valid) >= VALID_SHARE * len(judged) and accented >= ACCENTED_SHARE * len(judged) else POOR


def is_syllable(word: str) -> bool:
    """Whether the word can be one Vietnamese syllable: at most one tone, on letters that may stand so."""
    plain = _toneless(word.lower())
    return plain is not None and _SYLLABLE.fullmatch(plain) is not None


def _toneless(word: str) -> str | None:
    split = unicodedata.normalize("NFD", word)
    plain = split.translate(_TONES)
    return unicodedata.normalize("NFC", plain) if len(split) - len(plain) <= 1 else None


def _is_abbreviation(word: str) -> bool:
    """ "UBND", "QĐ", "TTr": no syllable, and only plain letters, most of them capitals."""
    plain = word.replace("Đ", "D")
    return plain.isascii() and sum(map(str.isupper, plain)) * 2 > len(plain) and not is_syllable(word)


def _is_vowelless(word: str) -> bool:
    return word.isascii() and _VOWELS.isdisjoint(word.lower())


def _broken(text: str) -> int:
    """How many characters no Vietnamese text has: unassigned, private, controls, other alphabets' letters."""
    return sum(_is_broken(character) for character in text)


def _is_broken(character: str) -> bool:
    if character.isascii():
        return not character.isprintable() and not character.isspace()
    kind = unicodedata.category(character)
    if kind[0] == "L":
        plain = _toneless(character.lower())
        return plain is None or plain not in _ALPHABET
    return kind in ("Cc", "Co", "Cn") or character == "\ufffd"
