"""Blocks that lead to directives: chosen ones, and the newest by a rule."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, DateBlock, IntegerBlock

from core.blocks import RecordChoiceBlock
from core.directive_ref import DirectiveRef
from home.blocks.choices import directive_types, districts, issuers
from home.blocks.text import PREVIEW

MOST_DIRECTIVES = 20


class CitationValue(blocks.StructValue):
    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.get("issuer") or "", self.get("number") or "", self.get("date"))


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


class LatestDirectivesBlock(blocks.StructBlock):
    """The newest directives by type, issuer and area."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    type = RecordChoiceBlock(choices=directive_types, required=False, label="Loại", help_text="Để trống: mọi loại.")
    issuer = RecordChoiceBlock(
        choices=issuers, required=False, label="Cơ quan ban hành", help_text="Để trống: mọi cơ quan."
    )
    area = RecordChoiceBlock(
        choices=districts,
        required=False,
        label="Địa bàn",
        help_text="Văn bản của cơ quan thuộc địa bàn, kể cả cấp dưới. Để trống: mọi địa bàn.",
    )
    most = IntegerBlock(min_value=1, max_value=MOST_DIRECTIVES, default=5, label="Bao nhiêu văn bản")

    class Meta:
        icon = "date"
        template = "home/blocks/latest_directives.html"
        label = "Văn bản mới"
        description = "Những văn bản mới nhất, theo loại, cơ quan ban hành và địa bàn."
        group = "Văn bản"
        preview_template = PREVIEW
        preview_value = {"heading": "", "type": "", "issuer": "", "area": "", "most": 5}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.selectors.pieces import latest_of

        return super().get_context(value, parent_context) | {"latest": latest_of(value, parent_context or {})}
