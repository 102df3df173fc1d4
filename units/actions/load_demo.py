"""Accounts of a simulated portal, all with the same password: one for each unit of its day, and some persons."""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from core.hooks import Demo
from core.province import Province, Row
from core.simulation import DEMO_DAY
from units.actions.accounts import let_into_admin
from units.models import OrganisationalUnit, UnitChange, User
from units.models.users import INSIDE
from units.roles import ADMINISTRATOR

COLUMNS = ("username", "unit", "name", "position", "roles")


def load_accounts(demo: Demo) -> dict[str, int]:
    """{what: rows}. An account is named by its unit's abbreviation; `admin` is the system's administrator."""
    UnitChange.objects.filter(effective__gt=DEMO_DAY).update(applied_at=None)  # the portal's clock goes back
    units = {unit.abbreviation: unit for unit in OrganisationalUnit.objects.valid_at(DEMO_DAY)}
    accounts = [User(username=name, unit=unit, first_name=unit.short_name[:150]) for name, unit in units.items()]
    accounts += _persons(demo.province, units)
    accounts.append(User(username="admin", kind=User.Kind.SYSTEM, is_superuser=True, first_name="Quản trị hệ thống"))
    password = make_password(demo.password)
    for account in accounts:
        account.password = password
    User.objects.bulk_create(accounts, ignore_conflicts=True, batch_size=500)
    let_into_admin(list(User.objects.exclude(username="admin").values_list("pk", flat=True)))
    return {"accounts": len(accounts)}


def _persons(province: Province, units: dict[str, OrganisationalUnit]) -> Iterator[User]:
    """Those of `demo/persons.csv`. Raises `ProvinceError` for a unit or a role that is none."""
    for row in province.rows("demo/persons.csv", fields=COLUMNS, optional=True):
        roles = _roles(row)
        unit = units[row.one_of("unit", units)] if row["unit"] else None
        yield User(
            username=row.required("username"),
            kind=User.Kind.PERSON,
            unit=unit,
            first_name=row.required("name"),
            position=row["position"],
            phone=row.values.get("phone", ""),
            **roles,
        )


def _roles(row: Row) -> dict[str, str | bool]:
    named = row.required("roles").split()
    if len(named) == 1 and named[0] in User.Across.values:
        return {"across": named[0], "is_superuser": named[0] == ADMINISTRATOR}
    if not set(named) <= set(INSIDE):
        raise row.error(f"“{row['roles']}” không phải các vai trò đi được cùng nhau", "roles")
    return dict.fromkeys(named, True)
