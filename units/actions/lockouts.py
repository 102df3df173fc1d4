"""Letting somebody sign in again before the time of a lock-out is over."""

from axes.models import AccessAttempt
from django.db import transaction

from units.actions.audit import record
from units.models import User
from units.models.audit import Done


@transaction.atomic
def unlock(*, username: str, address: str) -> bool:
    """Forget the failures of a name from an address; False if there are none."""
    attempts, _ = AccessAttempt.objects.filter(username=username, ip_address=address).delete()
    account = User.objects.filter(username=username).first()
    if attempts:
        record(Done.CHANGE, about=account, details={"what": "mở khóa đăng nhập", "address": address})
    return bool(attempts)


def unlock_unknown(*, attempt: int) -> bool:
    """The same for the name and address of a failure, as the list shows those of names that are no account's."""
    failed = AccessAttempt.objects.filter(pk=attempt).first()
    return failed is not None and unlock(username=failed.username or "", address=failed.ip_address or "")
