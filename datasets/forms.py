"""Forms of the admin. Figures typed in take the way of a file of one row, so that there is one set of rules."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from core import clock, province
from core.problems import Code, ImportResult, Refused
from core.tabular import MAX_BYTES
from core.templatetags.portal import number
from datasets import days
from datasets.actions.import_reports import import_reports
from datasets.actions.returns import LONGEST_REASON
from datasets.evidence import LONGEST_EVIDENCE, MAX_EVIDENCE, Basis, EvidenceFile, read_evidence
from datasets.figures_file import AREA, DATE, NOTE, SLOT, Invalid, parse_number
from datasets.models import Facility, Indicator, Report
from datasets.selectors.openings import Opening
from datasets.selectors.returns import Cell, LastReturn, last_return
from datasets.selectors.rights import Rights
from units.forms.remarks import PREFIX
from units.forms.words import Words
from units.models import AdministrativeArea, OrganisationalUnit
from units.models.remarks import LONGEST_REMARK
from units.policy import ENTER, covered, may
from units.selectors.areas import areas_at

VALUE = "so_"
"""What the name of an indicator's field starts with."""


def covered_areas(unit: OrganisationalUnit) -> list[AdministrativeArea]:
    """The areas of today that are the unit's or lie below its own."""
    below = covered(unit)
    return [area for area in areas_at(clock.today()) if area.pk in below]


class FigureField(forms.Field):
    """A whole number, as such or grouped the Vietnamese way; empty means "not reported", never zero.

    `remark`: what the reviewer said of the figure when the report was sent back, and `returned`, what it was then.
    """

    widget = forms.TextInput
    remark = ""
    returned: int | None = None

    def to_python(self, value: Any) -> int | None:
        try:
            return parse_number(str(value).strip() if value is not None else None)
        except Invalid as error:
            raise ValidationError(str(error)) from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20, "class": "figure-input"}


class EvidenceFields(forms.Form):
    """What a correction rests on: words, and a file if there is one."""

    evidence = Words(
        label="Căn cứ đính chính",
        max_length=LONGEST_EVIDENCE,
        required=False,
        help_text="Số, ký hiệu văn bản hoặc ghi chú; bắt buộc khi gửi duyệt số thay số đã công bố. "
        "Chỉ đơn vị và nơi duyệt đọc được, không công bố.",
    )
    evidence_file = forms.FileField(
        label="Tệp căn cứ",
        required=False,
        help_text=f"PDF, JPEG hoặc PNG, không quá {MAX_EVIDENCE // 2**20} MB. Không bắt buộc.",
    )

    def clean_evidence_file(self) -> EvidenceFile | None:
        file = self.cleaned_data["evidence_file"]
        if file is None:
            return None
        try:
            return read_evidence(file.read(MAX_EVIDENCE + 1), file.name)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("evidence_file") and not cleaned.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", "Nêu căn cứ mà tệp chứng minh.")
        return cleaned

    def basis(self) -> Basis | None:
        """None where nothing was said."""
        words = " ".join((self.cleaned_data.get("evidence") or "").split())
        return Basis(words, self.cleaned_data.get("evidence_file")) if words else None


