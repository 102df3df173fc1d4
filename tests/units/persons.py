"""Persons who have an account of their own beside their unit's, and what stands on a desk."""

from django.contrib.auth.models import Permission

from units.models import User


def person(province, unit, name, **fields):
    """A person of the unit who reviews, unless the fields say otherwise."""
    roles = {"reviews": True} | fields
    made = User.objects.create(username=name, unit=province.units[unit], kind="person", **roles)
    made.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return made


def titles(entries):
    return [entry.title for entry in entries]
