"""Hotlines: whom to call about what, from where, and when somebody answers."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel

from core import clock
from core.fields import BodyField
from core.models import BasePage
from datasets.models.facilities import ReviewedAtPlace, same_name
from home.blocks import article_stream
from home.opening_hours import OpeningHours, read
from home.phones import Phone, phones
from units.models import AdministrativeArea

STALE_AFTER = dt.timedelta(days=14)
"""A number that nobody has called to test for longer is marked."""
phone_characters = RegexValidator(
    r"\A[0-9+(). ;/-]{3,120}\Z", "Số điện thoại chỉ gồm chữ số, khoảng trắng và các dấu + ( ) . ; / -."
)


class Hotline(ReviewedAtPlace):
    """A number of one unit for an area; that of the province serves everyone. Told apart by unit, area and name."""

    class Purpose(models.TextChoices):
        EMERGENCY = "cap_cuu", "Cấp cứu"
        ADVICE = "khai_bao", "Khai báo, tư vấn sức khỏe"
        ISOLATION = "cach_ly", "Cách ly tại nhà"
        VACCINATION = "tiem_chung", "Tiêm chủng"
        SUPPLIES = "luong_thuc", "Lương thực, thuốc"
        POLICY = "chinh_sach", "Chính sách hỗ trợ"
        COMPLAINT = "phan_anh", "Phản ánh, kiến nghị"

    name = models.CharField("tên", max_length=160, help_text="Ví dụ: Tư vấn cách ly tại nhà.")
    folded_name = models.CharField("tên không dấu", max_length=160, editable=False)
    purpose = models.CharField("về việc", max_length=20, choices=Purpose.choices)
    phones = models.CharField(
        "số điện thoại", max_length=120, validators=[phone_characters], help_text="Nhiều số cách nhau bởi dấu ;"
    )
    hours = models.CharField(
        "giờ trực", max_length=200, blank=True, help_text="Ví dụ: 24/24; 07:00–21:00; T2–T6 07:30–11:30, 13:30–17:00"
    )
    area = models.ForeignKey(
        AdministrativeArea,
        models.PROTECT,
        related_name="+",
        verbose_name="phục vụ địa bàn",
        help_text="Chọn tỉnh nếu phục vụ toàn tỉnh.",
    )
    answered_by = models.CharField("nơi trực", max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    tested_on = models.DateField("gọi thử ngày", null=True, blank=True)
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=100, help_text="Số nhỏ đứng trước.")
    simulated = models.BooleanField("mô phỏng", default=False, editable=False)

    class Meta:
        verbose_name = "đường dây nóng"
        verbose_name_plural = "đường dây nóng"
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "area", "folded_name"], name="hotline_told_apart"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="hotline_ends_after_it_begins",
                violation_error_message="Ngày cuối phải không trước ngày đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = same_name(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a second record of the same number. Bears a half-filled draft, of which the admin saves many."""
        super().clean()
        self.folded_name = same_name(self.name or "")
        if not (self.unit_id and self.area_id and self.name):
            return
        same = {"unit": self.unit_id, "area": self.area_id, "folded_name": self.folded_name}
        if Hotline.objects.filter(**same).exclude(pk=self.pk).exists():
            raise ValidationError("Đơn vị đã có đường dây nóng cùng tên cho địa bàn này.")

    @property
    def numbers(self) -> tuple[Phone, ...]:
        return phones(self.phones)

    @property
    def opening(self) -> OpeningHours | None:
        """None where the words are not certain."""
        return read(self.hours)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has called it to test for too long."""
        return self.tested_on is None or clock.today() - self.tested_on > STALE_AFTER

    @property
    def subject(self) -> str:
        return "hotlines"


class HotlinesPage(BasePage):
    """`/duong-day-nong/?dia-ban=&muc-dich=`: rows are live hotlines."""

    lead = models.TextField("lời dẫn", max_length=500, blank=True)
    body = BodyField(article_stream(), blank=True, verbose_name="nội dung thêm")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "trang đường dây nóng"
        verbose_name_plural = "trang đường dây nóng"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.hotlines import hotlines_asked
        from home.selectors.pieces import pieces

        context = super().get_context(request, *args, **kwargs)
        return context | pieces(self.body) | hotlines_asked(request)
