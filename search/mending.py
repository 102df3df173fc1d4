"""What a mistyped word may be meant to be: a letter off, keys of Telex left in it, or several in one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

SHORTEST, LONGEST, LONGEST_RUN = 3, 12, 30
LONGEST_SYLLABLE = 7
DOUBLED = re.compile(r"([aeod])\1")
TONE_KEYS = "sfrxj"
CIRCUMFLEX = "\N{COMBINING CIRCUMFLEX ACCENT}"
"""Typed as its letter once more."""
KEYS = {
    "\N{COMBINING ACUTE ACCENT}": "s",
    "\N{COMBINING GRAVE ACCENT}": "f",
    "\N{COMBINING HOOK ABOVE}": "r",
    "\N{COMBINING TILDE}": "x",
    "\N{COMBINING DOT BELOW}": "j",
    "\N{COMBINING BREVE}": "w",
    "\N{COMBINING HORN}": "w",
    "đ": "dd",
}
"""What Telex types for the other signs."""


@dataclass(frozen=True)
class Mend:
    """What may be meant: one word or several; the smaller its `cost`, the likelier."""

    words: tuple[str, ...]
    cost: int


def asked_about(word: str) -> set[str]:
    """Every word whose being known would tell what is meant; at most some 800, whatever is typed."""
    return {*_telex(word), *_one_off(word), *_pieces(word)}


def mends(word: str, sections: Mapping[str, int]) -> list[Mend]:
    """Likelier ones first. `sections`: in how many each word of `asked_about` stands; none of the others."""
    telex = [Mend((other,), 0) for other in _telex(word) if other in sections]
    off = [Mend((other,), 1) for other in _one_off(word) if other in sections]
    whole = sorted({*telex, *off}, key=lambda mend: (mend.cost, -sections[mend.words[0]], mend.words))
    apart = _apart(word, sections)
    return whole + ([Mend(apart, 2)] if apart else [])


def is_typed_by(keys: str, spelling: str) -> bool:
    """Whether these keys of Telex write the word, in whatever order: "phongf" and "phofng" write "phòng"."""
    return _in_any_order(keys) == _in_any_order("".join(_keys_of(spelling)))


def _in_any_order(keys: str) -> list[str]:
    """One "w" is enough for "ươ"."""
    return sorted(keys.replace("uwow", "uow"))


def _keys_of(spelling: str) -> Iterator[str]:
    letter = ""
    for sign in unicodedata.normalize("NFD", spelling):
        letter = letter if unicodedata.combining(sign) else sign
        yield letter if sign == CIRCUMFLEX else KEYS.get(sign, sign)


def _telex(word: str) -> Iterator[str]:
    """ "tieemf" → "tiem": doubled letters, a "w", and the key of a tone at the end."""
    plain = DOUBLED.sub(r"\1", word).replace("w", "")
    found = (plain, plain[:-1] if plain[-1:] in TONE_KEYS else plain)
    yield from (other for other in found if len(other) > 1 and other != word)


def _one_off(word: str) -> Iterator[str]:
    """One letter too few or too many, another one, or two exchanged; the first letter of a word is seldom wrong."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (f"{before}{letter}{after}" for letter in ascii_lowercase)
        if after:
            yield f"{before}{after[1:]}"
            yield from (f"{before}{letter}{after[1:]}" for letter in ascii_lowercase if letter != after[0])
        if len(after) > 1:
            yield f"{before}{after[1]}{after[0]}{after[2:]}"


def _pieces(word: str) -> Iterator[str]:
    if SHORTEST < len(word) <= LONGEST_RUN and word.isalpha():
        starts = range(len(word))
        yield from (word[at : at + size] for at in starts for size in range(2, LONGEST_SYLLABLE + 1))


def _apart(word: str, sections: Mapping[str, int]) -> tuple[str, ...]:
    """ "khaibaoyte" → ("khai", "bao", "y", "te"): the fewest words, the commonest where as many; () for none."""
    if len(word) <= SHORTEST or not word.isalpha():
        return ()
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {0: (0, 0, ())}
    for end in range(1, len(word) + 1):
        ways = list(_ways(word, end, best, sections))
        if ways:
            best[end] = min(ways)
    return best[len(word)][2] if len(word) in best else ()


def _ways(
    word: str, end: int, best: Mapping[int, tuple[int, int, tuple[str, ...]]], sections: Mapping[str, int]
) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    for start in range(max(0, end - LONGEST_SYLLABLE), end):
        piece = word[start:end]
        known = sections.get(piece, 0) or (piece == "y")
        if start in best and known:
            count, common, words = best[start]
            yield count + 1, common - known, (*words, piece)
