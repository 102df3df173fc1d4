"""What is known of sign-ins: new devices, sessions, and who is locked out."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Max, Sum
from django.utils import timezone

from core import clock
from units.models import User
from units.models.audit import AuditEntry, Done
from units.sign_in import devices

DAYS_TOLD = 7
MOST_TOLD = 5
MOST_SHOWN = 200
QUIET_AFTER_LOCK = dt.timedelta(hours=1)
NEW_DEVICE = '"new_device":true'


@dataclass(frozen=True)
class Open:
    """A session of the account, in words."""

    pk: int
    device: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    current: bool


@dataclass(frozen=True)
class Locked:
    """A name and an address that may not sign in for now; `known` if it is an account's name.

    `attempt` stands for both in forms, since a name that is no account's may be a password typed in its place."""

    username: str
    address: str
    failures: int
    until: dt.datetime
    known: bool
    attempt: int


def has_signed_in_before(user: User) -> bool:
    return AuditEntry.objects.filter(login=user.get_username(), action=Done.SIGN_IN).exists()


def was_locked_lately(user: User) -> bool:
    """Whether the account was locked out within the last hour: who goes on guessing fills nobody's mailbox."""
    told = AuditEntry.objects.filter(model=User._meta.label, object_id=str(user.pk), action=Done.LOCKED_OUT)
    return told.filter(at__gte=clock.real_now() - QUIET_AFTER_LOCK).exists()


def new_devices(user: User, *, session: str) -> list[AuditEntry]:
    """Sign-ins of the last week from devices that were new to the account, made in other sessions than this one."""
    since = clock.real_now() - dt.timedelta(days=DAYS_TOLD)
    told = AuditEntry.objects.filter(login=user.get_username(), action=Done.SIGN_IN, details__contains=NEW_DEVICE)
    return list(told.filter(at__gte=since).exclude(session=session).order_by("-id")[:MOST_TOLD])


def open_sessions(user: User, *, current: str | None) -> list[Open]:
    """The account's sessions that are still open, the one in use first."""
    listed = list(UserSession.objects.filter(user=user).order_by("-last_seen_at")[:MOST_SHOWN])
    keys = [one.session_key for one in listed]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    there = set(alive.values_list("session_key", flat=True)) | {current}
    found = [_open(one, current) for one in listed if one.session_key in there]
    return sorted(found, key=lambda one: not one.current)


def _open(one: UserSession, current: str | None) -> Open:
    address = "không rõ" if one.ip == devices.UNKNOWN_ADDRESS else one.ip
    device = devices.name_of(one.user_agent)
    return Open(one.pk, device, address, one.created_at, one.last_seen_at, one.session_key == current)


def locked_out() -> list[Locked]:
    """Names and addresses whose failures have reached the limit and whose time is not over, the newest first."""
    wait = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    counted = (
        AccessAttempt.objects.filter(attempt_time__gte=clock.real_now() - wait)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"), attempt=Max("pk"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")[:MOST_SHOWN]
    )
    rows = list(counted)
    accounts = set(
        User.objects.filter(username__in=[row["username"] for row in rows]).values_list("username", flat=True)
    )
    return [
        Locked(
            row["username"] or "",
            row["ip_address"] or "",
            row["failures"],
            row["last"] + wait,
            row["username"] in accounts,
            row["attempt"],
        )
        for row in rows
    ]
