"""The measures of an engine as a table that one can tune by, and the questions that are not answered first."""

from collections.abc import Iterator, Sequence

from tests.search.relevance.measures import Outcome, article_hits, mean, mrr, ndcg
from tests.search.relevance.questions import FORMS, KINDS, NUMBER

HEAD = ("kind", "form", "asked", "MRR@10", "nDCG@10", "article", "first page")
WIDTHS = (10, 11, 6, 7, 8, 8, 11)


def table(outcomes: Sequence[Outcome]) -> str:
    """Per kind and form, then the forms of all that is asked in words."""
    return "\n".join([_line(HEAD), *(_line(_cells(*row)) for row in _groups(outcomes))])


def not_first(outcomes: Sequence[Outcome]) -> str:
    """Worst first."""
    worse = sorted((one.reciprocal, one.question.form, one.question.typed) for one in outcomes if one.rank != 1)
    return "\n".join(f"{reciprocal:.2f}  {form:10}  {typed}" for reciprocal, form, typed in worse)


def of(outcomes: Sequence[Outcome], form: str, *, numbers: bool = False) -> list[Outcome]:
    """What was asked in that form: numbers, or words of every kind."""
    return [one for one in outcomes if one.question.form == form and (one.question.kind == NUMBER) is numbers]


def _groups(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    for kind in KINDS:
        for form in FORMS:
            yield kind, form, [one for one in outcomes if (one.question.kind, one.question.form) == (kind, form)]
    for form in FORMS:
        yield "all words", form, of(outcomes, form)


def _cells(kind: str, form: str, found: Sequence[Outcome]) -> list[str]:
    figures = mrr(found), ndcg(found), article_hits(found), mean(one.rank is not None for one in found)
    return [kind, form, str(len(found)), *(f"{figure:.3f}" if figure == figure else "-" for figure in figures)]


def _line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
