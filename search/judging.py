"""From an engine's candidates to matches: `ranking` with what the rows say, so that every engine ranks alike."""

import datetime as dt
from collections.abc import Collection, Iterable

from core.force import Force, Row, Spell
from search import ranking
from search.engines.base import Match, Plan
from search.indexed import Indexed
from search.models import SearchSection

FORCE = ("starts", "ended", "withdrawn", "spells")
STANDING = [f"document__{name}" for name in ("date", "has_force", *FORCE)]
TEXTS = ["document__title", "document__summary", "heading", "text"]


def judge(plan: Plan, candidates: Collection[Indexed], weights: ranking.Weights) -> list[Match]:
    """Documents best first, or sections if that is asked; a candidate whose row has gone is left out."""
    known = _known(plan, candidates) if candidates else {}
    present = [candidate for candidate in candidates if candidate.section in known]
    standings = {candidate.document: known[candidate.section][0] for candidate in present}
    scored = [(_points(plan, candidate, known[candidate.section][1], weights), candidate) for candidate in present]
    if not plan.by_article:
        return ranking.order(scored, standings, plan.day)
    alone = [match for pair in scored for match in ranking.order([pair], standings, plan.day)]
    return sorted(alone, key=lambda match: (-match.score, match.sections))


def _points(plan: Plan, candidate: Indexed, text: str, weights: ranking.Weights) -> float:
    """Lower where accents differ from those typed."""
    points = ranking.score(candidate, plan.terms, weights)
    return points * ranking.accents(text, plan.terms, weights) if plan.terms.accented else points


def _known(plan: Plan, candidates: Collection[Indexed]) -> dict[int, tuple[ranking.Standing, str]]:
    """{section: its document's standing, and its words with their accents where accents were typed}."""
    found = SearchSection.objects.order_by().filter(pk__in=[candidate.section for candidate in candidates])
    columns = STANDING + (TEXTS if plan.terms.accented else [])
    rows = found.values_list("pk", *columns)
    end = len(STANDING) + 1
    return {row[0]: (_standing(plan.force_day, *row[1:end]), " ".join(row[end:])) for row in rows}


def _standing(
    day: dt.date,
    date: dt.date | None,
    has_force: bool,
    start: dt.date | None,
    ended: dt.date | None,
    withdrawn: dt.date | None,
    spells: Iterable[Row],
) -> ranking.Standing:
    force = Force(start, ended, withdrawn, tuple(map(Spell.of, spells)))
    return ranking.Standing(force.at(day) if has_force else "", date)
