"""A small province with an office that runs the portal, and a duty with its clerk."""

import pytest
from django.contrib.auth.models import Permission

from core.province import current
from tests.datasets import factories
from units.models import Duty, OrganisationalUnit, User


@pytest.fixture
def province(db, evening):
    built = factories.build()
    office = OrganisationalUnit.objects.create(
        abbreviation=current().managed_by, name="Đơn vị vận hành", short_name="Vận hành",
        kind=built.units["cdc"].kind, level=built.units["cdc"].level, head_office="Giám đốc", head_name="Lê Chi",
    )  # fmt: skip
    built.units["office"] = office
    return built


@pytest.fixture
def duty(province):
    return give(province.units["ttyt-mot"], "hotlines", "day")


def give(unit, subject, frequency="change", action="update"):
    code = f"{unit.abbreviation}-{subject}-{action}".replace(":", "-")
    return Duty.objects.create(
        code=code, unit=unit, article="9.1", action=action, subject=subject, frequency=frequency,
        task=f"Làm việc {subject} của {unit.short_name}.",
    )  # fmt: skip


def account(name, unit=None, **fields):
    user = User.objects.create(username=name, unit=unit, **fields)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return user


def page(client, user, duty):
    client.force_login(user)
    return client.get(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/")


@pytest.fixture
def clerk(province):
    return account("ttyt-mot", province.units["ttyt-mot"])
