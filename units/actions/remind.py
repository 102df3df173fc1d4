"""Reminders: of duties that are late, once for each duty and period; of what is due, in the mail of the day; of what
was published ahead of a review that has not come in time, once for each publication.

A round is made by whoever enters it first, all in one transaction, and of duties by a number of statements that does
not grow with the units.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core import clock
from units.actions.tell import mail_of
from units.actions.tell_urgent import tell_overdue
from units.models import (
    Duty,
    Notice,
    NoticeChoice,
    OrganisationalUnit,
    ReminderRound,
    UrgentPublication,
    User,
)
from units.roles import ENTERS, FOCAL_POINT, holds
from units.selectors.notices import last_digest, ways_of
from units.selectors.organisations import working_units
from units.selectors.undone import Missing, behind, last_deadline

Kind, Mail, Way = Notice.Kind, Notice.Mail, NoticeChoice.Way
Outcome = UrgentPublication.Outcome
AT_ONCE = 500


def remind() -> int:
    """How many notices were written. A timer calls it; between deadlines it has nothing to do."""
    return remind_of_late() + remind_of_due() + remind_of_overdue()


def remind_of_late() -> int:
    """To who enters for the unit and to its focal point, when a deadline has passed."""
    with transaction.atomic():
        if not _begins(Kind.LATE, last_deadline()):
            return 0
        late = {one.unit.pk: [m for m in one.missing if m.late] for one in behind(working_units())}
        persons = _persons(late, ENTERS, FOCAL_POINT)
        wanted = {
            (user.pk, missing.duty.pk): (user, missing) for user in persons for missing in late[user.unit_id or 0]
        }
        told = _told_in_its_period(wanted)
        _settle_all_but(told)
        ways = ways_of(persons, Kind.LATE)
        new = [_late(*given, ways) for key, given in wanted.items() if key not in told]
        return len(Notice.objects.bulk_create(new, batch_size=AT_ONCE))


def remind_of_due() -> int:
    """To who enters for a unit that has something left to do, once a day; only where a mail can go."""
    with transaction.atomic():
        if not _begins(Kind.DUE, last_digest(clock.real_now())):
            return 0
        Notice.objects.filter(kind=Kind.DUE, mail=Mail.DIGEST).update(mail=Mail.NONE)  # today's says it anew
        persons = _persons([one.unit.pk for one in behind(working_units())], ENTERS)
        ways = ways_of(persons, Kind.DUE)
        due = [(user, mail_of(user, ways.get(user.pk, Way.DIGEST))) for user in persons]
        new = [_due(user, user.unit) for user, mail in due if user.unit and mail["mail"] == Mail.DIGEST]
        return len(Notice.objects.bulk_create(new, batch_size=AT_ONCE))


def remind_of_overdue() -> int:
    """To who may do the later review of what was published at once, when its time is over; once a publication."""
    owed = UrgentPublication.objects.filter(outcome=Outcome.OWED, due_at__lt=clock.now())
    told = ReminderRound.objects.filter(kind=Kind.OVERDUE).values("moment")
    moments = set(owed.exclude(due_at__in=told).values_list("due_at", flat=True))
    return sum(_remind_of_overdue(moment) for moment in sorted(moments))


def _remind_of_overdue(moment: dt.datetime) -> int:
    """Of all whose time was over at the moment."""
    with transaction.atomic():
        if not _begins(Kind.OVERDUE, moment):
            return 0
        owed = UrgentPublication.objects.filter(outcome=Outcome.OWED, due_at=moment)
        return sum(tell_overdue(publication=one) for one in owed.select_related("unit"))


def _begins(kind: str, moment: dt.datetime) -> bool:
    return ReminderRound.objects.get_or_create(kind=kind, moment=moment)[1]


def _persons(units: Iterable[int], *roles: str) -> list[User]:
    found = User.objects.filter(unit__in=list(units), is_active=True).select_related("unit")
    return [user for user in found if holds(user, *roles)]


def _told_in_its_period(wanted: dict[tuple[int, int], tuple[User, Missing]]) -> set[tuple[int, int]]:
    """Which of {(account, duty): …} were told since the duty's present period began."""
    if not wanted:
        return set()
    since = min(missing.begun for _, missing in wanted.values())
    rows = Notice.objects.filter(kind=Kind.LATE, created_at__gte=since).values_list("to", "object_id", "created_at")
    return {(to, duty) for to, duty, at in rows if (to, duty) in wanted and at >= wanted[to, duty][1].begun}


def _settle_all_but(told: set[tuple[int, int]]) -> None:
    """What was late and has been done since, or is about to be told anew, is no news any more."""
    unread = Notice.objects.filter(kind=Kind.LATE, read_at=None).values_list("pk", "to", "object_id")
    gone = [key for key, to, duty in unread if (to, duty) not in told]
    for start in range(0, len(gone), AT_ONCE):
        Notice.objects.filter(pk__in=gone[start : start + AT_ONCE]).done_with()


def _late(user: User, missing: Missing, ways: dict[int, str]) -> Notice:
    text = f"Trễ hạn {missing.begun:%H:%M %d/%m/%Y}: {missing.duty}"
    return _notice(user, Kind.LATE, missing.duty, text, **mail_of(user, ways.get(user.pk, Way.AT_ONCE)))


def _due(user: User, unit: OrganisationalUnit) -> Notice:
    """Counts as read: the desk shows what is due, this has it put into the mail."""
    waits = {"read_at": clock.now(), "mail": Mail.DIGEST, "next_try": clock.real_now()}
    return _notice(user, Kind.DUE, unit, f"Nhiệm vụ đến hạn của {unit}", **waits)


def _notice(user: User, kind: str, about: Duty | OrganisationalUnit, text: str, **more: Any) -> Notice:
    kind_of = ContentType.objects.get_for_model(type(about))
    said = {"text": text[:400], "created_at": clock.now(), "object_id": about.pk}
    return Notice(to=user, kind=kind, content_type=kind_of, **said, **more)
