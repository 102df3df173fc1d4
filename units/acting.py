"""Who acts, for the log: the account of the request, the unit that a command names, or else the system."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

ADMIN = "/quan-tri/"
SYSTEM = "hệ thống"
COMMAND = "dòng lệnh"
_request: ContextVar[HttpRequest | None] = ContextVar("request that acts", default=None)
_unit: ContextVar[str] = ContextVar("unit that a command names", default="")
_instead: ContextVar[str] = ContextVar("unit in whose place a deputy decides", default="")
_account: ContextVar[Any] = ContextVar("account that a command names", default=None)


@dataclass(frozen=True)
class Actor:
    """`session`: a short hash, by which acts of one session are told apart; its key opens the session."""

    unit: str = ""
    login: str = ""
    person: str = ""
    address: str = ""
    session: str = ""
    operator: str = ""


class RememberWhoActs:
    """After authentication. Nothing is asked of the database before something is logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = self.get_response(request)
            if request.path.startswith(ADMIN) and response.get("Content-Disposition", "").startswith("attachment"):
                _tell_export(request)
            return response
        finally:
            _request.reset(token)


def _tell_export(request: HttpRequest) -> None:
    """What the admin hands out as a file is not public: what was asked for, with its filters."""
    from units.actions.audit import record
    from units.models.audit import Done

    asked = {name: values if len(values) > 1 else values[0] for name, values in request.GET.lists()}
    record(Done.EXPORT, details={"path": request.path, "asked": asked}, label=request.path)


def act_for(unit: str, account: Any = None) -> None:
    """From here on the running command acts for the unit of this abbreviation, by its account if one is named."""
    _unit.set(unit)
    _account.set(account)


@contextmanager
def in_place_of(unit: Any, user: Any) -> Iterator[None]:
    """What the account does inside the block for another unit than its own, the log says so of it."""
    another = unit is not None and user is not None and user.unit_id != unit.pk
    instead = unit.abbreviation if another else ""
    token = _instead.set(instead)
    try:
        yield
    finally:
        _instead.reset(token)


def instead_of() -> str:
    """The abbreviation of the unit in whose place the account acts now; empty for its own."""
    return _instead.get()


def request() -> HttpRequest | None:
    """The request that acts; None in a command."""
    return _request.get()


def current() -> Actor:
    """Who acts now."""
    if (asking := request()) is not None:
        return of_request(asking)
    unit, account = _unit.get(), _account.get()
    if account is not None:
        actor = of_account(account, Actor(operator=operator()))
        return replace(actor, person=f"{actor.person} ({COMMAND})".strip())
    return Actor(unit=unit, person=COMMAND if unit else SYSTEM, operator=operator())


def of_request(request: HttpRequest | None, user: Any = None) -> Actor:
    """The account that is signed in, or `user` while it signs in or out."""
    if request is None:
        return of_account(user, Actor(operator=operator()))
    user = user if user is not None else getattr(request, "user", None)
    return of_account(user, Actor(address=address_of(request), session=session_of(request)))


def of_account(user: Any, place: Actor) -> Actor:
    """The account at a place; anonymous: the place alone."""
    if user is None or not user.is_authenticated:
        return place
    unit = getattr(user, "unit", None)
    return Actor(
        unit=unit.abbreviation if unit else "",
        login=user.get_username(),
        person=user.get_full_name(),
        address=place.address,
        session=place.session,
        operator=place.operator,
    )


@cache
def operator() -> str:
    """The login name of whoever runs the process; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def address_of(request: HttpRequest) -> str:
    """Behind the portal's own front only what that front has seen counts, the last that it names."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS else ""
    return str(forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", ""))


def session_of(request: HttpRequest) -> str:
    key = getattr(getattr(request, "session", None), "session_key", None)
    return salted_hmac("units.acting", key).hexdigest()[:12] if key else ""