class ReportForm(EvidenceFields, WagtailAdminModelForm):
    """A draft as it stands, of its area, date and slot: a number per indicator that the unit's duties name."""

    class Meta:
        model = Report
        fields = ["note", "reason"]
        field_classes = {"note": Words, "reason": Words}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit: OrganisationalUnit = self.for_user.unit
        self.rights = Rights(self.unit)
        self.fields["reason"].help_text = "Bắt buộc khi thay một số đã công bố, hoặc khi kết quả kiểm tra yêu cầu."
        self.codes = self._add_figures()
        self.sent_back = last_return(self.instance)
        if self.sent_back is not None:
            self._add_remarks(self.sent_back)
        if self.instance.correction is not None:
            self.fields["evidence"].initial = self.instance.correction.evidence
        self.order_fields([*(VALUE + code for code in self.codes), "note", "reason", "evidence", "evidence_file"])

    def _add_figures(self) -> list[str]:
        codes = []
        for indicator in Indicator.objects.all():
            if self.rights.has(indicator.code, self.instance.area):
                self.fields[VALUE + indicator.code] = FigureField(
                    label=f"{indicator.name} ({indicator.unit})",
                    required=False,
                    initial=self.instance.values.get(indicator.code),
                )
                codes.append(indicator.code)
        return codes

    def _add_remarks(self, returned: LastReturn) -> None:
        for code in self.codes:
            field: Any = self.fields[VALUE + code]
            field.remark, field.returned = returned.remarks.get(code, ""), returned.values.get(code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            if all(cleaned.get(VALUE + code) is None for code in self.codes):
                raise ValidationError("Nhập ít nhất một số; chỉ tiêu chưa có số thì để trống.")
            self._tell(self.store(dry_run=True))
        return cleaned

    def store(self, *, submit: bool = False, dry_run: bool = False) -> ImportResult:
        """Take the row in; on refusal nothing is stored, and the fields say why."""
        return import_reports(
            data=self._row(),
            name="biểu nhập",
            unit=self.unit,
            submit=submit,
            reason=self.cleaned_data.get("reason") or "",
            dry_run=dry_run,
            user=self.for_user,
            typed=True,
            basis=self.basis(),
        )

    def refuse(self, result: ImportResult) -> None:
        """Show a refusal that came only when the row was to be stored."""
        self._tell(result)

    def _row(self) -> bytes:
        asked, slot = self.cleaned_data, province.current().slots[self.instance.slot]
        place = [days.date(self.instance.day).isoformat(), slot, self.instance.area.code]
        figures = {code: asked.get(VALUE + code) for code in self.codes}
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([DATE, SLOT, AREA, NOTE, *figures])
        note = " ".join((asked.get("note") or "").split())
        rows.writerow([*place, note, *("" if value is None else value for value in figures.values())])
        return text.getvalue().encode()

    def _tell(self, result: ImportResult) -> None:
        for problem in result.errors:
            name = "note" if problem.column == NOTE else VALUE + (problem.column or "")
            if problem.code == Code.REASON_REQUIRED:
                name = "reason"
            if problem.code == Code.EVIDENCE_REQUIRED:
                name = "evidence"
            if name in self.fields and name in self.errors and problem.message in self.errors[name]:
                continue
            self.add_error(name if name in self.fields else None, problem.message)


class FacilityForm(WagtailAdminModelForm):
    """A unit's own place. Kind and area must be ones that a duty of the unit names."""

    class Meta:
        model = Facility
        exclude = ["unit", "live"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.unit_id and self.for_user is not None:
            self.instance.unit = self.for_user.unit
        if "area" in self.fields and self.instance.unit_id:
            ids = [area.pk for area in covered_areas(self.instance.unit)]
            self.fields["area"].queryset = AdministrativeArea.objects.filter(pk__in=[*ids, self.instance.area_id])

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not may(self.for_user, ENTER, self.instance):
            self.add_error("kind", "Đơn vị không được giao cập nhật loại này tại địa bàn đã chọn.")


class UploadForm(EvidenceFields):
    """A file of figures as the unit would send it."""

    file = forms.FileField(label="Tệp số liệu (CSV hoặc XLSX)")
    reason = Words(
        label="Lý do",
        max_length=500,
        required=False,
        help_text="Bắt buộc khi tệp thay số đã công bố hoặc khi kiểm tra yêu cầu; dòng nêu ở cột ly_do thì lấy ở đó.",
    )
    field_order = ("file", "reason", "evidence", "evidence_file", "submit")
    submit = forms.BooleanField(label="Gửi duyệt ngay sau khi nhập", required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"Tệp lớn hơn {MAX_BYTES // 2**20} MB.")
        return file


class BacklogForm(EvidenceFields):
    """Why a backlog is spread over past days, said once for all its values."""

    reason = Words(label="Lý do", max_length=500, help_text="Người dân đọc được ở trang Đính chính.")
    field_order = ("reason", "evidence", "evidence_file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = True


class OpeningForm(EvidenceFields):
    """Which opening balance is corrected, to what and why. `openings`: those that are the unit's own."""

    value = FigureField(label="Sửa thành")
    reason = Words(label="Lý do", max_length=500, help_text="Người dân đọc được ở trang Đính chính.")
    field_order = ("opening", "value", "reason", "evidence", "evidence_file")

    def __init__(self, *args: Any, openings: Iterable[Opening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = True
        known = [(one.key, f"{one.area}, {one.indicator.name}: đã công bố {number(one.value)}") for one in openings]
        self.fields["opening"] = forms.ChoiceField(label="Số dư", choices=known)
        self.order_fields(self.field_order)


class ReturnForm(forms.Form):
    """Why a report goes back to its unit: a reason for the whole, and an input for each of its cells."""

    reason = Words(
        label="Lý do chung (khi trả lại: bắt buộc nếu không có ý kiến tại ô nào)",
        max_length=LONGEST_REASON,
        required=False,
    )

    def __init__(self, cells: Iterable[Cell], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.cells = list(cells)
        for cell in self.cells:
            self.fields[PREFIX + cell.indicator.code] = Words(
                label=f"Ý kiến về {cell.indicator.name}",
                max_length=LONGEST_REMARK,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> Iterator[tuple[Cell, forms.BoundField]]:
        return ((cell, self[PREFIX + cell.indicator.code]) for cell in self.cells)
