"""How well a list of hits answers a question."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.hits import Hit
from search.indexed import running
from tests.search.relevance.questions import Question

A_HOTLINE = "tel:"
FIRST_PAGE = 10


@dataclass(frozen=True)
class Outcome:
    """`rank`: place of the first answer on the first page, from 1; None where there is none. `gain`: nDCG@10.

    `article`: whether one of the right articles is shown under its document; None where no article is the answer.
    """

    question: Question
    rank: int | None
    gain: float
    article: bool | None

    @property
    def reciprocal(self) -> float:
        return 1 / self.rank if self.rank else 0.0


def outcome(question: Question, hits: Sequence[Hit]) -> Outcome:
    shown = hits[:FIRST_PAGE]
    return Outcome(question, _rank(question, shown), _gain(question, shown), _article(question, shown))


def mrr(outcomes: Iterable[Outcome]) -> float:
    return mean(one.reciprocal for one in outcomes)


def ndcg(outcomes: Iterable[Outcome]) -> float:
    return mean(one.gain for one in outcomes)


def article_hits(outcomes: Iterable[Outcome]) -> float:
    """Of the questions that an article answers."""
    return mean(one.article for one in outcomes if one.article is not None)


def mean(figures: Iterable[float]) -> float:
    """Of none, not a number."""
    known = list(figures)
    return sum(known) / len(known) if known else math.nan


def answers(hit: Hit, expected: str) -> bool:
    """Whether the hit is that page or that hotline, or leads to that article, or to a clause of the article."""
    if expected.startswith(A_HOTLINE):
        return hit.kind == "hotline" and expected.removeprefix(A_HOTLINE) in running(hit.title).split()
    page, _, anchor = expected.partition("#")
    if hit.url.partition("#")[0] != page:
        return False
    return anchor in ("", hit.url.partition("#")[2]) or _shows(hit, anchor)


def _shows(hit: Hit, anchor: str) -> bool:
    """Whether that article, or a clause of it, is among those shown."""
    return any(f"{found.anchor}-".startswith(f"{anchor}-") for found in hit.articles)


def _rank(question: Question, hits: Sequence[Hit]) -> int | None:
    places = (place for place, hit in enumerate(hits, 1) if any(answers(hit, one) for one in question.wanted))
    return next(places, None)


def _gain(question: Question, hits: Sequence[Hit]) -> float:
    """Against the best order of the pages that answer; a page that comes twice counts once."""
    met, gained = set(), []
    for hit in hits:
        found = [(grade, _page(address)) for address, grade in question.answers.items() if answers(hit, address)]
        grade, page = max(found, default=(0, ""))
        gained.append(0 if page in met else grade)
        met.add(page)
    best: dict[str, int] = {}
    for address, grade in question.answers.items():
        best[_page(address)] = max(grade, best.get(_page(address), 0))
    return _discounted(gained) / _discounted(sorted(best.values(), reverse=True)[:FIRST_PAGE])


def _discounted(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _article(question: Question, hits: Sequence[Hit]) -> bool | None:
    wanted = [address.split("#") for address in question.wanted if address.startswith("/van-ban/") and "#" in address]
    if not wanted:
        return None
    return any(hit.url.partition("#")[0] == page and _shows(hit, anchor) for page, anchor in wanted for hit in hits)


def _page(address: str) -> str:
    return address.partition("#")[0]
