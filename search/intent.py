"""What a person means by what they typed: a document's number, an article of one, or words."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.text import fold, nfc
from search.engines.base import Terms
from search.indexed import LONGEST_WORD, WORD

MOST_WORDS = 24
EMERGENCY = frozenset({"111", "112", "113", "114", "115"})
"""The country's emergency numbers: who types one wants whom to call, not a document of that number."""
PHONE = re.compile(r"\+?[0-9][0-9 .()-]{6,}[0-9]")
ARTICLE = re.compile(r"\bdieu (?:so )?([0-9]{1,3}[a-z]?)\b")
CLAUSE = re.compile(r"\b(?:khoan|diem) [0-9a-z]{1,3}\b")
DATE = re.compile(r"\b(?:ngay )?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\b")
YEAR = re.compile(r"\bnam ((?:19|20)[0-9]{2})\b")
QUOTED = re.compile(r"[\"“”„]([^\"“”„]+)[\"“”„]")
AROUND_A_NUMBER = frozenset({"so", "van", "ban", "cua", "ve", "vb", "tai", "theo"})

QUESTION_PHRASES = (
    "như thế nào", "thế nào", "làm sao", "ra sao", "vì sao", "tại sao", "bao nhiêu", "bao lâu", "bao giờ", "khi nào",
    "lúc nào", "ở đâu", "chỗ nào", "nơi nào", "mấy giờ", "mấy ngày", "mấy lần", "mấy người", "mấy hôm", "là gì",
    "làm gì", "cái gì", "việc gì", "điều gì", "hay không", "có được", "được không", "phải không", "có phải",
)  # fmt: skip
"""Said in questions, seldom in answers. The last word of "mấy ngày" stays: see `_dropped`."""
QUESTION_WORDS = (
    "có", "phải", "không", "là", "thì", "được", "ở", "đâu", "mấy", "và", "của", "các", "những", "tôi", "em", "mình",
    "gì", "nào", "sao", "nếu", "bị", "với", "ai", "hay", "ạ", "à", "nhỉ", "vậy", "thế", "này", "kia", "đó", "mà",
    "rằng", "cho", "về", "chưa",
)  # fmt: skip
RISKY = ("chưa", "đâu", "mấy", "cho", "về", "là", "ai", "à", "ạ", "mà", "thế", "tôi")
RISKY_UNACCENTED = frozenset(fold(word) for word in RISKY)
"""Without accents these are also other words ("đau", "chợ", "về quê" …): dropped only when typed with accents."""
_PHRASES = {tuple(fold(phrase).split()) for phrase in QUESTION_PHRASES}
_WORDS = {fold(word): word for word in QUESTION_WORDS}


@dataclass(frozen=True)
class Number:
    """A document's number as far as typed: "16 ct ttg" has the digits "16" and the letters "ct", "ttg"."""

    digits: str
    letters: tuple[str, ...] = ()
    year: int | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class Intent:
    """`number` may turn out to fit no document: then the `terms` hold. `article` is "7" of "điều 7"."""

    terms: Terms
    number: Number | None = None
    article: str = ""


def understand(text: str) -> Intent:
    """Never an error, whatever is typed."""
    text = nfc(text)
    if PHONE.fullmatch(text.strip()):
        return Intent(Terms(("".join(re.findall(r"[0-9]", text)),)))
    spaced = " ".join(fold(text).split())
    article = ARTICLE.search(spaced)
    rest = CLAUSE.sub(" ", ARTICLE.sub(" ", spaced))
    number = number_in(rest)
    return Intent(terms_of(text), number, article[1] if article and number else "")


def number_in(folded: str) -> Number | None:
    """The number in folded text, when nothing in it looks like more than a number."""
    rest, day = _date_in(folded)
    year = YEAR.search(rest)
    rest = re.sub(r"(?<=[0-9])\.(?=[0-9]{3}\b)", "", YEAR.sub(" ", rest))
    digits = re.findall(r"[0-9]+", rest)
    letters = [word for word in re.findall(r"[^\W\d_]+", rest) if word not in AROUND_A_NUMBER]
    if not digits or len(digits) > 2 or len(digits[0]) > 6 or len(letters) > MOST_WORDS:
        return None
    if digits[0] in EMERGENCY and not letters:
        return None
    if digits[1:] and not re.fullmatch(r"(?:19|20)[0-9]{2}", digits[1]):
        return None
    years = [int(found) for found in [*(year.groups() if year else ()), *digits[1:]]]
    return Number(digits[0].lstrip("0") or "0", tuple(letters), years[0] if years else None, day)


def terms_of(text: str) -> Terms:
    """The words that carry meaning; all of them when nothing else is left."""
    typed = [found[0][:LONGEST_WORD] for found in WORD.finditer(nfc(text).lower())]
    typed = [word for word in typed if fold(word).strip()][:MOST_WORDS]
    folded = [fold(word) for word in typed]
    accented = folded != typed
    dropped = _dropped(folded, typed if accented else folded)
    kept = [place for place in range(len(folded)) if place not in dropped] or list(range(len(folded)))
    phrases = tuple(tuple(words) for words in _phrases(text))
    words = [*(folded[place] for place in kept), *(word for phrase in phrases for word in phrase)]
    return Terms(
        words=tuple(dict.fromkeys(words)),
        pairs=tuple(dict.fromkeys(_neighbours(folded, kept))),
        phrases=phrases,
        accented=tuple(dict.fromkeys(typed[place] for place in kept)) if accented else (),
    )


def _neighbours(words: Sequence[str], kept: Sequence[int]) -> list[tuple[str, str]]:
    return [(words[left], words[right]) for left, right in pairwise(kept) if right == left + 1]


def _phrases(text: str) -> Iterator[list[str]]:
    for quoted in QUOTED.findall(text):
        if words := [found[0][:LONGEST_WORD] for found in WORD.finditer(fold(quoted))][:MOST_WORDS]:
            yield words


def _dropped(folded: Sequence[str], typed: Sequence[str]) -> set[int]:
    """Places of words that only make a question; "mấy ngày" loses its "mấy" alone."""
    dropped: set[int] = set()
    for length in (3, 2):
        for start in range(len(folded) - length + 1):
            if tuple(folded[start : start + length]) in _PHRASES:
                keeps_last = folded[start] == "may"
                dropped |= set(range(start, start + length - keeps_last))
    plain = list(folded) == list(typed)
    singles = (place for place, word in enumerate(folded) if _is_question_word(word, typed[place], plain))
    return dropped | set(singles)


def _is_question_word(folded: str, typed: str, plain: bool) -> bool:
    if folded not in _WORDS:
        return False
    if not plain and typed == _WORDS[folded]:
        return True
    return typed == folded and folded not in RISKY_UNACCENTED


def _date_in(folded: str) -> tuple[str, dt.date | None]:
    found = DATE.search(folded)
    if not found:
        return folded, None
    day, month, year = map(int, found.groups())
    try:
        return DATE.sub(" ", folded), dt.date(year, month, day)
    except ValueError:
        return folded, None
