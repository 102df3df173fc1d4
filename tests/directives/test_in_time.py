"""Many documents act on each other: what holds follows from what is published, not from the order of publishing."""

import itertools
from dataclasses import dataclass
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import force
from core.force import Force
from core.problems import Refused
from directives.acting import ACTING, Act, Kind, marks_of
from directives.actions.relations import mark, named_by
from directives.models import DirectivePage, DirectiveRelation, ForceSpell
from directives.selectors.circles import circle
from directives.selectors.published import published, with_status
from tests.directives.factories import directive, many
from tests.directives.in_time import DAYS, FORCES, MAYBE, day

pytestmark = pytest.mark.usefixtures("province")
COUNT = 5
WITH_DATABASE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Said:
    """What a document says of itself, and what it does to older ones of the row: (which, kind, articles, days)."""

    date: object
    start: object
    withdrawn: object
    acts: tuple


ONE = st.tuples(st.integers(0, COUNT - 2), st.sampled_from(ACTING), st.sampled_from(([], ["dieu-1"])), MAYBE, MAYBE)
SAID = st.builds(Said, DAYS, MAYBE, MAYBE, st.lists(ONE, max_size=3).map(tuple))


@pytest.fixture
def pages():
    many(COUNT)
    return list(DirectivePage.objects.order_by("pk"))


def expected(row):
    """Every document's force, found from the newest back: each acts only on those before it."""
    found = {}
    for n in reversed(range(len(row))):
        acts = [
            Act(kind, found[by], not articles, since, until)
            for by in found
            for (to, kind, articles, since, until) in row[by].acts
            if to == n
        ]
        marks = marks_of(acts)
        withdrawn = [one for one in (row[n].withdrawn, marks.withdrawn_by) if one]
        found[n] = Force(row[n].start or row[n].date, marks.ended_by, min(withdrawn, default=None), marks.spells)
    return [found[n] for n in range(len(row))]


def write(pages, row):
    """The documents as drafts with their relations."""
    for page, said in zip(pages, row, strict=True):
        page.date, page.effective_from, page.withdrawn_on, page.live = said.date, said.start, said.withdrawn, False
        page.year, page.symbol = said.date.year, "QĐ-UBND"
        DirectivePage.objects.filter(pk=page.pk).update(
            date=said.date, effective_from=said.start, withdrawn_on=said.withdrawn, live=False
        )
    for n, said in enumerate(row):
        DirectiveRelation.objects.bulk_create(
            DirectiveRelation(
                page=pages[n], kind=kind, number=pages[to].full_number, date=row[to].date, articles=articles,
                effective_on=since, until=until,
            )
            for to, kind, articles, since, until in said.acts
            if to < n
        )  # fmt: skip


def forces(pages):
    by_key = DirectivePage.objects.in_bulk([page.pk for page in pages])
    return [by_key[page.pk].force for page in pages]


@WITH_DATABASE
@given(st.lists(SAID, min_size=COUNT, max_size=COUNT), st.permutations(range(COUNT)))
def test_the_order_of_publishing_does_not_matter(pages, row, order):
    row = [
        Said(one.date, one.start, one.withdrawn, tuple(a for a in one.acts if a[0] < n)) for n, one in enumerate(row)
    ]
    with transaction.atomic():
        write(pages, row)
        for n in order:
            DirectivePage.objects.filter(pk=pages[n].pk).update(live=True)
            mark(named_by(pages[n]))
        assert forces(pages) == expected(row)
        transaction.set_rollback(True)


@WITH_DATABASE
@given(FORCES)
def test_the_query_and_the_function_agree(pages, found):
    page = pages[0]
    with transaction.atomic():
        DirectivePage.objects.filter(pk=page.pk).update(
            date=None, effective_from=found.start, ended_by=found.ended, withdrawn_by=found.withdrawn,
            spells=[spell.row for spell in found.spells],
        )  # fmt: skip
        ForceSpell.objects.bulk_create(ForceSpell(page=page, **vars(spell)) for spell in found.spells)
        only = published().filter(pk=page.pk)
        assert only.get().force == found
        for n in range(-1, 20):
            statuses = [status for status in force.LABELS if with_status(only, status, day(n)).exists()]
            assert statuses == [found.at(day(n))]
        transaction.set_rollback(True)


