"""The only place that folds Vietnamese text, the same way for what is stored and for what is asked."""

import re
import unicodedata

_STROKED = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def nfc(text: str) -> str:
    """Composed form; what the portal stores. NUL, which no database takes, becomes a space."""
    return unicodedata.normalize("NFC", text).replace("\0", " ")


def fold(text: str) -> str:
    """Lower case without accents, đ as d; one character for each of `nfc(text)`.

    So an offset in the folded text is an offset in the composed one, and a match can be marked in the
    accented original. Folding is idempotent: `fold(fold(s)) == fold(s)`.
    """
    return "".join(map(_fold_character, nfc(text)))


def words(text: str) -> list[str]:
    """Folded words, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def slug(text: str) -> str:
    """ASCII name for an address: `slug("Đô Lương") == "do-luong"`."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def _fold_character(character: str) -> str:
    plain = character.translate(_STROKED)
    base = unicodedata.normalize("NFKD", plain).casefold()
    base = unicodedata.normalize("NFKD", base)
    kept = [c for c in base if not unicodedata.combining(c)]
    return kept[0] if kept else (plain if not unicodedata.combining(plain) else " ")
