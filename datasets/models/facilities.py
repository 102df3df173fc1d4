"""Places that people look for or must know of: checkpoints, quarantine, treatment, testing, vaccination, essentials.

They live by their validity, outside releases. Wagtail keeps their drafts and history; readers see what is live.
"""

from abc import abstractmethod
from typing import Any

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from core import clock
from core.geo import PointField, coordinates
from core.text import fold
from units import policy
from units.models import AdministrativeArea, OrganisationalUnit, Reviewed

SUB_KINDS = {
    "cho": "Chợ",
    "sieu_thi": "Siêu thị",
    "nha_thuoc": "Nhà thuốc",
    "thuc_pham": "Cửa hàng thực phẩm",
    "truc_tuyen": "Bán hàng trực tuyến",
}
"""The usual sub-kinds of essential services; a province may write others."""

phone_characters = RegexValidator(
    r"\A[0-9+(). ,;/-]{3,60}\Z", "Số điện thoại chỉ gồm chữ số, khoảng trắng và các dấu + ( ) . , ; / -."
)
web_address = URLValidator(schemes=["http", "https"], message="Liên kết phải là địa chỉ http:// hoặc https://.")
identifier = RegexValidator(r"\A[a-z][a-z0-9_]*\Z", "Phân loại chỉ gồm chữ thường không dấu, chữ số và dấu _.")


def same_name(name: str) -> str:
    """What two spellings of one facility's name have in common: no accents, case or extra spaces."""
    return " ".join(fold(name).split())


def duty_area(unit: OrganisationalUnit, subject: str, area: AdministrativeArea) -> AdministrativeArea | None:
    """The nearest area around a point in `area` at which a duty obliges `unit` to keep `subject`; None: nowhere.

    A place in a commune also lies in its district and in the province: the police keep the province's checkpoints
    wherever they stand.
    """
    step: AdministrativeArea | None = area
    while step is not None and not policy.has_duty(unit, subject, step):
        step = step.parent
    return step


class ReviewedAtPlace(Reviewed):
    """A reviewed record for an `area`, of a unit that a duty obliges to keep it there or somewhere around."""

    class Meta:
        abstract = True

    @property
    @abstractmethod
    def subject(self) -> str:
        """What the duty is about."""

    @property
    def place(self) -> AdministrativeArea | None:
        """The area of the owner's duty around the record's; the record's own where there is none."""
        if not self.area_id or not self.unit_id:
            return self.area if self.area_id else None
        return duty_area(self.unit, self.subject, self.area) or self.area


class Facility(ReviewedAtPlace):
    """A place of one unit. Told apart by unit, kind, name (accents and case aside) and area."""

    class Kind(models.TextChoices):
        CHECKPOINT = "chot_kiem_soat", "Chốt kiểm soát dịch"
        QUARANTINE = "cach_ly", "Khu cách ly tập trung"
        TREATMENT = "dieu_tri", "Cơ sở điều trị"
        TESTING = "xet_nghiem", "Điểm xét nghiệm"
        VACCINATION = "tiem_chung", "Điểm tiêm chủng"
        ESSENTIAL = "thiet_yeu", "Cơ sở dịch vụ thiết yếu"

    class Status(models.TextChoices):
        OPEN = "hoat_dong", "Đang hoạt động"
        PAUSED = "tam_dung", "Tạm dừng"
        CLOSED = "da_dong", "Đã đóng"

    name = models.CharField("tên", max_length=200)
    folded_name = models.CharField("tên không dấu", max_length=200, editable=False)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    sub_kind = models.CharField("phân loại", max_length=40, blank=True, validators=[identifier])
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, related_name="+", verbose_name="địa bàn")
    unit = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, related_name="facilities", verbose_name="đơn vị cập nhật"
    )
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    point = PointField("vị trí", max_length=80, blank=True)
    phone = models.CharField("điện thoại", max_length=60, blank=True, validators=[phone_characters])
    opening_hours = models.CharField("giờ mở cửa", max_length=120, blank=True)
    link = models.CharField("liên kết", max_length=500, blank=True, validators=[web_address])
    capacity = models.PositiveIntegerField("sức chứa", null=True, blank=True)
    in_use = models.PositiveIntegerField("đang sử dụng", null=True, blank=True)
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status.choices, default=Status.OPEN)
    simulated = models.BooleanField("mô phỏng", default=False, editable=False)

    class Meta:
        verbose_name = "điểm, cơ sở"
        verbose_name_plural = "điểm, cơ sở"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "folded_name", "area"], name="facility_told_apart"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(in_use=None) | Q(in_use__lte=F("capacity")),
                name="facility_use_within_capacity",
                violation_error_message="Số đang sử dụng lớn hơn sức chứa.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="facility_ends_after_it_begins",
                violation_error_message="Ngày cuối phải không trước ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["chot_kiem_soat", "cach_ly", "dieu_tri", "xet_nghiem", "tiem_chung", "thiet_yeu"]
                ),
                name="facility_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["hoat_dong", "tam_dung", "da_dong"]), name="facility_of_a_known_status"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = same_name(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a second record of the same place. Bears a half-filled draft, of which the admin saves many."""
        super().clean()
        self.folded_name, self.status = same_name(self.name or ""), self.status or self.Status.OPEN
        if not (self.unit_id and self.area_id):
            return
        same = {"unit": self.unit_id, "kind": self.kind, "folded_name": self.folded_name, "area": self.area_id}
        if Facility.objects.filter(**same).exclude(pk=self.pk).exists():
            raise ValidationError("Đơn vị đã có điểm, cơ sở cùng loại, cùng tên tại địa bàn này.")

    @property
    @display(description="phân loại")
    def sub_kind_label(self) -> str:
        return SUB_KINDS.get(self.sub_kind, self.sub_kind.replace("_", " ").capitalize())

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """(longitude, latitude) in degrees, None where not known."""
        return coordinates(self.point)

    @property
    def subject(self) -> str:
        return f"facilities:{self.kind}"
