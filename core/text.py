"""The only place that folds Vietnamese text, the same way for what is stored and for what is asked."""

import re
import unicodedata

_STROKED = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_JAMO = frozenset(map(chr, range(0x1100, 0x1200)))
"""Parts of Korean syllables: two that folding left side by side would compose to one character."""

MOST_REMEMBERED = 4_096


def nfc(text: str) -> str:
    """Composed form; what the portal stores. NUL, which no database takes, becomes a space."""
    return unicodedata.normalize("NFC", text).replace("\0", " ")


def fold(text: str) -> str:
    """Lower case without accents, đ as d; one character for each of `nfc(text)`.

    So an offset in the folded text is an offset in the composed one, and a match can be marked in the
    accented original. Folding is idempotent: `fold(fold(s)) == fold(s)`.
    """
    return nfc(text).translate(_FOLDED)


def words(text: str) -> list[str]:
    """Folded words, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def slug(text: str) -> str:
    """ASCII name for an address: `slug("Đô Lương") == "do-luong"`."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


class _Folded(dict[int, str]):
    """Code points and what they fold to, each worked out when it is first met; only so many are remembered."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < MOST_REMEMBERED:
            self[code] = folded
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).translate(_STROKED)
    first = next((c for c in base if not _is_mark(c)), character)
    if _is_mark(first):
        return " "
    return character if first in _JAMO else first


def _is_mark(character: str) -> bool:
    """Whether it only adds to the letter before it; left over, it could compose with a folded one."""
    return unicodedata.category(character).startswith("M")
