"""Who must have a second factor, who has one, and whether a session has shown it."""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpRequest

from core import province
from core.known import known
from units.models import User
from units.policy import reviews_for
from units.roles import REVIEWS, roles_of

FACTOR = "mfa"
"""What allauth calls the step in its records of a session."""
NAMES = {
    Authenticator.Type.TOTP: "ứng dụng xác thực",
    Authenticator.Type.WEBAUTHN: "khóa bảo mật",
    Authenticator.Type.RECOVERY_CODES: "mã dự phòng",
}
"""{kind of factor: on screen}"""


def is_compulsory(user: User) -> bool:
    """Whether one of the account's roles needs a second factor by the province's data; a deputy's is the reviewer's.

    A simulated database may do without. Before a province is loaded there is no data that says for whom, and
    nothing to protect yet.
    """
    if known().province is None:
        return False
    rules = province.current().sign_in
    if known().simulated and not rules.simulated_second_factor:
        return False
    if not roles_of(user).isdisjoint(rules.second_factor):
        return True
    return REVIEWS in rules.second_factor and bool(reviews_for(user))


def has_factor(user: Any) -> bool:
    """Whether the account has set up an app or a key; codes alone are none."""
    return factors().filter(user_id=user.pk).exists()


def had_factor(user: Any) -> bool:
    """The same, as it was when the request began."""
    known: bool | None = getattr(user, "had_factor", None)
    return has_factor(user) if known is None else known


def shown_factor(request: HttpRequest, user: Any) -> str:
    """The kind of factor that the session has last shown; empty if none."""
    shown = [record.get("type", "") for record in get_authentication_records(request, user) if _is_factor(record)]
    return str(shown[-1]) if shown else ""


def take_as_shown(request: HttpRequest) -> None:
    """Whoever has just set up a factor has shown it."""
    factor = factors().filter(user_id=request.user.pk).latest("pk")
    record_authentication(request, factor.user, FACTOR, id=factor.pk, type=factor.type)


def forget_shown(request: HttpRequest) -> None:
    """The account has no factor any more, so the session stands where it stood before it had one."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if not _is_factor(one)]


def factors() -> QuerySet[Authenticator]:
    """Everybody's apps and keys."""
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def _is_factor(record: dict[str, Any]) -> bool:
    return record.get("method") == FACTOR
