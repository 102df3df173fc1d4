"""The one answer to "who may do what to which record". Every room asks here; nobody holds Wagtail's `publish`."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from core import clock
from units.models import Action, AdministrativeArea, Duty, OrganisationalUnit, User
from units.models.users import INSIDE
from units.once import once_a_request
from units.roles import ADMINISTRATOR, AUDITOR, ENTERS, FOCAL_POINT, REVIEWS, WATCHERS, holds, roles_of
from units.selectors.organisations import delegated_to, duties_of, predecessor_ids, works

VIEW, ENTER, REVIEW, CONFIGURE, MANAGE = "view", "enter", "review", "configure", "manage"
ENTERING = (Action.UPDATE, Action.VERIFY)
PERSONS = f"accounts:{User.Kind.PERSON}"
"""Subject of the account of a person of a unit."""


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


class Entering(NamedTuple):
    """A duty to enter something, at the areas of a unit: one's own, or whose duty it was."""

    duty: Duty
    unit: OrganisationalUnit


def may(user: User, action: str, record: Record) -> bool:
    """Whether the account may view, enter (add, change, remove), review, configure or manage the record.

    - view: its own unit's records, those of ended units whose work passed on to it, and for who reviews those that
      its unit reviews; the administrator, oversight and the command centre view everything;
    - enter: exactly if the unit owns it, the account has the role and a duty of the unit to update names its
      subject and area;
    - review: only the unit that reviews the owner, so never the author, and only who has the role;
    - a unit that has not begun or has ended, by the portal's clock, enters and reviews nothing;
    - configure: the system's administrator, who in turn enters and reviews nothing;
    - manage, which is about accounts: the administrator any but its own, a focal point the persons of its unit.
    """
    roles = roles_of(user)
    if action == CONFIGURE:
        return ADMINISTRATOR in roles
    if action == MANAGE:
        return record != user and (ADMINISTRATOR in roles or _heads(user, roles, record))
    if action == VIEW and roles & {ADMINISTRATOR, *WATCHERS}:
        return True
    return user.unit is not None and _may_inside(user.unit, roles, action, record)


def _may_inside(unit: OrganisationalUnit, roles: frozenset[str], action: str, record: Record) -> bool:
    """What `may` says of an account whose roles are those inside the unit."""
    owner = record.owner_unit
    if action == ENTER:
        return ENTERS in roles and owner == unit and has_duty(unit, record.subject, record.place)
    reviews = REVIEWS in roles and owner is not None and owner.reviewer_id == unit.pk
    if action == REVIEW:
        return reviews and works(unit)
    own = not roles.isdisjoint(INSIDE) and (owner == unit or _took_over(unit, owner))
    return action == VIEW and (reviews or own)


def _heads(user: User, roles: frozenset[str], record: Record) -> bool:
    """Whether the record is a person of the unit that the account is the focal point of."""
    own = user.unit is not None and record.owner_unit == user.unit and works(user.unit)
    return FOCAL_POINT in roles and own and record.subject == PERSONS


def _took_over(unit: OrganisationalUnit, owner: OrganisationalUnit | None) -> bool:
    """Whether the work of the owner, which has ended, passed on to the unit."""
    return owner is not None and owner.valid_to is not None and owner.pk in predecessor_ids(unit)


def has_duty(unit: OrganisationalUnit, subject: str, place: AdministrativeArea | None) -> bool:
    """Whether a duty obliges the unit to update or verify `subject` at `place` (None: nowhere in particular).

    Its own, or one that another delegated to it, at the other's areas; not one that is suspended or delegated.
    """
    fitting = [held for held in entering(unit) if held.duty.subject == subject]
    if place is None:
        return bool(fitting)
    return any(covers(u, place) for u in {held.unit for held in fitting if held.duty.level in (None, place.level)})


def entered_subjects(unit: OrganisationalUnit) -> set[str]:
    """Every subject of which `has_duty` says yes somewhere."""
    return {held.duty.subject for held in entering(unit)}


@once_a_request
def entering(unit: OrganisationalUnit) -> list[Entering]:
    """What the unit is obliged to enter today: its own duties, and those that others delegated to it."""
    own = duties_of(unit).filter(action__in=ENTERING)
    given = delegated_to(unit).filter(duty__action__in=ENTERING)
    return [
        *(Entering(duty, unit) for duty in own),
        *(Entering(relief.duty, relief.unit) for relief in given),
    ]


def covers(unit: OrganisationalUnit, area: AdministrativeArea) -> bool:
    """Whether the area is the unit's own or lies below it. A unit of the province covers all of it.

    An area that has ended is also covered by whoever covers one that took its place: places are handed on as they
    stand, and yesterday's figures may still be supplemented.
    """
    if unit.area is None:
        return False
    step: AdministrativeArea | None = area
    while step is not None:
        if step.pk == unit.area_id:
            return True
        step = step.parent
    if area.valid_to is None or area.valid_to > clock.today():
        return False
    return any(covers(unit, successor) for successor in area.successors.select_related("parent"))


def may_audit(user: object) -> bool:
    """Whether the account may read and export the log: the auditor, and the system's administrator."""
    return holds(user, AUDITOR, ADMINISTRATOR)


def watches(user: object) -> bool:
    """Whether the account reads every unit's pages: oversight, the command centre, the system's administrator."""
    return holds(user, *WATCHERS, ADMINISTRATOR)


def manages_accounts(user: object) -> bool:
    """Whether there are accounts that the account may manage."""
    return holds(user, ADMINISTRATOR, FOCAL_POINT)


def looks_after(user: User, account: User) -> bool:
    """Whether what happens to the account is the user's to know: whoever may manage it, or hand it over for it."""
    return user != account and (may(user, MANAGE, account) or may_hand_over(user, account))


def may_hand_over(user: User, account: User) -> bool:
    """Whether the user may hand the account over: who holds it, or in their place the administrator or, for a unit's
    own account, the unit's focal point. A person's own account goes to nobody else."""
    if account.kind == User.Kind.PERSON:
        return False
    of_unit = account.unit is not None and holds(user, FOCAL_POINT) and user.unit == account.unit
    return (user == account and user.is_active) or of_unit or may(user, MANAGE, account)
