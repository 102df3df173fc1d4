"""Sessions of accounts: listed, ended one by one or all at once."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from units.actions.audit import record
from units.models import User
from units.models.audit import Done
from units.sign_in import devices


def list_session(*, request: HttpRequest) -> None:
    """Enter the request's session in the list of its account's."""
    given = {"user": request.user, "ip": devices.address_of(request), "user_agent": devices.agent_of(request)}
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=given)


def note_work(*, key: str | None) -> None:
    """Somebody works in the session now."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


def end_session(*, user: User, pk: int) -> bool:
    """End one of the account's sessions, wherever it is open. False if it has none of this number."""
    return bool(_end(user, pk=pk))


@transaction.atomic
def end_sessions(*, user: User, except_key: str | None = None) -> int:
    """Sign the account out everywhere, or everywhere else; how many sessions were ended."""
    return _end(user, except_key=except_key)


@transaction.atomic
def end_everything(*, user: User) -> None:
    """All sessions and all second factors of the account, as at a hand-over: the next who signs in begins anew."""
    _end(user)
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()


@transaction.atomic
def _end(user: User, *, pk: int | None = None, except_key: str | None = None) -> int:
    found = UserSession.objects.filter(user=user)
    found = found.filter(pk=pk) if pk is not None else found.exclude(session_key=except_key or "")
    listed = list(found)
    Session.objects.filter(session_key__in=[one.session_key for one in listed]).delete()
    found.filter(pk__in=[one.pk for one in listed]).delete()
    if listed:
        record(Done.SIGN_OUT, about=user, details={"what": "kết thúc phiên", "count": len(listed)})
    return len(listed)
