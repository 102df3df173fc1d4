"""What is dropped before a search that found nothing is counted: whatever may tell of a person."""

import re

from core.text import fold, words

LONGEST, MOST_WORDS = 60, 10
FEWEST_CHARACTERS = 2
LONG_RUN, MOST_DIGITS = 7, 9
"""Digits with no letter between them, such as a phone number or a day of birth; digits in all."""
DOCUMENT = re.compile(r"(?<!\d)\d{1,5}/(?:19|20)\d\d(?=/[a-z])")
"""The beginning of "12/2021/TT-BYT"."""
RUN = re.compile(r"\d(?:[\W_]*\d)*")
ADDRESS = re.compile(r"@|://|www\.")


def countable(text: str) -> str | None:
    """The words of a query, folded; None for what may hold a phone number, an identity card's, a day of birth, an
    address, or is longer than a question to a search. What remains is a few words, "128 nq cp" among them."""
    folded = fold(text)
    kept = " ".join(words(text))
    short = FEWEST_CHARACTERS <= len(kept) <= LONGEST and kept.count(" ") < MOST_WORDS
    return None if not short or ADDRESS.search(folded) or _has_number_of_a_person(folded) else kept


def _has_number_of_a_person(folded: str) -> bool:
    if sum(map(str.isdigit, folded)) >= MOST_DIGITS:
        return True
    rest = DOCUMENT.sub(" so ", folded)
    return any(sum(map(str.isdigit, run)) >= LONG_RUN for run in RUN.findall(rest))
