"""Blocks that lead to directives: chosen ones, and the newest by a rule."""

from typing import Any

from django.forms.utils import ErrorList
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, ChoiceBlock, DateBlock, IntegerBlock

from core import force
from core.blocks import RecordChoiceBlock
from core.directive_ref import DirectiveRef
from core.topics import Audience, Topic
from home.blocks.choices import directive_types, districts, issuers
from home.blocks.text import PREVIEW

MOST_DIRECTIVES = 20
MOST_NAMED = 5
"""Of those that a citation could mean."""
EXAMPLE = "is_example"


class CitationValue(blocks.StructValue):
    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.get("issuer") or "", self.get("number") or "", self.get("date"))

    @ref.setter
    def ref(self, ref: DirectiveRef) -> None:
        self.update(number=ref.number, issuer=ref.issuer, date=ref.date)


class CitationBlock(blocks.StructBlock):
    number = CharBlock(max_length=80, label="Số, ký hiệu", help_text="Ví dụ 3691/QĐ-UBND")
    issuer = CharBlock(required=False, max_length=255, label="Cơ quan ban hành")
    date = DateBlock(required=False, label="Ngày ban hành")

    class Meta:
        label = "Văn bản"
        value_class = CitationValue


class DirectiveLinksBlock(blocks.StructBlock):
    """Directives by issuer, number and date; those in the portal become links."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    directives = blocks.ListBlock(CitationBlock(), label="Các văn bản")

    class Meta:
        icon = "doc-full"
        template = "home/blocks/directive_links.html"
        label = "Dẫn văn bản"
        description = "Văn bản làm căn cứ; văn bản có trong cổng thì thành liên kết."
        group = "Văn bản"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Căn cứ",
            "directives": [{"number": "01/CT-UBND", "issuer": "Ủy ban nhân dân tỉnh", "date": None}],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.selectors.pieces import citations_of

        return super().get_context(value, parent_context) | {"citations": citations_of(value, parent_context or {})}


class ChosenDirectivesBlock(blocks.StructBlock):
    """Directives of the portal in the order in which an editor chose them; one that is no longer shown or was
    withdrawn leaves the list."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    directives = blocks.ListBlock(CitationBlock(), label="Các văn bản", max_num=MOST_DIRECTIVES)

    class Meta:
        icon = "list-ul"
        template = "home/blocks/chosen_directives.html"
        label = "Văn bản chọn sẵn"
        description = "Những văn bản có trên Cổng, theo thứ tự đã chọn; văn bản bị thu hồi hoặc gỡ thì tự ẩn."
        group = "Văn bản"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Văn bản cần biết",
            "directives": [{"number": "01/CT-UBND", "issuer": "Ủy ban nhân dân tỉnh", "date": None}],
        }

    def clean(self, value: Any) -> Any:
        """Each one written out in full, so that it stays the one meant whatever is published later.

        Raises `StructBlockValidationError` that says what is not on the portal or could be several.
        """
        from home.selectors.directive_links import written_out

        found = super().clean(value)
        if self.is_deferred_validation:
            return found
        meant = written_out(row.ref for row in found["directives"])
        if wrong := [said for row in found["directives"] if (said := _unclear(row.ref, meant[row.ref]))]:
            raise blocks.StructBlockValidationError(block_errors={}, non_block_errors=ErrorList(wrong))
        for row in found["directives"]:
            row.ref = meant[row.ref][0]
        return found

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.selectors.pieces import chosen_of, citations_of

        given = parent_context or {}
        citations = (citations_of if given.get(EXAMPLE) else chosen_of)(value, given)
        return super().get_context(value, parent_context) | {"citations": citations}

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The example is no directive of this portal, and would leave the list."""
        context: dict[str, Any] = super().get_preview_context(value, parent_context)
        return context | {EXAMPLE: True}


def _unclear(ref: DirectiveRef, meant: list[DirectiveRef]) -> str:
    """Why the citation does not mean exactly one published directive; empty if it does."""
    if not meant:
        return f"Cổng chưa công bố văn bản {ref}; hãy xem lại số, ngày và cơ quan."
    if len(meant) == 1:
        return ""
    named = "; ".join(str(one) for one in meant[:MOST_NAMED])
    return f"Cổng có {len(meant)} văn bản {ref}; hãy ghi thêm cơ quan và ngày ban hành để chỉ đúng một, như: {named}."


class LatestDirectivesBlock(blocks.StructBlock):
    """The newest directives by type, issuer, area, topic, audience and status of today."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    type = RecordChoiceBlock(choices=directive_types, required=False, label="Loại", help_text="Để trống: mọi loại.")
    issuer = RecordChoiceBlock(
        choices=issuers, required=False, label="Cơ quan ban hành", help_text="Để trống: mọi cơ quan."
    )
    area = RecordChoiceBlock(
        choices=districts,
        required=False,
        label="Địa bàn",
        help_text="Văn bản về địa bàn hoặc của cơ quan ở đó, kể cả cấp dưới. Để trống: mọi địa bàn.",
    )
    topic = ChoiceBlock(choices=Topic.choices, required=False, label="Lĩnh vực", help_text="Để trống: mọi lĩnh vực.")
    audience = ChoiceBlock(
        choices=Audience.choices, required=False, label="Đối tượng", help_text="Để trống: mọi đối tượng."
    )
    status = ChoiceBlock(
        choices=list(force.LABELS.items()),
        required=False,
        label="Hiệu lực hôm nay",
        help_text="Để trống: mọi trạng thái.",
    )
    most = IntegerBlock(min_value=1, max_value=MOST_DIRECTIVES, default=5, label="Bao nhiêu văn bản")

    class Meta:
        icon = "date"
        template = "home/blocks/latest_directives.html"
        label = "Văn bản mới"
        description = "Những văn bản mới nhất theo loại, cơ quan ban hành, địa bàn, lĩnh vực, đối tượng, hiệu lực."
        group = "Văn bản"
        preview_template = PREVIEW
        preview_value = {"heading": "", "type": "", "issuer": "", "area": "", "topic": "", "audience": "", "most": 5}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.selectors.pieces import latest_of

        return super().get_context(value, parent_context) | {"latest": latest_of(value, parent_context or {})}
