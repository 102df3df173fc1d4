"""Ending what an account has open."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from units.models import User


def end_everything(user: User) -> None:
    """End every session of the account."""
    key = str(user.pk)
    mine = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == key]
    Session.objects.filter(pk__in=mine).delete()
