"""What a person means by what they typed: a document's number, an article of one, a phone number, or words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.text import fold, nfc
from search.engines.base import Terms
from search.indexed import LONGEST_WORD, WORD
from search.phones import LONG, in_one_piece, phone_in
from search.spelling import Number, number_named

MOST_WORDS = 24
QUOTED = re.compile(
    r"[\"“”„‟＂«»‹›]([^\"“”„‟＂«»‹›]+)[\"“”„‟＂«»‹›]"
    r"|(?<!\w)['‘’‚‛]([^'‘’‚‛]+)['‘’‚‛](?!\w)"
)
"""A phrase between quotes of any kind; a single one only around words, since it also stands within names."""

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
TOWNS = (("thi", "xa"), ("thi", "tran"))
"""Without accents what a town is called begins like "thì"."""
_PHRASES = {tuple(fold(phrase).split()) for phrase in QUESTION_PHRASES}
_WORDS = {fold(word): word for word in QUESTION_WORDS}


@dataclass(frozen=True)
class Intent:
    """`number` and `phone` may turn out to fit nothing: then the `terms` hold. `article` and `clause` are "7" and
    "2" of "khoản 2 điều 7"."""

    terms: Terms
    number: Number | None = None
    article: str = ""
    clause: str = ""
    phone: str = ""


def understand(text: str) -> Intent:
    """Never an error, whatever is typed. What stands in quotes is sought as it stands."""
    text = nfc(text)
    if QUOTED.search(text):
        return Intent(terms_of(text))
    phone = phone_in(text)
    if LONG.search(fold(text)):
        return Intent(terms_of(in_one_piece(text)), phone=phone)
    named = number_named(text)
    if named is None:
        return Intent(terms_of(text), phone=phone)
    return Intent(terms_of(text), named.number, named.article, named.clause, phone)


def within(terms: Terms, rest: Terms, named: tuple[str, ...]) -> Terms:
    """The terms of the `rest` of a text, once the name of a place is taken out; what holds the name comes first."""
    return replace(rest, pairs=terms.pairs, liked=tuple(dict.fromkeys(named)))


def says_something(text: str) -> bool:
    """Whether a text holds a word that does not only make a question."""
    typed = _typed(text)
    folded = [fold(word) for word in typed]
    return len(_dropped(folded, typed if folded != typed else folded)) < len(folded)


def terms_of(text: str) -> Terms:
    """The words that carry meaning; all of them when nothing else is left."""
    typed = _typed(text)
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


def _typed(text: str) -> list[str]:
    typed = [found[0][:LONGEST_WORD] for found in WORD.finditer(nfc(text).lower())]
    return [word for word in typed if fold(word).strip()][:MOST_WORDS]


def _neighbours(words: Sequence[str], kept: Sequence[int]) -> list[tuple[str, str]]:
    return [(words[left], words[right]) for left, right in pairwise(kept) if right == left + 1]


def _phrases(text: str) -> Iterator[list[str]]:
    for quoted in QUOTED.finditer(text):
        inside = fold(quoted[1] or quoted[2])
        if words := [found[0][:LONGEST_WORD] for found in WORD.finditer(inside)][:MOST_WORDS]:
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
    return dropped | {place for place in singles if (typed[place], *folded[place + 1 : place + 2]) not in TOWNS}


def _is_question_word(folded: str, typed: str, plain: bool) -> bool:
    if folded not in _WORDS:
        return False
    if not plain and typed == _WORDS[folded]:
        return True
    return typed == folded and folded not in RISKY_UNACCENTED
