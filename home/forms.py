"""Forms of the room of the home page in the admin."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from datasets.forms import covered_areas
from home.models import Hotline
from units.models import AdministrativeArea
from units.policy import ENTER, may


class HotlineForm(WagtailAdminModelForm):
    """A unit's own number. The area must be one for which a duty of the unit asks for hotlines."""

    class Meta:
        model = Hotline
        exclude = ["unit", "live"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.unit_id and self.for_user is not None:
            self.instance.unit = self.for_user.unit
        if "area" in self.fields and self.instance.unit_id:
            self.fields["area"].queryset = _areas(self.instance)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not may(self.for_user, ENTER, self.instance):
            self.add_error("area", "Đơn vị không được giao cập nhật đường dây nóng tại địa bàn đã chọn.")


def _areas(hotline: Hotline) -> Any:
    """The unit's own area and all below it, and the one that the record has."""
    ids = [area.pk for area in covered_areas(hotline.unit)]
    return AdministrativeArea.objects.filter(pk__in=[*ids, hotline.area_id])
