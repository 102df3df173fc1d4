"""Days and forces at random, close enough together to meet."""

import datetime as dt

from hypothesis import strategies as st

from core.force import PARTLY, SUSPENDED, Force, Spell

FIRST = dt.date(2021, 9, 1)


def day(number):
    return FIRST + dt.timedelta(days=number)


DAYS = st.integers(0, 12).map(day)
MAYBE = st.none() | DAYS
SPELLS = st.builds(
    lambda status, first, length: Spell(status, first, length and first + dt.timedelta(days=length)),
    st.sampled_from((SUSPENDED, PARTLY)),
    DAYS,
    st.none() | st.integers(1, 6),
)
FORCES = st.builds(Force, MAYBE, MAYBE, MAYBE, st.lists(SPELLS, max_size=3).map(tuple))
