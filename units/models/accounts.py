"""The one-time link by which a holder takes an account, and the hand-over of an account from person to person."""

from django.db import models
from django.db.models import F, Q

from units.models.users import User


class OneTimeLink(models.Model):
    """By it the holder chooses a first password. Of the link itself only a checksum is kept.

    An account has at most one that is open; issuing another ends it.
    """

    account = models.ForeignKey(User, models.CASCADE, related_name="links", verbose_name="tài khoản")
    digest = models.CharField("mã kiểm tra", max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField("cấp lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    issued_by = models.CharField("người cấp", max_length=150)
    used_at = models.DateTimeField("đã dùng lúc", null=True)
    ended_at = models.DateTimeField("bị hủy lúc", null=True)

    class Meta:
        verbose_name = "liên kết dùng một lần"
        verbose_name_plural = "liên kết dùng một lần"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(used_at=None, ended_at=None), name="account_has_one_open_link"
            ),
            models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="link_is_used_or_ended"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="link_expires_after_its_issue"),
        ]

    def __str__(self) -> str:
        return f"liên kết của {self.account_id}, cấp {self.issued_at:%d/%m/%Y}"


class AccountHandover(models.Model):
    """One person hands an account over to another; open until the incoming one has chosen a password.

    What the minute prints is kept as text: persons leave, and accounts change hands again.
    """

    account = models.ForeignKey(User, models.PROTECT, related_name="handovers", verbose_name="tài khoản")
    outgoing_name = models.CharField("người bàn giao", max_length=150)
    outgoing_position = models.CharField("chức vụ người bàn giao", max_length=120, blank=True)
    incoming_name = models.CharField("người nhận bàn giao", max_length=150)
    incoming_position = models.CharField("chức vụ người nhận", max_length=120)
    incoming_phone = models.CharField("điện thoại người nhận", max_length=30, blank=True)
    incoming_email = models.EmailField("thư điện tử người nhận", blank=True)
    outgoing_confirmed_at = models.DateTimeField("bên giao xác nhận lúc")
    confirmed_by = models.CharField("người xác nhận bên giao", max_length=150)
    reason = models.CharField("lý do xác nhận thay", max_length=300, blank=True)
    incoming_confirmed_at = models.DateTimeField("bên nhận xác nhận lúc", null=True)
    ended_at = models.DateTimeField("bị hủy lúc", null=True)

    class Meta:
        verbose_name = "bàn giao tài khoản"
        verbose_name_plural = "bàn giao tài khoản"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(incoming_confirmed_at=None, ended_at=None),
                name="account_is_handed_over_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(incoming_confirmed_at=None) | Q(ended_at=None), name="handover_is_done_or_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing_name} → {self.incoming_name}"

    @property
    def is_open(self) -> bool:
        return self.incoming_confirmed_at is None and self.ended_at is None
