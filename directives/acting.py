"""What relations do to the force of the document that they name: a pure rule of what is published.

- A relation acts from its own day, else from its document's first day in force; that document must come into force
  (`Force.acts_from`): one that was withdrawn, repealed or replaced before does nothing.
- What ended by a whole replacement or repeal stays ended, and what was withdrawn stays withdrawn, whatever becomes of
  the document that did it: only a new document can order otherwise.
- A suspension lasts until its last day, or until the document that suspends is itself over.
- What is amended, or in single articles repealed, replaced or suspended, is partly out of force; a supplement takes
  nothing away.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from core.force import PARTLY, SUSPENDED, Force, Spell
from directives.models import DirectiveRelation

Kind = DirectiveRelation.Kind
ENDING = (Kind.REPLACES, Kind.REPEALS)
CHANGING = (Kind.PARTLY_REPLACES, Kind.AMENDS)
ACTING = (*ENDING, *CHANGING, Kind.SUPPLEMENTS, Kind.SUSPENDS, Kind.WITHDRAWS)
"""Relations that must not run in a circle."""


@dataclass(frozen=True)
class Marks:
    """What others do to a document."""

    ended_by: dt.date | None = None
    withdrawn_by: dt.date | None = None
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Act:
    """A relation and the force of the document that bears it; `whole`: it names no single articles."""

    kind: str
    by: Force
    whole: bool = True
    day: dt.date | None = None
    until: dt.date | None = None

    @property
    def since(self) -> dt.date | None:
        """Its first day; None: it does nothing, or nobody knows when."""
        return self.by.acts_from(self.day)

    @property
    def over(self) -> dt.date | None:
        """The first day on which it does nothing any more."""
        days = [day for day in (self.until, self.by.over) if day] if self.kind == Kind.SUSPENDS else []
        return min(days, default=None)


def marks_of(acts: Iterable[Act]) -> Marks:
    """The earliest day counts where several end or withdraw it."""
    ended, withdrawn, spells = [], [], set()
    for act in acts:
        since, over = act.since, act.over
        if since is None or (over is not None and over <= since):
            continue
        if act.kind in ENDING and act.whole:
            ended.append(since)
        elif act.kind == Kind.WITHDRAWS:
            withdrawn.append(since)
        elif act.kind == Kind.SUSPENDS and act.whole:
            spells.add(Spell(SUSPENDED, since, over))
        elif act.kind in (*ENDING, *CHANGING, Kind.SUSPENDS):
            spells.add(Spell(PARTLY, since, over))
    in_order = sorted(spells, key=lambda spell: (spell.first, spell.status, spell.until or dt.date.max))
    return Marks(min(ended, default=None), min(withdrawn, default=None), tuple(in_order))
