"""A directive as a page, with the components of Nghị định 30/2020/NĐ-CP, and the list of all directives."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.directive_ref import DirectiveRef
from core.force import Force
from core.models import BasePage, SectionPage
from directives.models.types import DirectiveType, Issuer


class DirectivesPage(SectionPage):
    """`/van-ban/`: every directive by type, issuer and year. Its children are units' folders."""

    subject = "directives"
    max_count = 1
    parent_page_types = ["home.HomePage"]

    class Meta:
        verbose_name = "danh mục văn bản"
        verbose_name_plural = "danh mục văn bản"


class DirectivePage(BasePage):
    """`/van-ban/<slug>/`. A component that could not be read from the file is null or empty, never guessed.

    `number` and `symbol` are "3691" and "QĐ-UBND". The page's text stands in its parts: the document itself first,
    then what is attached to it. `ended_by`, `partly_by`, `suspended_by` are days set by other published
    directives (`actions/relations.py`); what the document says of itself stands in `effective_*`.
    """

    type = models.ForeignKey(
        DirectiveType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="loại văn bản"
    )
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan ban hành"
    )
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60, blank=True)
    date = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("nơi ban hành", max_length=120, blank=True)
    abstract = models.TextField("trích yếu", max_length=2000, blank=True)
    grounds = models.TextField("căn cứ", blank=True, help_text="Mỗi căn cứ một dòng.")
    recipients = models.TextField("nơi nhận", blank=True, help_text="Mỗi nơi nhận một dòng.")
    signer_office = models.CharField(
        "chức vụ người ký", max_length=255, blank=True, help_text="Cả quyền hạn: “KT. CHỦ TỊCH / PHÓ CHỦ TỊCH”."
    )
    signer = models.CharField("người ký", max_length=120, blank=True)
    effective_from = models.DateField("có hiệu lực từ ngày", null=True, blank=True)
    effective_to = models.DateField("hết hiệu lực từ ngày", null=True, blank=True)
    withdrawn_on = models.DateField("thu hồi từ ngày", null=True, blank=True)
    ended_by = models.DateField(null=True, editable=False)
    partly_by = models.DateField(null=True, editable=False)
    suspended_by = models.DateField(null=True, editable=False)
    text_quality = models.CharField(max_length=4, default="good", editable=False)

    show_in_menus_default = False
    parent_page_types = ["units.UnitFolder"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        constraints = [
            models.UniqueConstraint(
                F("issuer"),
                ExtractYear("date"),
                F("number"),
                F("symbol"),
                condition=~Q(number="") & Q(date__isnull=False, issuer__isnull=False),
                name="directive_told_apart",
                violation_error_message="Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu.",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_from=None) | Q(effective_to__gte=F("effective_from")),
                name="directive_ends_after_it_begins",
                violation_error_message="Ngày hết hiệu lực phải không trước ngày có hiệu lực.",
            ),
        ]

    @property
    def full_number(self) -> str:
        """ "3691/QĐ-UBND"; empty where the number is not known."""
        return f"{self.number}/{self.symbol}" if self.number and self.symbol else self.number

    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.issuer.name if self.issuer else "", self.full_number, self.date)

    @property
    def force(self) -> Force:
        """A document that says nothing of its own force is in force from its date."""
        ends = [day for day in (self.effective_to, self.ended_by) if day]
        return Force(
            start=self.effective_from or self.date,
            ended=min(ends, default=None),
            partly=self.partly_by,
            suspended=self.suspended_by,
            withdrawn=self.withdrawn_on,
        )


class DirectivePart(Orderable):
    """The text of the document itself (the first part) or of a regulation or annex attached to it, in plain lines."""

    page = ParentalKey(DirectivePage, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField("tên phần kèm theo", max_length=500, blank=True)
    text = models.TextField("nội dung")

    class Meta(Orderable.Meta):
        verbose_name = "phần"
        verbose_name_plural = "phần"


class DirectiveRelation(Orderable):
    """What this directive does to another, which may not be in the portal."""

    class Kind(models.TextChoices):
        REPLACES = "thay_the", "Thay thế"
        PARTLY_REPLACES = "thay_the_mot_phan", "Thay thế một phần"
        AMENDS = "sua_doi", "Sửa đổi, bổ sung"
        SUSPENDS = "ngung", "Ngưng hiệu lực"
        GUIDES = "huong_dan", "Hướng dẫn"

    page = ParentalKey(DirectivePage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField("quan hệ", max_length=20, choices=Kind.choices)
    issuer_name = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    number = models.CharField("số, ký hiệu", max_length=80)
    date = models.DateField("ngày", null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "văn bản liên quan"
        verbose_name_plural = "văn bản liên quan"

    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.issuer_name, self.number, self.date)
