"""Where somebody signs in from: the address, the browser in words, and whether the account has been here before."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from units import acting

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - stands for "not known", nothing listens
COOKIE = "thiet_bi"
_SALT = "units.sign_in.devices"
_YEAR = 365 * 86_400
_MOST_ACCOUNTS = 50
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "coc_coc": "Cốc Cốc",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
"""{what the browser sends: on screen}; the first that fits counts, since Chrome also calls itself Safari."""


def address_of(request: HttpRequest) -> str:
    """The address as every database takes it; what is no address is the unknown one."""
    try:
        return str(ipaddress.ip_address(acting.address_of(request)))
    except ValueError:
        return UNKNOWN_ADDRESS


def name_of(agent: str) -> str:
    """`Mozilla/5.0 (Windows NT 10.0…) … Firefox/130.0` → "Firefox trên Windows"."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    return " trên ".join(part for part in (browser, system) if part) or "thiết bị không rõ"


def agent_of(request: HttpRequest) -> str:
    """What the browser says of itself, as far as a list of sessions keeps it."""
    return str(request.META.get("HTTP_USER_AGENT", "")).replace("\0", "")[:200]


def is_known(request: HttpRequest, user: Any) -> bool:
    """Whether the account has signed in with this browser within the last year."""
    return user.pk in _accounts(request)


def remember(request: HttpRequest, response: HttpResponseBase, user: Any) -> None:
    """Let the browser be known as one of the account's; the cookie opens nothing."""
    accounts = [user.pk, *(pk for pk in _accounts(request) if pk != user.pk)][:_MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(accounts, salt=_SALT),
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _accounts(request: HttpRequest) -> list[int]:
    try:
        found: list[int] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return []
    return found
