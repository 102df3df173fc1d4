"""Forms of the room of search in the admin."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from search.models import Synonym
from units.policy import ENTER, may


class SynonymForm(WagtailAdminModelForm):
    """What a unit that runs the portal has added."""

    class Meta:
        model = Synonym
        exclude = ["unit", "live"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.unit_id and self.for_user is not None:
            self.instance.unit = self.for_user.unit

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not may(self.for_user, ENTER, self.instance):
            self.add_error(None, "Đơn vị không được giao vận hành cổng.")
