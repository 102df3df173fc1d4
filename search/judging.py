"""From an engine's candidates to matches: `ranking` with what the rows say, so that every engine ranks alike."""

from collections.abc import Collection, Iterable, Sequence

from search import ranking
from search.engines.base import Match, Plan, Terms
from search.fitting import status_on
from search.indexed import Indexed
from search.models import SearchDocument, SearchSection

JUDGED_BY_ACCENTS = 40
Scored = list[tuple[float, Indexed]]


def judge(plan: Plan, candidates: Iterable[Indexed], weights: ranking.Weights) -> list[Match]:
    """Documents best first, or sections if that is asked; a candidate whose row has gone is left out."""
    scored = [(ranking.score(candidate, plan.terms, weights), candidate) for candidate in candidates]
    scored.sort(key=lambda pair: (-pair[0], pair[1].section))
    if plan.terms.accented:
        scored = _by_accents(scored, plan.terms, weights)
    standings = _standings(plan, {candidate.document for _, candidate in scored})
    if not plan.by_article:
        return ranking.order(scored, standings, plan.day)
    alone = [match for pair in scored for match in ranking.order([pair], standings, plan.day)]
    return sorted(alone, key=lambda match: (-match.score, match.sections))


def _by_accents(scored: Scored, terms: Terms, weights: ranking.Weights) -> Scored:
    """Points lowered where accents differ from those typed; what is not judged counts as different."""
    texts = _texts([candidate.section for _, candidate in scored[:JUDGED_BY_ACCENTS]])
    return [
        (points * ranking.accents(texts.get(candidate.section, ""), terms, weights), candidate)
        for points, candidate in scored
    ]


def _texts(sections: Sequence[int]) -> dict[int, str]:
    """{section: its words with their accents}."""
    found = SearchSection.objects.filter(pk__in=sections)
    fields = ("pk", "document__title", "document__summary", "heading", "text")
    return {pk: " ".join(parts) for pk, *parts in found.values_list(*fields)}


def _standings(plan: Plan, documents: Collection[int]) -> dict[int, ranking.Standing]:
    found = SearchDocument.objects.filter(pk__in=documents).annotate(status=status_on(plan.day))
    return {pk: ranking.Standing(status, date) for pk, status, date in found.values_list("pk", "status", "date")}
