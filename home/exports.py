"""Lists of this room as files."""

from home.models import Hotline
from units.exports import ScopedResource


class HotlineResource(ScopedResource):
    class Meta:
        model = Hotline
        fields = (
            "unit__abbreviation",
            "name",
            "purpose",
            "phones",
            "hours",
            "area__code",
            "answered_by",
            "note",
            "tested_on",
            "valid_from",
            "valid_to",
            "order",
            "live",
        )
        export_order = fields
