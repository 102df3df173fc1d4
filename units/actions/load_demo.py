"""Accounts of a simulated portal: one for each unit of its day, all with the same password."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission

from core.hooks import Demo
from core.simulation import DEMO_DAY
from units.models import OrganisationalUnit, UnitChange, User

OFFICERS = "Cán bộ cập nhật"


def load_accounts(demo: Demo) -> dict[str, int]:
    """{what: rows}. An account is named by its unit's abbreviation; `admin` is the system's administrator."""
    UnitChange.objects.filter(effective__gt=DEMO_DAY).update(applied_at=None)  # the portal's clock goes back
    password = make_password(demo.password)
    accounts = [
        User(username=unit.abbreviation, unit=unit, first_name=unit.short_name[:150], password=password)
        for unit in OrganisationalUnit.objects.valid_at(DEMO_DAY)
    ]
    accounts.append(User(username="admin", password=password, is_superuser=True, first_name="Quản trị hệ thống"))
    User.objects.bulk_create(accounts, ignore_conflicts=True, batch_size=500)
    group, _ = Group.objects.get_or_create(name=OFFICERS)
    group.permissions.set(Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    group.user_set.set(User.objects.exclude(unit=None))
    return {"accounts": len(accounts)}
