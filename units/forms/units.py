"""A unit, as it is added or its head is named; the rest of it changes by a decision."""

import datetime as dt
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

BY_ACTION = ("abbreviation", "name", "short_name", "kind", "level", "area", "parent", "reviewer", "valid_from")
"""What of a unit changes by a decision alone, once the unit is there."""


class UnitForm(WagtailAdminModelForm):
    """A new unit, or the head of one that is there. A disabled field keeps its value whatever is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BY_ACTION:
            if name in self.fields:
                self.fields[name].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins: dt.date | None = cleaned.get("valid_from")
        if self.instance.pk is None and begins:
            for name in ("parent", "reviewer"):
                superior = cleaned.get(name)
                if superior and not superior.works_on(begins):
                    self.add_error(name, f"Ngày {begins:%d/%m/%Y} đơn vị này không hoạt động.")
            area = cleaned.get("area")
            if area and not (area.valid_from <= begins and (area.valid_to is None or begins < area.valid_to)):
                self.add_error("area", f"Ngày {begins:%d/%m/%Y} không có địa bàn này.")
        return cleaned
