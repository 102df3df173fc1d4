"""What the admin's lists of figures and places export."""

from typing import Any

from import_export.fields import Field

from core import province
from datasets import days
from datasets.models import Facility, Indicator, Release, Report, Source
from units.exports import ScopedResource, harmless


class ReportResource(ScopedResource):
    """Reports in the columns of the figures file, so that what is exported can be corrected and imported again."""

    ngay = Field()
    khung_gio = Field()
    ma_dia_ban = Field("area__code", column_name="ma_dia_ban")
    ten_dia_ban = Field("area__name", column_name="ten_dia_ban")
    don_vi = Field("unit__abbreviation", column_name="don_vi")
    loai = Field("kind", column_name="loai")
    trang_thai = Field("state", column_name="trang_thai")
    ghi_chu = Field("note", column_name="ghi_chu")

    class Meta:
        model = Report
        fields = (
            "ngay",
            "khung_gio",
            "ma_dia_ban",
            "ten_dia_ban",
            "don_vi",
            "loai",
            "trang_thai",
            "ghi_chu",
        )
        export_order = fields

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = list(Indicator.objects.values_list("code", flat=True))

    def dehydrate_ngay(self, report: Report) -> str:
        return report.slot_and_day if report.is_opening else days.date(report.day).isoformat()

    def dehydrate_khung_gio(self, report: Report) -> str:
        return "" if report.is_opening else province.current().slots[report.slot]

    def get_export_headers(self, selected_fields: Any = None) -> list[Any]:
        return [*super().get_export_headers(selected_fields=selected_fields), *self.codes]

    def export_resource(self, instance: Report, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        cells = super().export_resource(instance, selected_fields=selected_fields, **kwargs)
        return [*cells, *(harmless(instance.values.get(code, "")) for code in self.codes)]


class IndicatorResource(ScopedResource):
    class Meta:
        model = Indicator
        fields = ("code", "name", "short_name", "kind", "unit", "definition")
        export_order = fields


class SourceResource(ScopedResource):
    class Meta:
        model = Source
        fields = ("indicator__code", "level", "mode", "duty__code")
        export_order = fields


class ReleaseResource(ScopedResource):
    ngay = Field()
    khung_gio = Field()

    class Meta:
        model = Release
        fields = ("number", "ngay", "khung_gio", "kind", "published_at", "reason", "operator")
        export_order = fields

    def dehydrate_ngay(self, release: Release) -> str:
        return release.date.isoformat()

    def dehydrate_khung_gio(self, release: Release) -> str:
        return province.current().slots[release.slot]


class FacilityResource(ScopedResource):
    class Meta:
        model = Facility
        fields = (
            "name",
            "kind",
            "sub_kind",
            "area__code",
            "unit__abbreviation",
            "address",
            "point",
            "phone",
            "opening_hours",
            "link",
            "capacity",
            "in_use",
            "valid_from",
            "valid_to",
            "status",
            "live",
        )
        export_order = fields
