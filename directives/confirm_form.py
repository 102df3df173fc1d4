"""The components of a directive as an officer confirms them: what was read, corrected where it was read wrongly."""

from typing import Any

from django import forms

from core.text import nfc
from directives.form_rules import Remark
from directives.models import DirectivePage
from directives.selectors.confirmation import COMPONENTS, PRINTED_TOGETHER, Seen
from directives.subjects import SUBJECTS

TICK = "xac-nhan-"
"""Before a component's name: the tick that says that it was compared."""
SHORT_AREAS = {"abstract": 3, "recipients": 4}


class ConfirmForm(forms.ModelForm):
    """Of a draft. A doubtful component must be ticked; the others are confirmed by handing the form in."""

    class Meta:
        model = DirectivePage
        fields = (*COMPONENTS, *SUBJECTS)
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in SHORT_AREAS.items()} | {
            name: forms.DateInput(attrs={"placeholder": "ngày/tháng/năm", "inputmode": "numeric"})
            for name in ("date", "effective_from", "effective_to")
        }

    def __init__(self, *args: Any, seen: list[Seen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.reminders: list[Remark] = []
        areas: Any = self.fields["areas"]
        areas.day = self.instance.date
        for one in seen:
            if one.is_doubtful:
                self.fields[f"{TICK}{one.name}"] = forms.BooleanField(
                    label="Đã đối chiếu với bản gốc", error_messages={"required": "Hãy đối chiếu với bản gốc."}
                )
        for name in ("type", "issuer", "date", "abstract"):
            self.fields[name].required = True

    def remind(self, reminders: list[Remark]) -> None:
        """Show by their fields what the decree says of what was typed; it is no error."""
        self.reminders = reminders
        for remark in reminders:
            self.fields[remark.component].widget.attrs["aria-describedby"] = f"nhac-{remark.component}"

    @property
    def groups(self) -> list[dict[str, Any]]:
        """[{"seen", "fields", "tick"}], what an officer has to look at first."""
        rows = [self._row(one) for one in self.seen]
        return sorted(rows, key=lambda row: not row["seen"].is_doubtful)

    @property
    def subjects(self) -> list[Any]:
        """Fields that no document prints: proposed from its abstract."""
        return [self[name] for name in SUBJECTS]

    def _row(self, one: Seen) -> dict[str, Any]:
        names = [one.name, *(other for other, main in PRINTED_TOGETHER.items() if main == one.name)]
        tick = self[f"{TICK}{one.name}"] if one.is_doubtful else None
        told = {name: [one for one in self.reminders if one.component == name] for name in names}
        reminders = {name: said for name, said in told.items() if said}
        return {"seen": one, "fields": [self[name] for name in names], "tick": tick, "reminders": reminders}

    @property
    def components(self) -> dict[str, Any]:
        """As they are stored: composed, however they were typed."""
        found = {name: self.cleaned_data[name] for name in (*COMPONENTS, *SUBJECTS)}
        return {name: nfc(value) if isinstance(value, str) else value for name, value in found.items()}
