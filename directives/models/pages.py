"""A directive as a page, with the components of Nghị định 30/2020/NĐ-CP."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageViewRestriction

from core.directive_ref import DirectiveRef
from core.force import Force, Spell
from core.models import EntryPage
from core.problems import Refused
from core.text import slug
from directives.models.sections import DirectivesPage
from directives.models.types import DirectiveType, Issuer
from directives.numbers import NumberKeyField
from directives.reading.marks import URGENCY
from directives.subjects import AreasField, AudiencesField, TopicsField
from units.models import Level

LONGEST_TITLE = 200
RESERVED = ("rss", "atom", "hieu-luc")
"""Names that stand for something else below the section's address."""
TOLD_APART = "Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu."
MARKS = ("ended_by", "withdrawn_by", "spells")
"""What other directives do to one."""


@dataclass(frozen=True)
class Emendation:
    """A published directive was published anew: on which day, and what was put right to match the original.

    Who wrote and who reviewed it stands in the log.
    """

    day: dt.date
    note: str


class DirectivePage(EntryPage):
    """`/van-ban/<slug>/`. A component that could not be read from the file is null or empty, never guessed.

    `number` and `symbol` are "3691" and "QĐ-UBND". The page's text stands in its parts: the document itself first,
    then what is attached to it. `ended_by`, `withdrawn_by` and `spells` are set by other published directives
    (`actions/relations.py`; the spells stand as rows too, to be filtered on); what the document says of itself stands
    in `effective_*`. `emended` is what `emendations` reads. `year` is a column
    of its own so that the constraint needs no function of the database. Title and address follow type and number;
    the address stays from the first publication on.
    """

    search_kind = "directive"
    type = models.ForeignKey(
        DirectiveType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="loại văn bản"
    )
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan ban hành"
    )
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60, blank=True)
    number_key = NumberKeyField(of="full_number")
    date = models.DateField("ngày ban hành", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm ban hành", null=True, editable=False)
    place = models.CharField("nơi ban hành", max_length=120, blank=True)
    abstract = models.TextField("trích yếu", max_length=2000, blank=True)
    urgency = models.CharField("độ khẩn", max_length=12, blank=True, choices=[(mark, mark) for mark in URGENCY])
    topics = TopicsField("lĩnh vực", default=list, blank=True)
    audiences = AudiencesField("đối tượng", default=list, blank=True)
    areas = AreasField(
        "địa bàn áp dụng",
        default=list,
        blank=True,
        help_text="Ghi tên, cách nhau bởi dấu chấm phẩy: “Phường Hưng Dũng, Thành phố Vinh; Huyện Quỳnh Lưu”. Để "
        "trống: địa bàn của cơ quan ban hành.",
    )
    grounds = models.TextField("căn cứ", blank=True, help_text="Mỗi căn cứ một dòng.")
    recipients = models.TextField("nơi nhận", blank=True, help_text="Mỗi nơi nhận một dòng.")
    signer_office = models.CharField(
        "chức vụ người ký", max_length=255, blank=True, help_text="Cả quyền hạn: “KT. CHỦ TỊCH / PHÓ CHỦ TỊCH”."
    )
    signer = models.CharField("người ký", max_length=120, blank=True)
    effective_from = models.DateField("có hiệu lực từ ngày", null=True, blank=True)
    effective_to = models.DateField("hết hiệu lực từ ngày", null=True, blank=True)
    withdrawn_on = models.DateField("thu hồi từ ngày", null=True, blank=True)
    withdrawn_why = models.CharField(
        "ai thu hồi, lý do",
        max_length=500,
        blank=True,
        help_text="Phải ghi khi có ngày thu hồi mà văn bản thu hồi không có trên Cổng.",
    )
    emendation = models.CharField(
        "nội dung hiệu đính",
        max_length=500,
        blank=True,
        help_text="Khi sửa văn bản đã công bố: ghi đã sửa gì cho đúng bản gốc. Hiện công khai cùng ngày công bố lại.",
    )
    ended_by = models.DateField(null=True, editable=False)
    withdrawn_by = models.DateField(null=True, editable=False)
    spells = models.JSONField(default=list, editable=False)
    emended = models.JSONField(default=list, editable=False)
    text_quality = models.CharField(max_length=4, default="good", editable=False)

    parent_page_types = ["units.UnitFolder"]
    subpage_types: list[str] = []
    kept = (
        "Văn bản đã công bố thì không xóa, không gỡ. Văn bản sai hoặc không còn đúng: nạp văn bản thu hồi, bãi bỏ, "
        "thay thế hoặc đính chính nó. Chữ trên Cổng sai so với bản gốc: sửa văn bản này, ghi nội dung hiệu đính rồi "
        "gửi duyệt."
    )

    content_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("symbol"), FieldPanel("date")]),
                FieldRowPanel([FieldPanel("type"), FieldPanel("place"), FieldPanel("urgency")]),
                FieldPanel("issuer"),
                FieldPanel("abstract"),
            ],
            heading="Số, ngày, loại, cơ quan ban hành, trích yếu",
            help_text="Để trống nếu văn bản không ghi; đối chiếu với bản gốc trước khi gửi duyệt.",
        ),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("audiences"), FieldPanel("areas")],
            heading="Lĩnh vực, đối tượng, địa bàn",
            help_text="Cổng đề nghị theo trích yếu; người đọc lọc văn bản theo đó.",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to"), FieldPanel("withdrawn_on")]),
                FieldPanel("withdrawn_why"),
            ],
            heading="Hiệu lực",
            help_text="Để trống ngày có hiệu lực: tính từ ngày ban hành. Ngày bị thay thế, bãi bỏ, ngưng hay thu hồi "
            "theo văn bản khác do Cổng tự tính.",
        ),
        InlinePanel(
            "relations",
            heading="Văn bản mà văn bản này thay thế, sửa đổi, bãi bỏ, thu hồi, hướng dẫn, viện dẫn",
            label="Văn bản",
            help_text="Cổng đề nghị theo nội dung đã đọc; hãy đối chiếu với bản gốc.",
        ),
        FieldPanel("grounds"),
        InlinePanel(
            "parts",
            heading="Nội dung",
            label="Phần",
            help_text="Phần đầu là chính văn bản, sau đó là quy chế, phụ lục kèm theo. Mỗi đoạn một dòng; "
            "điều, khoản, điểm nhận ra theo số ghi đầu dòng.",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("signer_office"), FieldPanel("signer")]), FieldPanel("recipients")],
            heading="Người ký, nơi nhận",
        ),
        FieldPanel("emendation"),
    ]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year", "number", "symbol"],
                condition=~Q(number="") & Q(year__isnull=False, issuer__isnull=False),
                name="directive_told_apart",
                violation_error_message=TOLD_APART,
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
        return Force(
            start=self.effective_from or self.date,
            ended=_earlier(self.effective_to, self.ended_by),
            withdrawn=_earlier(self.withdrawn_on, self.withdrawn_by),
            spells=tuple(map(Spell.of, self.spells)),
        )

    @property
    def emendations(self) -> list[Emendation]:
        """When the published text was put right, oldest first."""
        return [Emendation(dt.date.fromisoformat(day), note) for day, note in self.emended]

    @property
    def derived_title(self) -> str:
        """ "Quyết định 3691/QĐ-UBND"; without a number the abstract says what it is, else the file."""
        named = " ".join(filter(None, (self.type.name if self.type else "", self.full_number)))
        known = named if self.full_number else self.abstract or named
        return known[:LONGEST_TITLE] or self.title or "Văn bản chưa đọc được"

    @property
    def headline(self) -> str:
        """The abstract without the "V/v" of a letter, else the title."""
        text = self.abstract.removeprefix("V/v ").removeprefix("V/v: ").strip() or self.title
        return text[:1].upper() + text[1:]

    @property
    def name_in_address(self) -> str:
        """By type, number and year: "quyet-dinh-3691-qd-ubnd-2021"; of a district or commune by its issuer too, since
        each of them counts from 1 under the same symbol. Wagtail's own would lose "Đ"."""
        year = str(self.year) if self.year and self.full_number else ""
        unit = self.issuer.unit if self.issuer and year else None
        issuer = self.issuer.slug if self.issuer and unit and unit.level > Level.PROVINCE else ""
        return slug(f"{self.title} {year} {issuer}")[:LONGEST_TITLE]

    @cached_property
    def section(self) -> DirectivesPage | None:
        """The list of all directives, in which it lies."""
        return DirectivesPage.objects.ancestor_of(self).first()

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and _in_section(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and _in_section(parent)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A revision as an object; what other directives and the file say of it is not the revision's."""
        page = super().with_content_json(content)
        for name in (*MARKS, "emended", "text_quality"):
            setattr(page, name, getattr(self, name))
        return page

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """All of it or nothing: the page, its provisions and what it does to others (`actions/publish.py`)."""
        with transaction.atomic():
            super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Raises `Refused`: only the later review of what was published at once takes a directive down."""
        raise Refused(self.kept)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directives.views.documents import document_context

        return super().get_context(request, *args, **kwargs) | document_context(self, request)

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """Wagtail's own asks for the pages above first; neither a directive nor a folder is an alias of another."""
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        return slug not in RESERVED and EntryPage._slug_is_available(slug, parent_page, page)

    def _set_core_field_defaults(self) -> None:
        """Year, title and address as far as the components are known: Wagtail asks before it checks or saves."""
        self.year = self.date.year if self.date else None
        self.title = self.derived_title
        if self.first_published_at is None:
            self._name_address()
        super()._set_core_field_defaults()

    def _name_address(self) -> None:
        """Another directive's of the same name gets a number."""
        present: str = self._meta.get_field("slug").value_from_object(self)
        named = re.fullmatch(rf"{re.escape(self.name_in_address)}(-\d+)?", present)
        if not named and (self.path or getattr(self, "_cached_parent_obj", None)):
            self.slug = self._get_autogenerated_slug(self.name_in_address or "van-ban")


def _earlier(*days: dt.date | None) -> dt.date | None:
    return min((day for day in days if day), default=None)


def _in_section(folder: Page) -> bool:
    above = folder.get_parent()
    return above is not None and above.specific_class is DirectivesPage


class DirectivePart(Orderable):
    """The text of the document itself (the first part) or of a regulation or annex attached to it, in plain lines."""

    page = ParentalKey(DirectivePage, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField("tên phần kèm theo", max_length=500, blank=True)
    text = models.TextField("nội dung")

    panels = [FieldPanel("title"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = "phần"
        verbose_name_plural = "phần"

    def __str__(self) -> str:
        return self.title or "phần chính"
