"""The one answer to "who may do what to which record". Every room asks here; nobody holds Wagtail's `publish`."""

from dataclasses import dataclass
from typing import Protocol

from units.models import Action, AdministrativeArea, OrganisationalUnit, User
from units.selectors.organisations import duties_of

VIEW, ENTER, REVIEW, CONFIGURE = "view", "enter", "review", "configure"
ENTERING = (Action.UPDATE, Action.VERIFY)


class Record(Protocol):
    """What a record says of itself: whose it is, what it is about, and where."""

    @property
    def owner_unit(self) -> OrganisationalUnit | None: ...

    @property
    def subject(self) -> str: ...

    @property
    def place(self) -> AdministrativeArea | None: ...


@dataclass(frozen=True)
class Held:
    """A record as far as `may` needs it, for what does not say so of itself."""

    owner_unit: OrganisationalUnit | None
    subject: str = "portal"
    place: AdministrativeArea | None = None


def may(user: User, action: str, record: Record) -> bool:
    """Whether the account may view, enter (add, change, remove), review or configure the record.

    - view: its own unit's records and those it reviews;
    - enter: exactly if the unit owns it and a duty of the unit to update names its subject and area;
    - review: only the unit that reviews the owner, so never the author;
    - configure: the system's administrator, who in turn enters and reviews nothing.
    """
    if not user.is_active:
        return False
    if action == CONFIGURE or user.unit is None:
        return user.is_superuser and action in (VIEW, CONFIGURE)
    owner = record.owner_unit
    if action == ENTER:
        return owner == user.unit and has_duty(user.unit, record.subject, record.place)
    reviews = owner is not None and owner.reviewer_id == user.unit_id
    return reviews if action == REVIEW else action == VIEW and (reviews or owner == user.unit)


def has_duty(unit: OrganisationalUnit, subject: str, place: AdministrativeArea | None) -> bool:
    """Whether a duty obliges the unit to update or verify `subject` at `place` (None: nowhere in particular)."""
    duties = duties_of(unit).filter(subject=subject, action__in=ENTERING)
    if place is None:
        return duties.exists()
    return covers(unit, place) and any(duty.level in (None, place.level) for duty in duties)


def entered_subjects(unit: OrganisationalUnit) -> set[str]:
    """Every subject of which `has_duty` says yes somewhere."""
    return set(duties_of(unit).filter(action__in=ENTERING).values_list("subject", flat=True))


def covers(unit: OrganisationalUnit, area: AdministrativeArea) -> bool:
    """Whether the area is the unit's own or lies below it. A unit of the province covers all of it."""
    if unit.area is None:
        return False
    step: AdministrativeArea | None = area
    while step is not None:
        if step.pk == unit.area_id:
            return True
        step = step.parent
    return False
