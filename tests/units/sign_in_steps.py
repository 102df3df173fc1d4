"""Steps of signing in that several tests take: accounts, codes of an app, the door."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client

from units.models import User

DOOR, SECOND, ADMIN = "/dang-nhap/", "/dang-nhap/buoc-hai/", "/quan-tri/"
SET_UP, CONFIRM = "/dang-nhap/bao-mat/", "/dang-nhap/xac-nhan/ma/"
PASSWORD = "mot-mat-khau-rat-dai"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def account(name: str, unit=None, **fields) -> User:
    """An account that may enter the admin; without a unit the administrator's."""
    user = User.objects.create_user(name, password=PASSWORD, unit=unit, is_superuser=unit is None, **fields)
    group, _ = Group.objects.get_or_create(name="cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    user.groups.add(group)
    return user


def give_app(user: User) -> str:
    """Give the account an app and recovery codes, as if it had set them up long ago; the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or shows `steps` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong(secret: str) -> str:
    """A code that the app does not show around now."""
    near = {code(secret, steps=steps) for steps in range(-3, 4)}
    return next(
        text
        for text in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if text not in near
    )


def give_password(client: Client, name: str, password: str = PASSWORD, **more):
    return client.post(DOOR, {"username": name, "password": password}, **more)


def sign_in(client: Client, name: str, secret: str, **more):
    """Both steps; the answer to the second."""
    give_password(client, name, **more)
    cache.clear()  # the same half minute serves several sign-ins of one test
    return client.post(SECOND, {"code": code(secret)}, **more)


def is_in(client: Client) -> bool:
    """Whether the session opens the admin."""
    return client.get(ADMIN).status_code == 200
