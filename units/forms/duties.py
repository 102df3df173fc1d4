"""A duty, and its suspension or delegation."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from core import clock, province
from units.deadlines import checked
from units.forms.unit_field import EXAMPLE, UnitField, UnitInput
from units.forms.words import Words
from units.models import OrganisationalUnit
from units.models.duties import Duty, DutyRelief
from units.subjects import SUBJECTS
from units.work import known_work

DATE = "Ví dụ 08/10/2021."


class DutyForm(WagtailAdminModelForm):
    """A duty that is given or changed here stays as it is when the province's data is loaded again."""

    unit = UnitField("Đơn vị", required=False, widget=UnitInput)
    article = Words(label="Điều khoản", max_length=20, help_text="Ví dụ 17.1 là Điều 17 khoản 1.")
    task = Words(label="Nhiệm vụ", max_length=400)
    subject = forms.ChoiceField(label="Nội dung")
    indicators = forms.MultipleChoiceField(
        label="Chỉ tiêu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ với nội dung “Báo cáo số liệu”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, "unit")
        self.fields["subject"].choices = [("", "chọn"), *_subjects(self.instance.subject)]
        self.fields["indicators"].choices = _indicators(self.instance.indicators)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit: OrganisationalUnit | None = cleaned.get("unit")
        if bool(unit) == bool(cleaned.get("unit_kind")):
            raise ValidationError("Chọn đúng một trong hai: một đơn vị hoặc một loại đơn vị.")
        if unit is not None:
            _refuse_ended(self, "unit", unit)
        self._check_deadline(cleaned)
        if cleaned.get("indicators") and cleaned.get("subject") != "figures":
            self.add_error("indicators", "Chỉ nhiệm vụ về số liệu có chỉ tiêu.")
        return cleaned

    def _check_deadline(self, cleaned: dict[str, Any]) -> None:
        try:
            checked(cleaned.get("frequency", ""), cleaned.get("deadline", ""))
        except ValueError as error:
            self.add_error("deadline", str(error))

    def save(self, commit: bool = True) -> Duty:
        self.instance.kept_here = True
        return super().save(commit)


class ReliefForm(WagtailAdminModelForm):
    """To suspend a duty of a unit for some time, or to delegate it."""

    unit = UnitField("Đơn vị được giao", widget=UnitInput)
    delegate = UnitField(
        "Ủy quyền cho", required=False, widget=UnitInput, help_text=f"{EXAMPLE} Để trống là tạm dừng nhiệm vụ."
    )

    article = Words(label="Căn cứ", max_length=200, help_text="Điều khoản hoặc văn bản, ví dụ 12/QĐ-SYT.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, "unit", "delegate")
        self.fields["valid_from"].help_text = DATE
        self.fields["valid_to"].help_text = f"{DATE} Để trống là chưa có ngày kết thúc."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        duty, unit, delegate = cleaned["duty"], cleaned["unit"], cleaned.get("delegate")
        if unit.pk != duty.unit_id and unit.kind_id != duty.unit_kind_id:
            self.add_error("unit", "Nhiệm vụ này không giao cho đơn vị đã chọn.")
        _refuse_ended(self, "unit", unit)
        if delegate is not None:
            self._check_delegate(duty, unit, delegate)
        start, end = cleaned["valid_from"], cleaned.get("valid_to")
        if end and end <= start:
            self.add_error("valid_to", "Ngày kết thúc phải sau ngày bắt đầu.")
        elif self._overlaps(duty, unit, start, end):
            self.add_error("valid_from", "Nhiệm vụ này của đơn vị đã tạm dừng hoặc ủy quyền trong thời gian đó.")
        return cleaned

    def _check_delegate(self, duty: Duty, unit: OrganisationalUnit, delegate: OrganisationalUnit) -> None:
        _refuse_ended(self, "delegate", delegate)
        if delegate == unit:
            self.add_error("delegate", "Đơn vị không ủy quyền cho chính mình.")
        if duty.subject == "figures":
            self.add_error("delegate", "Số liệu tính theo đơn vị được quy chế giao nên không ủy quyền được.")

    def _overlaps(self, duty: Duty, unit: OrganisationalUnit, start: dt.date, end: dt.date | None) -> bool:
        others = DutyRelief.objects.filter(duty=duty, unit=unit).exclude(pk=self.instance.pk)
        if end:
            others = others.filter(valid_from__lt=end)
        return others.exclude(valid_to__lte=start).exists()


def _subjects(kept: str) -> list[tuple[str, str]]:
    """What a duty may be about: what duties are about already, and what the rooms have forms for."""
    known = {kept, *known_work(), *Duty.objects.order_by().values_list("subject", flat=True).distinct()} - {""}
    return sorted(((one, SUBJECTS.get(one, one)) for one in known), key=lambda found: found[1])


def _indicators(kept: list[str]) -> list[tuple[str, str]]:
    """Those of the province's data, and what the duty names besides."""
    rows = province.current().rows("indicators.csv", fields=("code", "name"))
    return list(({one: one for one in kept} | {row["code"]: row["name"] for row in rows}).items())


def _offer_units(form: forms.BaseForm, *names: str) -> None:
    """Every unit may be named, so that one that has ended is refused by its name and its last day."""
    for name in names:
        field: Any = form.fields[name]
        field.queryset = OrganisationalUnit.objects.select_related("area")


def _refuse_ended(form: forms.BaseForm, field: str, unit: OrganisationalUnit) -> None:
    today = clock.today()
    if unit.valid_to and unit.valid_to <= today:
        form.add_error(field, f"Đơn vị đã kết thúc hoạt động từ ngày {unit.valid_to:%d/%m/%Y}.")
    elif unit.area and unit.area.valid_to and unit.area.valid_to <= today:
        form.add_error(field, f"Địa bàn của đơn vị đã kết thúc từ ngày {unit.area.valid_to:%d/%m/%Y}.")
