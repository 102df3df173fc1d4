"""What of a stored document is ranked: its words, folded and without punctuation, the same for every engine."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.text import fold, words
from search.models import SearchDocument, SearchSection
from search.query import KIND_NAMES
from search.vocabulary import also_said

LONGEST_WORD = 60
CALLED_BY_TYPE = ("directive", "service")
PHONE = re.compile(r"\b(?:0[0-9]{2,3}|1[89]00)(?:[ .-][0-9]{2,4}){1,3}\b")
APART = "ǀ"
"""A letter that nobody types: between texts that do not follow one another, so that no phrase runs across them."""
TEXTS = ("title", "heading", "body", "also")
"""Of a section, as every engine keeps them."""
WORD = re.compile(r"[^\W_]+")
"""A word as `core.text.words` finds it."""


@dataclass(frozen=True)
class Indexed:
    """One section; `title`, `heading`, `body` are words with single spaces between.

    The first section of a document has its summary too, and what such documents are called. `also` is what people
    say for what is written, each word apart, and goes on where the body ends: it is found and ranked as if it stood
    there, but who quotes it does not find it.
    """

    section: int
    document: int
    title: str
    heading: str
    body: str
    also: str

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in TEXTS)

    @property
    def unwritten(self) -> list[str]:
        """What is only said for it: the words of `also` that it does not write as well."""
        written = {APART, *self.title.split(), *self.heading.split(), *self.body.split()}
        return sorted(set(self.also.split()) - written)


def indexed(document: SearchDocument, sections: Sequence[SearchSection]) -> list[Indexed]:
    """Each section as it is ranked."""
    title = running(f"{document.title} {document.number} {'' if document.symbol else document.digits}")
    return [_section(document, section, title) for section in sections]


def running(text: str) -> str:
    """ "Số 3691/QĐ-UBND" → "so 3691 qd ubnd"; a phone number also in one piece, however it is grouped."""
    phones = (re.sub("[^0-9]", "", found) for found in PHONE.findall(text))
    return " ".join([*(word[:LONGEST_WORD] for word in words(text)), *phones])


def marked(text: str, sought: Collection[str]) -> list[tuple[int, int]]:
    """Where folded words stand in NFC text, as offsets of its accented original; of several words side by side, such
    as "ca mac", each."""
    found = list(WORD.finditer(fold(text)))
    places = {place for place, word in enumerate(found) if word[0] in sought}
    for several in (one.split() for one in sought if " " in one):
        places |= _side_by_side([word[0] for word in found], several)
    return [found[place].span() for place in sorted(places)]


def _side_by_side(words: Sequence[str], several: Sequence[str]) -> set[int]:
    starts = (start for start, word in enumerate(words) if word == several[0])
    whole = (start for start in starts if words[start : start + len(several)] == several)
    return {place for start in whole for place in range(start, start + len(several))}


def _section(document: SearchDocument, section: SearchSection, title: str) -> Indexed:
    first = section.order == 0
    lead, called = (document.summary, _called(document)) if first else ("", "")
    heading = running(f"{section.label} {section.heading} {called}")
    texts = [running(lead), running(section.text)]
    also = "".join(f" {APART} {word}" for word in also_said(" ".join([heading, *texts])).split())
    return Indexed(section.pk, document.pk, title, heading, f" {APART} ".join(filter(None, texts)), also)


def _called(document: SearchDocument) -> str:
    """What people call such a document; a directive or a place only by its own type."""
    kind = KIND_NAMES.get(document.kind, "")
    return document.type if document.type and document.kind in CALLED_BY_TYPE else f"{document.type} {kind}"
