"""A one-time link that goes out by mail instead of on paper."""

from django.db import models
from django.db.models import Q

from units.models.mailed import Mailed
from units.models.users import User


class LinkMail(Mailed):
    """The wish to send the account's holder a link. Nothing here opens anything: the link itself is made when the
    mail is sent, and stands in that mail alone. `address`: where it last went."""

    account = models.ForeignKey(User, models.CASCADE, related_name="link_mails", verbose_name="tài khoản")
    asked_at = models.DateTimeField("yêu cầu lúc")
    asked_by = models.CharField("người yêu cầu", max_length=150)
    address = models.EmailField("gửi tới", blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)

    class Meta:
        verbose_name = "thư gửi liên kết"
        verbose_name_plural = "thư gửi liên kết"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(mail="queued"), name="link_is_mailed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(mail="queued") | Q(next_try__isnull=False), name="link_mail_waits_for_a_time"
            ),
        ]
        indexes = [models.Index(fields=["next_try"], condition=Q(mail="queued"), name="link_mail_queue")]

    def __str__(self) -> str:
        return f"thư gửi liên kết của {self.account_id}"
