"""What was done in the portal, when, by whom and on what: written once, chained by hashes, never changed.

An entry is inserted in the transaction of the change that it tells of, so neither is ever stored without the other.
Right after that commit, in a burst of acts once a second, a short transaction of its own, one at a time over the
whole database, seals what is not sealed yet: it gives each entry the next number, the hash of the entry before it,
and its own SHA-256 (`units.actions.audit.seal`, on PostgreSQL by the function of `units.sealing`). Long transactions
therefore never wait for each other because of the log. A crash between the two leaves unsealed entries, which the
next seal picks up and `verify_audit` counts. Triggers (`units.append_only`) let nothing happen to an entry but that
one sealing.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

GENESIS = ""
"""What the first entry names as the hash before it."""


class Done(models.TextChoices):
    """What can have been done: a closed list."""

    SIGN_IN = "sign_in", "đăng nhập"
    SIGN_IN_FAILED = "sign_in_failed", "đăng nhập không thành công"
    LOCKED_OUT = "locked_out", "tạm khóa đăng nhập"
    SIGN_OUT = "sign_out", "đăng xuất"
    CREATE = "create", "thêm mới"
    CHANGE = "change", "sửa"
    DELETE = "delete", "xóa"
    DRAFT = "draft", "lưu bản nháp"
    SUBMIT = "submit", "gửi duyệt"
    WITHDRAW = "withdraw", "rút lại"
    APPROVE = "approve", "duyệt"
    RETURN = "return", "trả lại"
    PUBLISH = "publish", "công bố"
    UNPUBLISH = "unpublish", "gỡ công bố"
    IMPORT = "import", "nhập từ tệp"
    LOAD = "load", "nạp dữ liệu"
    EXPORT = "export", "xuất, tải về"


class AuditEntry(models.Model):
    """One act. Names are kept as text, so that they outlive the account, the unit and the record.

    `changes`: JSON {field: [before, after]} of the fields that changed; `details`: JSON of what else there is to say.
    Both are stored as the very text that is hashed, since PostgreSQL's jsonb would write it in another way.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveBigIntegerField("số", null=True, unique=True, editable=False)
    previous = models.CharField("mã băm trước", max_length=64, blank=True, editable=False)
    hash = models.CharField("mã băm", max_length=64, blank=True, editable=False)
    at = models.DateTimeField("thời điểm", db_index=True)
    action = models.CharField("thao tác", max_length=20, choices=Done.choices)
    unit = models.CharField("đơn vị", max_length=80, blank=True)
    login = models.CharField("tên đăng nhập", max_length=150, blank=True)
    person = models.CharField("người thực hiện", max_length=320, blank=True)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    session = models.CharField("phiên", max_length=12, blank=True)
    operator = models.CharField("người chạy lệnh", max_length=150, blank=True)
    model = models.CharField("loại đối tượng", max_length=100, blank=True)
    object_id = models.CharField("mã đối tượng", max_length=100, blank=True)
    label = models.CharField("đối tượng", max_length=300, blank=True)
    owner = models.CharField("đơn vị của đối tượng", max_length=80, blank=True)
    changes = models.TextField("thay đổi", default="{}")
    details = models.TextField("chi tiết", default="{}")

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(number=None), name="audit_unsealed"),
            models.Index(fields=["unit", "id"], name="audit_by_unit"),
            models.Index(fields=["login", "id"], name="audit_by_login"),
            models.Index(fields=["model", "object_id", "id"], name="audit_by_object"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=None, hash="") | (Q(number__gte=1) & ~Q(hash="")), name="audit_sealed_or_not"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.label or self.model or self.login}"

    @property
    def changed(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = json.loads(self.changes)
        return found

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.details)
        return found


CONTENT = tuple(
    field.attname for field in AuditEntry._meta.concrete_fields if field.attname not in ("number", "previous", "hash")
)
"""The fields that are written with the act, in the order in which they are hashed; `id` and `at` come first."""


def chained(number: int, previous: str, content: Sequence[Any]) -> str:
    """SHA-256, in hex, of an entry: its number, the hash before it, and the values of `CONTENT`."""
    key, at, *texts = content
    parts = [number, previous, key, _stamp(at), *texts]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON that the same value always gives: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _stamp(moment: dt.datetime | str) -> str:
    """The moment in UTC. A plain statement on SQLite gives text or a time without a zone, and means UTC."""
    moment = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
