"""Blocks of figures that the editor chooses: which indicator, where, over which days, in which form.

A block holds codes only; what they mean in the release that the page shows is read by `datasets.selectors.chosen`.
"""

from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import ChoiceBlock

from core.blocks import RecordChoiceBlock
from datasets.blocks.ready import FigureBlock
from datasets.selectors import chosen

MOST_INDICATORS = 4
MOST_AREAS = 8
Choices = list[tuple[str, str]]


def indicators() -> Choices:
    """[(code, name)]"""
    from datasets.models import Indicator

    return list(Indicator.objects.values_list("code", "name"))


def areas() -> Choices:
    """[(code, name)] of the province and its areas of today, the district named behind a commune."""
    from core import clock
    from units.selectors.areas import areas_at

    return [(area.code, _area_name(area)) for area in areas_at(clock.today())]


def _area_name(area: Any) -> str:
    return f"{area.name}, {area.parent.name}" if area.parent and area.parent.parent_id else area.name


def _leading() -> str:
    """What a preview shows: the province's leading indicator."""
    from core import province

    return province.current().map_indicator


def _first_districts() -> list[str]:
    return [code for code, _ in areas()[1:4]]


def _indicator() -> RecordChoiceBlock:
    return RecordChoiceBlock(choices=indicators, label="Chỉ tiêu")


def _area() -> RecordChoiceBlock:
    return RecordChoiceBlock(choices=areas, required=False, label="Địa bàn", help_text="Để trống: toàn tỉnh.")


def _period() -> ChoiceBlock:
    choices = [(str(count), f"{count} ngày gần nhất") for count in chosen.PERIODS]
    return ChoiceBlock(choices=choices, default="30", label="Thời gian")


class ChosenBlock(FigureBlock):
    """`read`: (release, values) → what the template shows, `{"note": …}` where there is nothing to show."""

    read: Any = None

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from datasets.selectors.asked import release_of

        context = super().get_context(value, parent_context)
        release = release_of(context)
        found = type(self).read(release, dict(value)) if release else {"note": chosen.NOT_PUBLISHED}
        return context | {"release": release, "chosen": found}


class ChosenTileBlock(ChosenBlock):
    indicator = _indicator()
    area = _area()
    read = staticmethod(chosen.tile)

    class Meta:
        icon = "tag"
        template = "datasets/blocks/chosen_tile.html"
        label = "Ô số tự chọn"
        description = "Một chỉ tiêu ở một địa bàn: số của kỳ công bố, thay đổi và cộng dồn."
        preview_value = staticmethod(lambda: {"indicator": _leading()})


class ChosenChartBlock(ChosenBlock):
    indicator = _indicator()
    area = _area()
    period = _period()
    form = ChoiceBlock(
        choices=[("day", "Từng ngày"), ("total", "Cộng dồn (chỉ với số phát sinh)")], default="day", label="Dạng"
    )
    read = staticmethod(chosen.chart)

    class Meta:
        icon = "history"
        template = "datasets/blocks/chosen_chart.html"
        label = "Biểu đồ tự chọn"
        description = "Một chỉ tiêu ở một địa bàn theo ngày hoặc cộng dồn, kèm bảng số liệu."
        preview_value = staticmethod(lambda: {"indicator": _leading(), "period": "30", "form": "day"})


class PreparedChartBlock(ChosenBlock):
    chart = ChoiceBlock(choices=chosen.PREPARED, default="theo-ngay", label="Biểu đồ")
    area = _area()
    read = staticmethod(chosen.prepared_chart)

    class Meta:
        icon = "view"
        template = "datasets/blocks/prepared_chart.html"
        label = "Biểu đồ của trang số liệu"
        description = "Một biểu đồ như ở trang số liệu, của tỉnh hoặc một địa bàn, kèm bảng, tệp tải về và mã nhúng."
        preview_value = staticmethod(lambda: {"chart": "theo-ngay"})


class ChosenTableBlock(ChosenBlock):
    indicators = blocks.ListBlock(_indicator(), min_num=1, max_num=MOST_INDICATORS, label="Các chỉ tiêu")
    area = _area()
    period = _period()
    read = staticmethod(chosen.table)

    class Meta:
        icon = "table"
        template = "datasets/blocks/chosen_table.html"
        label = "Bảng tự chọn"
        description = "Một đến bốn chỉ tiêu ở một địa bàn, mỗi ngày một dòng."
        preview_value = staticmethod(lambda: {"indicators": [_leading()], "period": "7"})


class ComparisonBlock(ChosenBlock):
    indicator = _indicator()
    areas = blocks.ListBlock(
        RecordChoiceBlock(choices=areas, label="Địa bàn"), min_num=2, max_num=MOST_AREAS, label="Các địa bàn"
    )
    read = staticmethod(chosen.comparison)

    class Meta:
        icon = "list-ul"
        template = "datasets/blocks/comparison.html"
        label = "So sánh địa bàn"
        description = "Một chỉ tiêu ở hai đến tám địa bàn: biểu đồ thanh và bảng."
        preview_value = staticmethod(lambda: {"indicator": _leading(), "areas": _first_districts()})
