"""The one answer to "who may do what to which record". Every room asks here; nobody holds Wagtail's `publish`."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from core import province
from core.review_rules import FIGURES
from units.models import Action, AdministrativeArea, Duty, OrganisationalUnit, User
from units.models.users import INSIDE
from units.once import once_a_request
from units.roles import ADMINISTRATOR, AUDITOR, ENTERS, FOCAL_POINT, REVIEWS, WATCHERS, holds, roles_of
from units.selectors.areas import ids_within, with_predecessors
from units.selectors.deputies import deputies_at
from units.selectors.organisations import delegated_to, duties_of, predecessor_ids, works
from units.steps import Step, steps_of

VIEW, ENTER, REVIEW, CONFIGURE, MANAGE = "view", "enter", "review", "configure", "manage"
URGENT = "urgent"
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
    - review: only who reviews for a unit of one of the record's steps (`units.steps`): another unit than the owner,
      unless the province's data lets the owner's own do for the subject. Whose turn it is, and that who took part
      does not sign, `units.selectors.review` says;
      By a deputy, too; but figures only by the unit itself and persons of it;
    - urgent, publish at once: who may both enter the record and review, where the data allows it for the subject;
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
    if user.unit is None:
        return False
    if action in (ENTER, URGENT):
        return _may_write(user.unit, roles, action, record)
    if action == REVIEW:
        admitted = record.subject != FIGURES or user.unit.pk in steps_of(record.owner_unit, FIGURES)[0]
        return admitted and works(user.unit) and _reviews(user, record)
    own = not roles.isdisjoint(INSIDE) and (
        record.owner_unit == user.unit or _took_over(user.unit, record.owner_unit)
    )
    return action == VIEW and (own or _reviews(user, record))


def _may_write(unit: OrganisationalUnit, roles: frozenset[str], action: str, record: Record) -> bool:
    """Whether the roles inside the unit suffice to enter its record, or even to publish it at once."""
    if action == URGENT and (REVIEWS not in roles or record.subject not in province.current().review.urgent):
        return False
    return ENTERS in roles and record.owner_unit == unit and has_duty(unit, record.subject, record.place)


def _reviews(user: User, record: Record) -> bool:
    """Whether one of the steps of the owner's drafts is the account's: it reads them, and decides in its turn."""
    return any(not step.isdisjoint(reviews_for(user)) for step in steps_for(user, record))


def steps_for(user: User, record: Record) -> tuple[Step, ...]:
    """The record's steps, in order, as far as they are open to the account's unit: none in which it would sign its
    own unit's work, unless the data lets the owner's unit do."""
    owner, steps = record.owner_unit, steps_of(record.owner_unit, record.subject)
    if owner is None or owner.pk != user.unit_id:
        return steps
    return tuple(step if owner.pk in step else frozenset() for step in steps)


def reviews_for(user: User) -> frozenset[int]:
    """The ids of the units in whose name the account reviews: its own by its role, and those whose deputy it is.

    A person is the deputy of its own unit alone, and needs no role for it; in the place of another unit whoever has
    the role in the deputy unit reviews.
    """
    roles = roles_of(user)
    if user.unit is None or roles.isdisjoint(INSIDE):
        return frozenset()
    reviewer = REVIEWS in roles
    instead = (one for one in deputies_at(user.unit) if one.person_id == user.pk or (reviewer and one.deputy_unit_id))
    return frozenset({one.unit_id for one in instead} | ({user.unit.pk} if reviewer else set()))


def appoints_deputies(user: object) -> bool:
    """Whether the account may say who reviews in its unit's place: who reviews there by role, and its focal point."""
    return isinstance(user, User) and holds(user, REVIEWS, FOCAL_POINT) and works(user.unit)


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
        *(Entering(relief.delegated, relief.unit) for relief in given),
    ]


def covers(unit: OrganisationalUnit, area: AdministrativeArea) -> bool:
    """Whether the area is the unit's own or lies below it. A unit of the province covers all of it.

    An area that has ended is also covered by whoever covers one that took its place: places are handed on as they
    stand, and yesterday's figures may still be supplemented.
    """
    return area.pk in covered(unit)


@once_a_request
def covered(unit: OrganisationalUnit) -> frozenset[int]:
    """The ids of all areas of which `covers` says yes, by a number of queries that does not grow with them."""
    return frozenset() if unit.area is None else with_predecessors(ids_within(unit.area))


def may_audit(user: object) -> bool:
    """Whether the account may read and export the log: the auditor, and the system's administrator."""
    return holds(user, AUDITOR, ADMINISTRATOR)


def watches(user: object) -> bool:
    """Whether the account reads every unit's pages: oversight, the command centre, the system's administrator."""
    return holds(user, *WATCHERS, ADMINISTRATOR)


def runs_the_portal(user: object) -> bool:
    """Whether the account belongs to the office that runs the portal and answers what units ask about duties."""
    if not isinstance(user, User) or user.unit is None or not holds(user, *INSIDE):
        return False
    return user.unit.abbreviation == province.current().managed_by and works(user.unit)


def recommends_answers(user: object) -> bool:
    """Whether the account may say which page answers who searches: its unit is charged with the portal (10.1)."""
    return isinstance(user, User) and user.unit is not None and may(user, ENTER, Held(user.unit))


def tends_search(user: object) -> bool:
    """Whether the account sees what people look for in vain: who answers them, the office that runs the portal, and
    who reads everything."""
    return recommends_answers(user) or runs_the_portal(user) or watches(user)


def publishes_figures(user: object) -> bool:
    """Whether the account may publish outside the slots and see a release before its slot: who reviews in a unit that
    answers for the figures (`figures_by` of the province's data). Who only enters may not."""
    if not isinstance(user, User) or user.unit is None or not holds(user, REVIEWS):
        return False
    return user.unit.abbreviation in province.current().figures_by and works(user.unit)


def may_ask(user: object) -> bool:
    """Whether the account may ask that office about the duties of its unit and of those that it reviews."""
    inside = isinstance(user, User) and user.unit is not None and holds(user, *INSIDE) and works(user.unit)
    return inside and not runs_the_portal(user)


def sees_questions(user: object) -> bool:
    """Whether the account sees what every unit has asked, and which did: that office, and who reads everything."""
    return runs_the_portal(user) or watches(user)


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
