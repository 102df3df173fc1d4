"""Forms of the room of search in the admin."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import formfield_for_dbfield

from search.models import RecommendedAnswer, Synonym
from search.page_chooser import pages_for_readers
from units.policy import ENTER, may


class OwnRecordForm(WagtailAdminModelForm):
    """What a unit that runs the portal keeps for those who search."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.unit_id and self.for_user is not None:
            self.instance.unit = self.for_user.unit

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not may(self.for_user, ENTER, self.instance):
            self.add_error(None, "Đơn vị không được giao vận hành cổng.")


class SynonymForm(OwnRecordForm):
    class Meta:
        model = Synonym
        exclude = ["unit", "live"]


class RecommendedAnswerForm(OwnRecordForm):
    """Only for a page that readers see."""

    class Meta:
        model = RecommendedAnswer
        exclude = ["unit", "live"]
        formfield_callback = formfield_for_dbfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "page" in self.fields:
            self.fields["page"].queryset = pages_for_readers()
