"""What the units that an account follows up have not done: who enters late is urged by who answers for them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet

from core import clock
from units.deadlines import period
from units.models import Duty, DutyRelief, Frequency, OrganisationalUnit, User
from units.permissions import watched
from units.policy import ENTERING
from units.roles import roles_of
from units.selectors.due import last_done, tightest_of
from units.work import known_work

SECONDS_COUNTED = 60
Span = tuple[dt.datetime, dt.datetime, dt.datetime]
"""When the period before the present one began, when the present one began, and when it ends."""
Spans = dict[tuple[str, str], Span | None]
"""{(frequency, deadline rule): span}"""


@dataclass(frozen=True)
class Missing:
    """A duty that is not done for the present period, which began at `begun`; `late`: neither was it for the one
    before, which had to be done by then."""

    duty: Duty
    begun: dt.datetime
    until: dt.datetime
    last: dt.datetime | None
    late: bool

    @property
    def task(self) -> str:
        return self.duty.task

    @property
    def article(self) -> str:
        return self.duty.article


@dataclass(frozen=True)
class Behind:
    """A unit and what it has not done, the late first."""

    unit: OrganisationalUnit
    missing: tuple[Missing, ...]

    @property
    def late(self) -> int:
        return sum(one.late for one in self.missing)


def behind_of(user: User) -> list[Behind]:
    """The units that the account follows up and that have something left to do, those furthest behind first."""
    return behind(watched(user))


def behind(units: QuerySet[OrganisationalUnit]) -> list[Behind]:
    """Those of the units that have something left to do, those furthest behind first.

    The number of queries does not grow with the units.
    """
    return _behind(units, _listed(units))


def _listed(units: QuerySet[OrganisationalUnit]) -> list[OrganisationalUnit]:
    return list(units.order_by("name", "pk"))


def _behind(units: QuerySet[OrganisationalUnit], listed: list[OrganisationalUnit]) -> list[Behind]:
    if not listed:
        return []
    duties, lasts = _duties_of(listed), last_done(units, known_work().values())
    spans: Spans = {}
    found = (Behind(unit, _missing(duties[unit.pk], lasts.get(unit.pk, {}), spans)) for unit in listed)
    return sorted((one for one in found if one.missing), key=lambda one: (-one.late, -len(one.missing)))


def last_deadline() -> dt.datetime:
    """The newest moment by which some duty had to be done."""
    rules = {*Duty.objects.order_by().values_list("frequency", "deadline").distinct(), (Frequency.DAY, "")}
    return max(span[1] for rule in rules if (span := _span(*rule)))


@dataclass(frozen=True)
class Count:
    """How many of the units that the account follows up are late, and how many have something left without being
    late; None for who follows up nobody."""

    late: int
    waiting: int


def count_behind(user: User) -> Count | None:
    """The count for a desk that has much of its own to ask: it may be a minute old."""
    key = count_key(user)
    found: tuple[Count | None] | None = cache.get(key)
    if found is None:
        found = (_count(user),)
        cache.set(key, found, SECONDS_COUNTED)
    return found[0]


def count_key(user: User) -> str:
    """The key in the cache; another for another role, so that a change of roles shows at once."""
    return f"units.behind.{user.pk}.{user.unit_id}.{','.join(sorted(roles_of(user)))}"


def _count(user: User) -> Count | None:
    units = watched(user)
    listed = _listed(units)
    return count_of(_behind(units, listed)) if listed else None


def count_of(behind: list[Behind]) -> Count:
    late = sum(1 for one in behind if one.late)
    return Count(late, len(behind) - late)


def focal_points(units: Iterable[OrganisationalUnit]) -> dict[int, list[User]]:
    """{unit's id: its focal points who may be asked}"""
    found: dict[int, list[User]] = defaultdict(list)
    for person in User.objects.filter(unit__in=[u.pk for u in units], focal_point=True, is_active=True):
        found[person.unit_id or 0].append(person)
    return found


def _duties_of(units: list[OrganisationalUnit]) -> dict[int, list[Duty]]:
    """{unit's id: what it is obliged to enter today}, as `policy.entering` says of each, in two queries."""
    duties = list(Duty.objects.filter(action__in=ENTERING, subject__in=known_work()))
    reliefs = list(DutyRelief.objects.on(clock.today()).select_related("duty", "unit"))
    relieved = {(relief.duty_id, relief.unit_id) for relief in reliefs}
    named, kinds = _by(duties, "unit_id"), _by(duties, "unit_kind_id")
    held: dict[int, list[Duty]] = defaultdict(list)
    for unit in units:
        own = named.get(unit.pk, []) + kinds.get(unit.kind_id, [])
        held[unit.pk] = [duty for duty in own if (duty.pk, unit.pk) not in relieved]
    for relief in reliefs:
        if relief.delegate_id and relief.unit.works_on(clock.today()) and relief.duty in duties:
            held[relief.delegate_id].append(relief.delegated)
    return held


def _by(duties: list[Duty], field: str) -> dict[int | None, list[Duty]]:
    found: dict[int | None, list[Duty]] = defaultdict(list)
    for duty in duties:
        if getattr(duty, field) is not None:
            found[getattr(duty, field)].append(duty)
    return found


def _span_of(duty: Duty, spans: Spans) -> Span | None:
    """The duty's span now, None for what is due only on change; each rule is worked out once."""
    rule = duty.frequency, duty.deadline
    if rule not in spans:
        spans[rule] = _span(*rule)
    return spans[rule]


def _span(frequency: str, rule: str) -> Span | None:
    now = period(frequency, clock.now(), rule)
    before = now and period(frequency, now[0] - dt.timedelta(microseconds=1), rule)
    return (before[0], *now) if now and before else None


def _missing(duties: list[Duty], lasts: dict[str, dt.datetime | None], spans: Spans) -> tuple[Missing, ...]:
    subjects: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        subjects[duty.subject].append(duty)
    found = []
    for subject, held in subjects.items():
        duty, last = tightest_of(held), lasts.get(subject)
        if (span := _span_of(duty, spans)) is None:
            continue
        before, begun, until = span
        if last is None or last < begun:
            found.append(Missing(duty, begun, until, last, last is None or last < before))
    return tuple(sorted(found, key=lambda one: (not one.late, one.until)))