EDGES = st.sets(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=8)


def reachable(start, edges):
    """The documents on which one acts, directly or through others."""
    found, waiting = set(), {start}
    while waiting:
        waiting = {to for by, to in edges if by in waiting} - found
        found |= waiting
    return found


@WITH_DATABASE
@given(EDGES, st.sampled_from(ACTING))
def test_a_circle_is_found_exactly_where_there_is_one(pages, edges, kind):
    with transaction.atomic():
        DirectiveRelation.objects.bulk_create(
            DirectiveRelation(page=pages[by], kind=kind, number=pages[to].full_number, date=pages[to].date)
            for by, to in edges
        )
        for n, page in enumerate(pages):
            way = circle(page, DirectiveRelation.objects.filter(page=page))
            assert bool(way) == (n in reachable(n, edges))
            steps = [[one.full_number for one in pages].index(number) for number in way]
            assert all(step in edges for step in pairwise(steps))
        transaction.set_rollback(True)


@WITH_DATABASE
@given(EDGES)
def test_even_a_circle_comes_to_an_end(pages, edges):
    with transaction.atomic():
        DirectiveRelation.objects.bulk_create(
            DirectiveRelation(page=pages[by], kind="ngung", number=pages[to].full_number, date=pages[to].date)
            for by, to in edges
        )
        mark(pages)
        transaction.set_rollback(True)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_documents_that_end_each_other_in_a_circle_the_last_is_not_published(order):
    cited = (("1", "2"), ("2", "3"), ("3", "1"))
    drafts = [
        directive(number=number, relations=[("thay_the", f"{other}/QĐ-UBND", None, "UBND tỉnh")], publish=False)
        for number, other in cited
    ]
    first, second, last = (DirectivePage.objects.get(pk=drafts[n].pk) for n in order)
    for page in (first, second):
        page.get_latest_revision().publish()
    with pytest.raises(Refused, match="vòng tròn"), transaction.atomic():
        last.get_latest_revision().publish()
    assert [DirectivePage.objects.get(pk=page.pk).live for page in (first, second, last)] == [True, True, False]


def test_a_fork_the_earliest_of_two_that_replace_it_counts(pages):
    acts = ((0, Kind.REPLACES, [], None, None),)
    row = [Said(day(n), None, None, acts if n in (1, 3) else ()) for n in (0, 5, 2, 3, 4)]
    write(pages, [Said(one.date, one.start, one.withdrawn, acts if n in (1, 3) else ()) for n, one in enumerate(row)])
    DirectivePage.objects.update(live=True)
    mark(pages)
    assert DirectivePage.objects.get(pk=pages[0].pk).ended_by == day(3)


def test_the_one_that_replaces_is_withdrawn_by_a_third_before_it_begins(pages):
    replaces, withdraws = (0, Kind.REPLACES, [], None, None), (1, Kind.WITHDRAWS, [], None, None)
    row = [
        Said(day(0), None, None, ()),
        Said(day(1), day(9), None, (replaces,)),
        Said(day(5), None, None, (withdraws,)),
    ]
    row += [Said(day(0), None, None, ())] * 2
    write(pages, row)
    DirectivePage.objects.filter(pk__in=[page.pk for page in pages[:2]]).update(live=True)
    mark(pages)
    assert DirectivePage.objects.get(pk=pages[0].pk).ended_by == day(9)
    DirectivePage.objects.filter(pk=pages[2].pk).update(live=True)
    mark(named_by(pages[2]))
    old, new = (DirectivePage.objects.get(pk=page.pk) for page in pages[:2])
    assert (old.ended_by, new.withdrawn_by) == (None, day(5))
