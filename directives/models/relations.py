"""What one directive does to another, and for which days that puts the other partly or wholly out of force."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from core.directive_ref import DirectiveRef
from directives.anchors import AnchorsField
from directives.models.pages import DirectivePage
from directives.numbers import NumberKeyField


class DirectiveRelation(Orderable):
    """What this directive does to another, which may not be in the portal: to all of it, or to `articles` of it.

    `articles` are anchors of the other's text ("dieu-7", "dieu-7-khoan-2"). `effective_on`: empty means as soon as
    this directive is in force. `until`: the first day on which what it suspends is in force again.
    """

    class Kind(models.TextChoices):
        REPLACES = "thay_the", "Thay thế"
        PARTLY_REPLACES = "thay_the_mot_phan", "Thay thế một phần"
        AMENDS = "sua_doi", "Sửa đổi"
        SUPPLEMENTS = "bo_sung", "Bổ sung"
        REPEALS = "bai_bo", "Bãi bỏ"
        SUSPENDS = "ngung", "Ngưng hiệu lực"
        CORRECTS = "dinh_chinh", "Đính chính"
        WITHDRAWS = "thu_hoi", "Thu hồi"
        GUIDES = "huong_dan", "Hướng dẫn"
        IMPLEMENTS = "trien_khai", "Triển khai"
        CITES = "vien_dan", "Viện dẫn"
        ATTACHED = "kem_theo", "Kèm theo"

    page = ParentalKey(DirectivePage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField("quan hệ", max_length=20, choices=Kind.choices)
    issuer_name = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    number = models.CharField("số, ký hiệu", max_length=80)
    number_key = NumberKeyField(of="number")
    date = models.DateField("ngày", null=True, blank=True)
    articles = AnchorsField(
        "điều, khoản",
        default=list,
        blank=True,
        help_text="Để trống: cả văn bản. Nếu chỉ một số điều: “Điều 3; khoản 2 Điều 7; Điều 5 phần kèm theo 1”.",
    )
    effective_on = models.DateField(
        "từ ngày", null=True, blank=True, help_text="Để trống: từ ngày văn bản này có hiệu lực."
    )
    until = models.DateField(
        "có hiệu lực trở lại từ ngày", null=True, blank=True, help_text="Chỉ khi ngưng hiệu lực có thời hạn."
    )
    reason = models.CharField("lý do", max_length=500, blank=True, help_text="Phải ghi khi thu hồi.")

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("date"), FieldPanel("issuer_name")]),
        FieldPanel("articles"),
        FieldRowPanel([FieldPanel("effective_on"), FieldPanel("until")]),
        FieldPanel("reason"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "văn bản liên quan"
        verbose_name_plural = "văn bản liên quan"

    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.issuer_name, self.number, self.date)


class ForceSpell(models.Model):
    """`DirectivePage.spells` as rows, to be filtered on."""

    page = models.ForeignKey(DirectivePage, models.CASCADE, related_name="spell_rows")
    status = models.CharField(max_length=24)
    first = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        verbose_name = "khoảng hiệu lực"
        verbose_name_plural = "khoảng hiệu lực"

    def __str__(self) -> str:
        return f"{self.status} {self.first}"
