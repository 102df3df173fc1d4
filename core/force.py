"""Whether a directive is in force on a day: one rule for its page, the lists, the search and the API."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

PENDING = "chua_hieu_luc"
IN_FORCE = "con_hieu_luc"
PARTLY = "het_hieu_luc_mot_phan"
ENDED = "het_hieu_luc"
SUSPENDED = "ngung_hieu_luc"
WITHDRAWN = "thu_hoi"
LABELS = {
    PENDING: "Chưa có hiệu lực",
    IN_FORCE: "Còn hiệu lực",
    PARTLY: "Hết hiệu lực một phần",
    ENDED: "Hết hiệu lực",
    SUSPENDED: "Ngưng hiệu lực",
    WITHDRAWN: "Đã thu hồi",
}
"""{code of the public API: on screen}"""
Row = Sequence[str | None]


@dataclass(frozen=True)
class Spell:
    """`SUSPENDED` or `PARTLY` from `first` until the day before `until`; None: for good."""

    status: str
    first: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)

    @property
    def row(self) -> list[str | None]:
        """As JSON keeps it: ["ngung_hieu_luc", "2021-10-08", None]."""
        return [self.status, self.first.isoformat(), self.until.isoformat() if self.until else None]

    @classmethod
    def of(cls, row: Row) -> Self:
        """From what `row` gave."""
        status, first, until = row
        return cls(str(status), dt.date.fromisoformat(str(first)), dt.date.fromisoformat(until) if until else None)


@dataclass(frozen=True)
class Force:
    """Days on which something changes, each the first day of the new state; None: never, or not known.

    `start` is the first day in force, `ended` the first day no longer in force. What ended or was withdrawn stays so:
    that what ended it was itself repealed later restores nothing.
    """

    start: dt.date | None = None
    ended: dt.date | None = None
    withdrawn: dt.date | None = None
    spells: tuple[Spell, ...] = ()

    def at(self, day: dt.date) -> str:
        """The status on a day. Withdrawn outweighs ended, ended suspended, suspended the rest."""
        for status, since in ((WITHDRAWN, self.withdrawn), (ENDED, self.ended)):
            if since is not None and since <= day:
                return status
        if self._in(SUSPENDED, day):
            return SUSPENDED
        if self.start is not None and day < self.start:
            return PENDING
        return PARTLY if self._in(PARTLY, day) else IN_FORCE

    def changes(self) -> list[tuple[dt.date, str]]:
        """(first day, new status), oldest first; a day that changes nothing is left out."""
        days = {self.start, self.ended, self.withdrawn}
        days |= {day for spell in self.spells for day in (spell.first, spell.until)}
        known = sorted(day for day in days if day is not None)
        found = [(day, self.at(day), self.at(day - dt.timedelta(days=1))) for day in known]
        return [(day, status) for day, status, before in found if status != before]

    def since(self, day: dt.date) -> dt.date | None:
        """The first day of the status that holds on `day`; of one still to come, its first day in force."""
        if self.at(day) == PENDING:
            return self.start
        return max((first for first, _ in self.changes() if first <= day), default=None)

    def acts_from(self, day: dt.date | None) -> dt.date | None:
        """From when on it does to others what it says is done on `day` (None: as soon as it is in force).

        It must be in force then, or for a day before its first as soon as it is; suspended then, it acts when that is
        over. None: never.
        """
        asked = day or self.start
        needed = max((one for one in (asked, self.start) if one is not None), default=None)
        if asked is None or needed is None:
            return None
        held = self._free_from(needed)
        if held is None or self.at(held) not in (IN_FORCE, PARTLY):
            return None
        return asked if held == needed else held

    @property
    def over(self) -> dt.date | None:
        """The first day on which it is ended or withdrawn."""
        return min((day for day in (self.ended, self.withdrawn) if day), default=None)

    def _in(self, status: str, day: dt.date) -> bool:
        return any(spell.status == status and spell.holds(day) for spell in self.spells)

    def _free_from(self, day: dt.date) -> dt.date | None:
        """The first day from `day` on that lies in no suspension."""
        while held := next((one for one in self.spells if one.status == SUSPENDED and one.holds(day)), None):
            if held.until is None:
                return None
            day = held.until
        return day
