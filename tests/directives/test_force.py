"""The one rule of force, by itself: what holds on a day, when it changes, and from when on a document acts."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.force import ENDED, IN_FORCE, PARTLY, PENDING, SUSPENDED, WITHDRAWN, Force, Spell
from directives.acting import Act, Kind, Marks, marks_of
from tests.directives.in_time import DAYS, FORCES, day


def test_a_suspension_ends_and_the_document_is_in_force_again():
    found = Force(start=day(0), spells=(Spell(SUSPENDED, day(10), day(20)),))
    assert [found.at(day(n)) for n in (-1, 0, 9, 10, 19, 20)] == [
        PENDING, IN_FORCE, IN_FORCE, SUSPENDED, SUSPENDED, IN_FORCE,
    ]  # fmt: skip
    assert found.changes() == [(day(0), IN_FORCE), (day(10), SUSPENDED), (day(20), IN_FORCE)]
    assert found.since(day(25)) == day(20)


def test_withdrawn_outweighs_ended_and_ended_the_rest():
    spells = (Spell(SUSPENDED, day(1)), Spell(PARTLY, day(1)))
    found = Force(day(0), ended=day(2), withdrawn=day(3), spells=spells)
    assert [found.at(day(n)) for n in (1, 2, 3, 4)] == [SUSPENDED, ENDED, WITHDRAWN, WITHDRAWN]


@given(FORCES, DAYS)
def test_the_last_change_says_what_holds(force, asked):
    before = [status for first, status in force.changes() if first <= asked]
    assert force.at(asked) == (before[-1] if before else force.at(dt.date(2000, 1, 1)))


@given(FORCES)
def test_a_change_changes_something_and_days_go_up(force):
    changes = force.changes()
    assert changes == sorted(changes)
    assert all(one[1] != after[1] for one, after in pairwise(changes))


@given(FORCES, st.none() | DAYS)
def test_it_acts_only_when_in_force_and_never_before_it_was_asked(force, asked):
    since = force.acts_from(asked)
    if since is not None:
        assert asked is None or since >= asked
        assert force.at(max(since, force.start or since)) in (IN_FORCE, PARTLY)


@given(
    st.lists(st.builds(Act, st.sampled_from(Kind.values), FORCES, st.booleans(), st.none() | DAYS, st.none() | DAYS))
)
def test_the_order_of_what_is_done_to_it_does_not_matter(acts):
    assert marks_of(acts) == marks_of(reversed(acts))
    assert all(spell.until is None or spell.first < spell.until for spell in marks_of(acts).spells)


def test_one_that_is_withdrawn_before_its_first_day_does_nothing_and_later_restores_nothing():
    before = Act(Kind.REPLACES, Force(day(5), withdrawn=day(5)))
    after = Act(Kind.REPLACES, Force(day(5), withdrawn=day(6)))
    assert marks_of([before]) == Marks()
    assert marks_of([after]) == Marks(ended_by=day(5))


def test_a_suspension_is_over_when_the_document_that_suspends_is():
    act = Act(Kind.SUSPENDS, Force(day(5), ended=day(8)), until=day(30))
    assert marks_of([act]).spells == (Spell(SUSPENDED, day(5), day(8)),)


def test_what_is_asked_for_an_earlier_day_reaches_back():
    assert marks_of([Act(Kind.REPEALS, Force(day(5)), day=day(1))]) == Marks(ended_by=day(1))


def test_single_articles_put_it_partly_out_of_force():
    acts = [Act(kind, Force(day(1)), whole=False) for kind in (Kind.REPLACES, Kind.REPEALS, Kind.AMENDS)]
    assert marks_of(acts) == Marks(spells=(Spell(PARTLY, day(1)),))
    assert marks_of([Act(Kind.SUPPLEMENTS, Force(day(1)), whole=False)]) == Marks()


def test_one_that_was_suspended_when_it_should_have_acted_acts_afterwards():
    suspended = Force(day(5), spells=(Spell(SUSPENDED, day(3), day(9)),))
    assert marks_of([Act(Kind.REPEALS, suspended)]) == Marks(ended_by=day(9))
