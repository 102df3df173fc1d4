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
