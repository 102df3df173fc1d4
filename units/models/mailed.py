"""A row of the outbox: what waits to go out by mail, and how often that was tried."""

from django.db import models

WAITING_FOR_MAIL = ("queued", "digest")


class Mailed(models.Model):
    """`next_try` is the machine's time. `message_id` is kept from the first try on, while the mail holds the same:
    one that is sent twice, after a crash in between, is recognised as one."""

    class Mail(models.TextChoices):
        NONE = "none", "không gửi thư"
        QUEUED = "queued", "chờ gửi"
        DIGEST = "digest", "chờ bản tin ngày"
        SENT = "sent", "đã gửi"
        FAILED = "failed", "không gửi được"

    mail = models.CharField("thư", max_length=6, choices=Mail.choices, default=Mail.NONE)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    next_try = models.DateTimeField("gửi lại lúc", null=True)
    message_id = models.CharField("mã thư", max_length=200, blank=True)

    class Meta:
        abstract = True
