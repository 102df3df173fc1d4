"""How an account wants its mails."""

from collections.abc import Mapping

from django.db import transaction

from core.problems import Refused
from units.models import Notice, NoticeChoice, User
from units.selectors.notices import choices_of


def choose_mails(*, user: User, ways: Mapping[str, str]) -> None:
    """`ways`: {kind: way}. Holds for what is told from now on; what waits already goes as it was to go.

    Raises `Refused`, nothing written, for a kind that is not the account's to choose.
    """
    if not ways.keys() <= choices_of(user).keys():
        raise Refused("Thư về an toàn tài khoản luôn được gửi, không tắt được.")
    if ways.get(Notice.Kind.DUE) == NoticeChoice.Way.AT_ONCE:
        raise Refused("Nhiệm vụ đến hạn chỉ nằm trong bản tin ngày.")
    with transaction.atomic():
        for kind, way in ways.items():
            NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"way": way})
