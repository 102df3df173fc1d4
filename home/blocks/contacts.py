"""Blocks with telephone numbers and opening hours."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, IntegerBlock

from core.blocks import RecordChoiceBlock
from home.blocks.choices import districts, purposes
from home.blocks.text import PREVIEW

MOST_HOTLINES = 12


class PhoneBlock(blocks.StructBlock):
    label = CharBlock(max_length=120, label="Gọi ai, về việc gì")
    number = CharBlock(
        max_length=60, label="Số điện thoại", help_text="Ví dụ 0238 384 1234. Nhiều số cách nhau bởi ;"
    )
    note = CharBlock(required=False, max_length=160, label="Ghi chú")

    class Meta:
        label = "Số điện thoại"


class PhonesBlock(blocks.StructBlock):
    """Numbers that a phone can call."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    phones = blocks.ListBlock(PhoneBlock(), label="Các số")

    class Meta:
        icon = "mobile-alt"
        template = "home/blocks/phones.html"
        label = "Số điện thoại"
        description = "Những số bấm vào là gọi được."
        group = "Liên hệ"
        preview_template = PREVIEW
        preview_value = {"heading": "Cần gọi ai", "phones": [{"label": "Cấp cứu y tế", "number": "115", "note": ""}]}


class OpeningHoursBlock(blocks.StructBlock):
    """When someone is there; says "đang mở" where the hours are certain."""

    place = CharBlock(max_length=160, label="Nơi nào")
    hours = CharBlock(
        max_length=200, label="Giờ mở cửa", help_text="Ví dụ: 24/24; 07:00–21:00; T2–T6 07:30–11:30, 13:30–17:00"
    )
    note = CharBlock(required=False, max_length=200, label="Ghi chú")

    class Meta:
        icon = "time"
        template = "home/blocks/opening_hours.html"
        label = "Giờ mở cửa"
        description = "Giờ làm việc của một nơi; trang tự ghi nơi ấy đang mở hay khi nào mở lại."
        group = "Liên hệ"
        preview_template = PREVIEW
        preview_value = {"place": "Điểm tiêm chủng", "hours": "T2–T7 07:30–11:00, 13:30–16:30", "note": ""}


class HotlinesBlock(blocks.StructBlock):
    """Numbers of the directory, by area and by what for."""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    area = RecordChoiceBlock(choices=districts, required=False, label="Địa bàn", help_text="Để trống: toàn tỉnh.")
    purpose = RecordChoiceBlock(choices=purposes, required=False, label="Về việc gì", help_text="Để trống: mọi việc.")
    most = IntegerBlock(min_value=1, max_value=MOST_HOTLINES, default=4, label="Nhiều nhất mấy số")

    class Meta:
        icon = "form"
        template = "home/blocks/hotlines.html"
        label = "Đường dây nóng"
        description = "Số đường dây nóng lấy từ danh mục, theo địa bàn và theo việc."
        group = "Liên hệ"
        preview_template = PREVIEW
        preview_value = {"heading": "", "area": "", "purpose": "", "most": 4}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.selectors.pieces import hotlines_of

        return super().get_context(value, parent_context) | {"hotlines": hotlines_of(value, parent_context or {})}
