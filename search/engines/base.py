"""The seam between what is asked and who ranks it. Callers never ask which engine answers."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.batches import batches
from search.models import SearchDocument, SearchSection
from search.query import Filters, Sort

ENOUGH = 10
COUNTED, SHOWN_AT_LEAST = 500, 20
"""Sections that are counted where it may be done roughly, if they are of so many documents or all that there are; no
fewer than an engine ranks, which otherwise would never look for what is likely best."""


@dataclass(frozen=True)
class Reading:
    """The same said otherwise, in folded words: what holds these fits too, but counts less.

    `put` are the words that were put for others, each with single spaces: "uy ban nhan dan".
    """

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    put: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Folded words that carry meaning, in the order typed; neighbours among them; phrases to stand as quoted.

    The words of phrases are among `words`. `accented` are the same words as typed, in lower case; empty when the
    query was typed without accents. `liked` need not stand in what is found, but what holds them comes first.
    `also` are other readings, see `search.synonyms`.
    """

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    accented: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    also: tuple[Reading, ...] = ()

    @property
    def quoted(self) -> frozenset[str]:
        """The words of phrases, which must all stand in what is found."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    @property
    def shown(self) -> frozenset[str]:
        """What is marked where it stands: words as typed, and what was put for them as a whole."""
        return frozenset((*self.words, *self.liked, *(put for other in self.also for put in other.put)))

    @property
    def every_word(self) -> tuple[str, ...]:
        """All that may stand in what is found."""
        return tuple(
            dict.fromkeys((*self.words, *self.liked, *(word for other in self.also for word in other.words)))
        )


@dataclass(frozen=True)
class Plan:
    """What an engine is asked. `area_codes` are the codes that the area asked for takes in, none for any.

    With `or_everywhere` what is about no area in particular, and so holds in the whole province, fits them too.
    With `by_article` every section that fits is a match of its own, and `Found.total` counts sections. With `sort`
    they come by the day of their document, undated ones last, and only what fits best is found at all.
    """

    terms: Terms
    day: dt.date
    filters: Filters = field(default_factory=Filters)
    area_codes: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 10
    by_article: bool = False
    or_everywhere: bool = False
    sort: Sort = ""

    @property
    def enough(self) -> int:
        """So many documents end the widening: in order of days, what hardly fits would stand before what does."""
        return 1 if self.sort else ENOUGH

    @property
    def counts_roughly(self) -> bool:
        """Whether of many documents it is enough to know that they are many: nothing chooses or sorts them out."""
        return not (self.sort or self.area_codes) and replace(self.filters, on=None) == Filters()

    @property
    def force_day(self) -> dt.date:
        """The day whose statuses count."""
        return self.filters.on or self.day


@dataclass(frozen=True)
class Match:
    """A document that fits, with the sections that fit best first; both as primary keys."""

    document: int
    sections: tuple[int, ...]
    score: float


@dataclass(frozen=True)
class Found:
    """`total` documents fit, or `more` than that; `matches` are those of the page asked for.

    `facets`: {field: {value: documents}}, of those that are counted.

    Fields are `kind`, `type`, `issuer`, `status`, `year`, and `area`, by the codes of areas and of those they lie
    in; each counts with every filter but its own.
    `degraded_since`: since when the main engine has not answered, when another one did. `unknown`: the words asked
    for that stand nowhere.
    """

    total: int
    matches: tuple[Match, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    degraded_since: dt.datetime | None = None
    unknown: tuple[str, ...] = ()
    more: bool = False


Stored = tuple[SearchDocument, Sequence[SearchSection]]
AT_ONCE = 100
"""Documents that are written together."""


class EngineUnavailable(Exception):
    """The engine refuses, or has not answered in time."""


class NoAnswerInTime(EngineUnavailable):
    """It may be this question only that takes so long."""


class QueryRefused(EngineUnavailable):
    """The engine answers, but not to this question."""


class EntryRefused(Exception):
    """The engine answers, but cannot take what it was given."""


class Build(ABC):
    """An index that is filled beside the one that answers. Every method may raise `EngineUnavailable`."""

    @abstractmethod
    def add(self, documents: Sequence[Stored]) -> None:
        """Add documents that it does not hold."""

    @abstractmethod
    def drop(self, documents: Sequence[int]) -> None:
        """Forget documents; those it does not know are no error."""

    @abstractmethod
    def sections(self) -> int:
        """How many sections it holds."""

    @abstractmethod
    def finds(self, document: int, words: Sequence[str]) -> bool:
        """Whether a search for all these folded words meets the document."""

    @abstractmethod
    def swap(self) -> None:
        """From now on it answers, and nothing else: readers see the old index or this one."""

    def finish(self) -> None:
        """Clear away what the swap left over."""
        return


class Engine(ABC):
    """Ranks stored documents. Every method may raise `EngineUnavailable`."""

    name: str
    in_database = False
    """Whether what it writes is committed, or rolled back, with the rows."""

    @abstractmethod
    def search(self, plan: Plan) -> Found:
        """The documents that fit, best first."""

    @abstractmethod
    def put(self, documents: Iterable[Stored]) -> None:
        """Add documents, or replace what is known of them."""

    @abstractmethod
    def remove(self, documents: Sequence[int]) -> None:
        """Forget documents; those it does not know are no error."""

    @abstractmethod
    def begin(self) -> Build:
        """An empty index beside the one that answers; what a rebuild that was killed left over goes."""

    @abstractmethod
    def held(self, first: int, last: int) -> dict[int, str]:
        """{document: print} of the documents with these keys, as its index has them; see `print_of`."""

    @abstractmethod
    def print_of(self, stored: Stored) -> str:
        """What `held` tells of a document that is indexed as it is stored."""

    def is_whole(self) -> bool:
        """Whether its index is there, and holds all that does not wait to be indexed."""
        return True

    def counts_agree(self) -> bool:
        """Whether what it has counted beforehand is as it would count now."""
        return True

    def rebuild(self, documents: Iterable[Stored]) -> int:
        """Index exactly these, and answer from the old index until the new one is whole. Gives how many."""
        build, count = self.begin(), 0
        for batch in batches(documents, AT_ONCE):
            build.add(batch)
            count += len(batch)
        build.swap()
        build.finish()
        self.mended()
        return count

    def mended(self) -> None:
        """Its index has just been built anew."""
        return


class RemoteEngine(Engine):
    """An engine on another machine."""

    @abstractmethod
    def ping(self, seconds: float) -> None:
        """Raises `EngineUnavailable` unless it answers the easiest of questions in time."""
