"""What an account is told of: an inbox in the admin and an outbox of mails in one."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core import clock
from units.models.users import User

WAITING_FOR_MAIL = ("queued", "digest")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def done_with(self) -> int:
        """Nothing is left to be told: read, and no mail goes out; how many were unread."""
        self.filter(mail__in=WAITING_FOR_MAIL).update(mail=Notice.Mail.NONE)
        return self.filter(read_at=None).update(read_at=clock.now())


class Notice(models.Model):
    """One thing told to one account. It is written in the transaction of what it tells of.

    `text` may be mailed: it names titles at most; `detail` is read in the admin alone. `message_id` is kept from the
    first try on, as long as the mail holds the same notices: one that is sent twice, after a crash in between, is
    recognised as one.
    """

    class Kind(models.TextChoices):
        WAITS = "waits", "chờ duyệt"
        RETURNED = "returned", "trả lại"
        PUBLISHED = "published", "đã duyệt"
        WITHDRAWN = "withdrawn", "rút lại"
        QUESTION = "question", "câu hỏi chờ trả lời"
        ANSWER = "answer", "câu hỏi đã được trả lời"
        SILENT = "silent", "đầu mối lâu không đăng nhập"

    class Mail(models.TextChoices):
        NONE = "none", "không gửi thư"
        QUEUED = "queued", "chờ gửi"
        DIGEST = "digest", "chờ bản tin ngày"
        SENT = "sent", "đã gửi"
        FAILED = "failed", "không gửi được"

    to = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="người nhận")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="loại đối tượng")
    object_id = models.PositiveBigIntegerField("đối tượng")
    about = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    text = models.CharField("nội dung", max_length=400)
    detail = models.CharField("chi tiết", max_length=1000, blank=True)
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đã đọc lúc", null=True)
    mail = models.CharField("thư", max_length=6, choices=Mail.choices, default=Mail.NONE)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    next_try = models.DateTimeField("gửi lại lúc", null=True)
    message_id = models.CharField("mã thư", max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "kind", "content_type", "object_id"],
                condition=Q(read_at=None),
                name="notice_is_unread_once",
            ),
            models.CheckConstraint(
                condition=~Q(mail__in=WAITING_FOR_MAIL) | Q(next_try__isnull=False),
                name="notice_waits_for_a_time",
            ),
        ]
        indexes = [models.Index(fields=["next_try"], condition=Q(mail__in=WAITING_FOR_MAIL), name="notice_queue")]

    def __str__(self) -> str:
        return self.text


class NoticeChoice(models.Model):
    """How an account wants the mails of one kind; without a row they come at once. The inbox has every notice."""

    class Way(models.TextChoices):
        AT_ONCE = "at_once", "gửi thư ngay"
        DIGEST = "digest", "gộp vào bản tin ngày"
        NEVER = "never", "không gửi thư"

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_choices", verbose_name="tài khoản")
    kind = models.CharField("loại", max_length=12, choices=Notice.Kind.choices)
    way = models.CharField("cách gửi", max_length=8, choices=Way.choices)

    class Meta:
        verbose_name = "lựa chọn nhận thư"
        verbose_name_plural = "lựa chọn nhận thư"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_way_display()}"
