"""Who reviews in the unit's place, and on which days."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from units.forms.words import Words
from units.models import OrganisationalUnit, User
from units.selectors.deputies import persons_to_ask, units_to_ask

PERSON, UNIT = "nguoi", "don-vi"
AS_WRITTEN = "Ví dụ 08/10/2021."


class DeputyForm(forms.Form):
    deputy = forms.ChoiceField(label="Ai duyệt thay", error_messages={"invalid_choice": "Không cử được người này."})
    first_day = forms.DateField(label="Từ ngày", widget=AdminDateInput, help_text=AS_WRITTEN)
    last_day = forms.DateField(label="Đến hết ngày", widget=AdminDateInput, help_text=AS_WRITTEN)
    reason = Words(label="Lý do", max_length=300)

    def __init__(self, unit: OrganisationalUnit, *given: Any, **fields: Any) -> None:
        super().__init__(*given, **fields)
        self.known: dict[str, User | OrganisationalUnit] = {f"{PERSON}-{one.pk}": one for one in persons_to_ask(unit)}
        persons = [(key, _name(one)) for key, one in self.known.items()]
        units = {f"{UNIT}-{one.pk}": one for one in units_to_ask(unit)}
        self.known |= units
        groups = [("Người của đơn vị", persons), ("Đơn vị cấp trên", [(key, one.name) for key, one in units.items()])]
        choices = [("", "chọn"), *((label, found) for label, found in groups if found)]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]

    def clean_deputy(self) -> User | OrganisationalUnit:
        return self.known[self.cleaned_data["deputy"]]


def _name(account: Any) -> str:
    return f"{account.first_name} ({account.username})" if account.first_name else account.username
