"""Ticking off what an account was told."""

from core.problems import Refused
from units.models import User


def mark_read(*, user: User, key: int | None = None) -> int:
    """One of the account's own notices, or all; how many were unread. Raises `Refused`: it has no such notice."""
    own = user.notices.all() if key is None else user.notices.filter(pk=key)
    if key is not None and not own.exists():
        raise Refused("Không có thông báo này.")
    return own.filter(read_at=None).done_with()
