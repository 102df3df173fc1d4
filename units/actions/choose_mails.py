"""How an account wants its mails."""

from collections.abc import Mapping

from django.db import transaction

from units.models import NoticeChoice, User


def choose_mails(*, user: User, ways: Mapping[str, str]) -> None:
    """`ways`: {kind: way}. Holds for what is told from now on; what waits already goes as it was to go."""
    with transaction.atomic():
        for kind, way in ways.items():
            NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"way": way})
