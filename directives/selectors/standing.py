"""What holds of single articles and clauses: said where they stand, on any day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core import force
from directives.acting import ENDING
from directives.models import DirectiveRelation
from directives.selectors.relations import Linked

Kind = DirectiveRelation.Kind
TAKING = (*ENDING, Kind.PARTLY_REPLACES)
"""Kinds after which the place named holds no longer."""
SAID = {
    Kind.REPLACES: "hết hiệu lực, được thay thế",
    Kind.PARTLY_REPLACES: "hết hiệu lực, được thay thế",
    Kind.REPEALS: "hết hiệu lực, bị bãi bỏ",
    Kind.AMENDS: "được sửa đổi",
    Kind.SUPPLEMENTS: "được bổ sung",
    Kind.SUSPENDS: "ngưng hiệu lực",
    Kind.CORRECTS: "được đính chính",
}


@dataclass(frozen=True)
class PlaceNote:
    """What a directive does to one article or clause, as of a day: `ahead` if only later."""

    anchor: str
    link: Linked
    ahead: bool

    @property
    def takes(self) -> bool:
        """Whether the place does not hold on that day."""
        return not self.ahead and self.link.kind in (*TAKING, Kind.SUSPENDS)

    @property
    def words(self) -> str:
        """ "Điều này hết hiệu lực, bị bãi bỏ từ 15/10/2021 theo": the directive's name follows."""
        named = "Điểm" if "-diem-" in self.anchor else "Khoản" if "-khoan-" in self.anchor else "Điều"
        named = named if "dieu-" in self.anchor or named == "Điểm" else "Phần" if "muc-" not in self.anchor else "Mục"
        last = self.link.over - dt.timedelta(days=1) if self.link.over else None
        since = f" từ {self.link.since:%d/%m/%Y}" if self.link.since else ""
        until = f" đến hết {last:%d/%m/%Y}" if last else ""
        return f"{named} này {'sẽ ' if self.ahead else ''}{SAID[Kind(self.link.kind)]}{since}{until} theo"


Notes = Mapping[str, Sequence[PlaceNote]]


def notes_on(relations: Iterable[Linked], day: dt.date) -> Notes:
    """{anchor: what others do to that place}, oldest first; what is over by that day is left out."""
    found: dict[str, list[PlaceNote]] = defaultdict(list)
    acting = (one for one in relations if one.incoming and one.since is not None and Kind(one.kind) in SAID)
    for one in sorted(acting, key=lambda one: str(one.since)):
        if one.since is not None and (one.holds(day) or one.since > day):
            for anchor in one.articles:
                found[anchor].append(PlaceNote(anchor, one, one.since > day))
    return found


def status_of_place(anchor: str, whole: str, notes: Notes) -> str:
    """The status of an article or clause, where the document as a whole has the status `whole`."""
    if whole not in (force.IN_FORCE, force.PARTLY):
        return whole
    now = [(place, note) for place, found in notes.items() for note in found if not note.ahead]
    above = [note for place, note in now if covers(place, anchor)]
    if any(note.link.kind in TAKING for note in above):
        return force.ENDED
    if any(note.takes for note in above):
        return force.SUSPENDED
    touched = any(note.takes or note.link.kind == Kind.AMENDS for place, note in now if _meet(place, anchor))
    return force.PARTLY if touched else force.IN_FORCE


def covers(place: str, anchor: str) -> bool:
    """Whether the anchor is the place or lies in it: "dieu-7" covers "dieu-7-khoan-2", not "dieu-7-lan-2"."""
    return anchor == place or (anchor.startswith(f"{place}-") and not anchor.startswith(f"{place}-lan-"))


def _meet(place: str, anchor: str) -> bool:
    return covers(place, anchor) or covers(anchor, place)
