"""What only the tests of units share."""

import dataclasses

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from core import province as province_module
from core.review_rules import ReviewRules
from tests import own_portal
from tests.datasets import factories
from tests.units import mail_server
from units.models import User


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def rules(db, monkeypatch):
    """(fields of `[review]`) → from here on the province's data says so."""

    def said(**fields):
        named = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        known = dataclasses.replace(province_module.current(), review=ReviewRules(**named))
        monkeypatch.setattr(province_module, "current", lambda: known)

    return said


@pytest.fixture
def portal(tmp_path):
    """An empty portal with a database of its own, of the kind that the tests run on, for processes to work in."""
    with own_portal.ready(tmp_path, connection.vendor) as ready:
        yield ready


@pytest.fixture
def sign_in(client, province):
    """(unit's abbreviation or "admin") → a client of that account, which may enter the admin and shows its 500s."""
    group = Group.objects.create(name="cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))

    def signed_in(name):
        unit = province.units.get(name)
        user, _ = User.objects.get_or_create(username=name, unit=unit, is_superuser=unit is None)
        user.groups.add(group)
        client.force_login(user)
        client.raise_request_exception = False
        return client

    return signed_in


@pytest.fixture
def server(settings):
    """A mail server to which the portal sends."""
    with mail_server.running() as (handler, port):
        mail_server.send_to(settings, port)
        yield handler
