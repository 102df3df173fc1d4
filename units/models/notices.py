"""What an account is told of: an inbox in the admin and an outbox of mails in one."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core import clock
from units.models.mailed import WAITING_FOR_MAIL, Mailed
from units.models.users import User

EACH_BY_ITSELF = ("security", "accounts")
"""Kinds of which every act is a notice of its own, whether or not the one before was read."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def done_with(self) -> int:
        """Nothing is left to be told: read, and no mail goes out; how many were unread.

        A mail about security goes out all the same: whoever has stolen into an account reads its notices too.
        """
        waiting = self.filter(mail__in=WAITING_FOR_MAIL).exclude(kind=Notice.Kind.SECURITY)
        waiting.update(mail=Notice.Mail.NONE)
        return self.filter(read_at=None).update(read_at=clock.now())


class Notice(Mailed):
    """One thing told to one account. It is written in the transaction of what it tells of.

    `text` may be mailed: it names titles at most; `detail` is read in the admin alone. One of kind `due` is no news
    for the inbox, since the desk shows what is due: it has that put into the day's mail.

    `former_email`: it waits to be mailed to who held the account before, and is not for who holds it now.
    """

    class Kind(models.TextChoices):
        WAITS = "waits", "chờ duyệt"
        RETURNED = "returned", "trả lại"
        PUBLISHED = "published", "đã duyệt"
        WITHDRAWN = "withdrawn", "rút lại"
        QUESTION = "question", "câu hỏi chờ trả lời"
        ANSWER = "answer", "câu hỏi đã được trả lời"
        SILENT = "silent", "đầu mối lâu không đăng nhập"
        SECURITY = "security", "an toàn tài khoản của bạn"
        ACCOUNTS = "accounts", "tài khoản bạn quản lý"
        LATE = "late", "nhiệm vụ trễ hạn"
        DUE = "due", "nhiệm vụ đến hạn"
        DEPUTY = "deputy", "duyệt thay"
        OVERDUE = "overdue", "quá hạn xem lại"

    to = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="người nhận")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="loại đối tượng")
    object_id = models.PositiveBigIntegerField("đối tượng")
    about = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    text = models.CharField("nội dung", max_length=400)
    detail = models.CharField("chi tiết", max_length=1000, blank=True)
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đã đọc lúc", null=True)
    former_name = models.CharField("người giữ trước", max_length=150, blank=True)
    former_email = models.EmailField("thư của người giữ trước", blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "kind", "content_type", "object_id"],
                condition=Q(read_at=None) & ~Q(kind__in=EACH_BY_ITSELF),
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
    """How an account wants the mails of one kind; without a row they come at once. The inbox has every notice.

    Mails about the account's own security are nobody's to switch off; what is due comes daily or not at all.
    """

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
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once_a_kind"),
            models.CheckConstraint(condition=~Q(kind="security"), name="security_is_always_mailed"),
            models.CheckConstraint(condition=~Q(kind="due", way="at_once"), name="what_is_due_comes_daily"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_way_display()}"


class ReminderRound(models.Model):
    """That duties were reminded of, for one moment: whoever enters it makes the round, and nobody again."""

    kind = models.CharField("loại", max_length=12, choices=Notice.Kind.choices)
    moment = models.DateTimeField("thời điểm")

    class Meta:
        verbose_name = "lượt nhắc việc"
        verbose_name_plural = "lượt nhắc việc"
        constraints = [models.UniqueConstraint(fields=["kind", "moment"], name="reminded_once_a_moment")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.moment:%d/%m/%Y %H:%M}"
