"""Blocks of what a release prepares for an area as a whole.

A block holds words only. The figures come from the page that shows it: `view` (a prepared area view) and
`release` (a `ReleaseLine`) of the page's context.
"""

from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import CharBlock


class FigureBlock(blocks.StructBlock):
    """A heading over something that the prepared view holds."""

    heading = CharBlock(required=False, max_length=80, label="Tiêu đề", help_text="Để trống thì dùng tiêu đề có sẵn.")

    class Meta:
        preview_template = "datasets/blocks/preview.html"
        preview_value = {"heading": ""}
        form_classname = "struct-block"
        group = "Số liệu"

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The newest release of the province, as readers see it."""
        from datasets.selectors.asked import province_figures
        from datasets.selectors.releases import release_line

        return super().get_preview_context(value, parent_context) | province_figures(release_line(None))


class TilesBlock(FigureBlock):
    class Meta:
        icon = "grid"
        template = "datasets/blocks/tiles.html"
        label = "Ô số chính"
        description = "Ca mắc mới, đang điều trị, khỏi bệnh, tử vong và tiêm chủng, kèm thay đổi so với hôm trước."


class CurveBlock(FigureBlock):
    class Meta:
        icon = "calendar-alt"
        template = "datasets/blocks/curve.html"
        label = "Biểu đồ theo ngày"
        description = "Ca mắc mới mỗi ngày và trung bình 7 ngày, kèm bảng số liệu."


class DistributionBlock(FigureBlock):
    class Meta:
        icon = "list-ul"
        template = "datasets/blocks/distribution.html"
        label = "Phân bố theo địa bàn"
        description = "Ca đang điều trị ở từng địa bàn, xếp từ nhiều đến ít."


class AreaTableBlock(FigureBlock):
    class Meta:
        icon = "table"
        template = "datasets/blocks/area_table.html"
        label = "Bảng địa bàn"
        description = "Ca mắc mới trong ngày, 7 ngày và cộng dồn của từng địa bàn; nêu rõ nơi chưa báo cáo."


class AreaMapBlock(FigureBlock):
    class Meta:
        icon = "site"
        template = "datasets/blocks/area_map.html"
        label = "Bản đồ dịch"
        description = "Các địa bàn tô màu theo số ca 7 ngày qua, kèm chú giải."


class CorrectionsBlock(FigureBlock):
    class Meta:
        icon = "history"
        template = "datasets/blocks/corrections.html"
        label = "Đính chính"
        description = "Những số đã công bố được sửa trong bản này: số cũ, số mới và lý do."
