"""The five actions on units, each by a decision."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.admin.widgets import AdminDateInput

from core import clock
from core.directive_ref import DirectiveRef
from units.forms.unit_field import EXAMPLE, UnitField
from units.forms.words import Words
from units.models import ChangeKind, OrganisationalUnit
from units.reorganisation import Reorganisation


class ChangeForm(forms.Form):
    """The decision and the day from which it holds; a subclass asks what happens."""

    kind: ChangeKind
    intro = ""

    issuer = Words(label="Cơ quan ban hành quyết định", max_length=255)
    number = Words(label="Số, ký hiệu quyết định", max_length=60)
    date = forms.DateField(label="Ngày ban hành", widget=AdminDateInput)
    effective = forms.DateField(label="Ngày hiệu lực", widget=AdminDateInput)

    def __init__(self, unit: OrganisationalUnit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        asked = [name for name in self.fields if name not in ChangeForm.base_fields]
        self.order_fields([*asked, *ChangeForm.base_fields])
        for name in ("into", "others", "parent", "reviewer", "rest"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = _not_ended().exclude(pk=unit.pk)

    def plan(self) -> Reorganisation:
        """What the valid form asks for."""
        asked = self.cleaned_data
        decision = DirectiveRef(asked["issuer"], asked["number"], asked["date"])
        return Reorganisation(
            self.kind, self.units(), decision, asked["effective"], tuple(self.successors()), self.values()
        )

    def units(self) -> tuple[OrganisationalUnit, ...]:
        return (self.unit,)

    def successors(self) -> list[OrganisationalUnit]:
        return []

    def values(self) -> dict[str, Any]:
        return {}


def _not_ended() -> QuerySet[OrganisationalUnit]:
    """Also units that begin later, since a successor may."""
    return OrganisationalUnit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()))


class _UnitsField(forms.ModelMultipleChoiceField):
    """Units by their abbreviations, with commas or spaces between."""

    widget = forms.TextInput
    hidden_widget = forms.HiddenInput

    def __init__(self, label: str, **kwargs: Any) -> None:
        asked = {"to_field_name": "abbreviation", "help_text": "Các tên viết tắt, cách nhau bằng dấu phẩy."}
        errors = {"invalid_choice": "Không có đơn vị nào khác đang hoạt động có tên viết tắt “%(value)s”."}
        super().__init__(OrganisationalUnit.objects.none(), label=label, error_messages=errors, **asked | kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean((value or "").lower().replace(",", " ").split())


class MergeForm(ChangeForm):
    kind = ChangeKind.MERGE
    intro = "Đơn vị kết thúc hoạt động; những gì đang làm dở chuyển cho đơn vị tiếp nhận."
    others = _UnitsField("Cùng hợp nhất với", required=False)
    into = UnitField("Đơn vị tiếp nhận", help_text=f"{EXAMPLE} Đơn vị mới thì thêm vào danh sách đơn vị trước.")

    def units(self) -> tuple[OrganisationalUnit, ...]:
        return (self.unit, *self.cleaned_data["others"])

    def successors(self) -> list[OrganisationalUnit]:
        return [self.cleaned_data["into"]]


class SplitForm(ChangeForm):
    kind = ChangeKind.SPLIT
    intro = "Đơn vị kết thúc hoạt động; điểm, đường dây nóng chuyển cho đơn vị tại địa bàn, còn lại cho đơn vị chính."
    into = UnitField("Đơn vị tiếp nhận chính")
    rest = _UnitsField("Các đơn vị tiếp nhận khác")

    def successors(self) -> list[OrganisationalUnit]:
        return [self.cleaned_data["into"], *(u for u in self.cleaned_data["rest"] if u != self.cleaned_data["into"])]


class RenameForm(ChangeForm):
    kind = ChangeKind.RENAME
    intro = "Tên viết tắt và tài khoản giữ nguyên; tên cũ vẫn hiện ở những gì thuộc về trước ngày hiệu lực."
    name = Words(label="Tên mới", max_length=200)
    short_name = Words(label="Tên ngắn mới", max_length=120)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "short_name")}


class MoveForm(ChangeForm):
    kind = ChangeKind.MOVE
    intro = "Đơn vị chuyển sang trực thuộc, hoặc do đơn vị khác duyệt."
    parent = UnitField("Trực thuộc", required=False)
    reviewer = UnitField("Đơn vị duyệt")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("parent", "reviewer")}


class CloseForm(ChangeForm):
    kind = ChangeKind.CLOSE
    intro = "Đơn vị giải thể, không có đơn vị tiếp nhận: tài khoản tạm khóa, những gì đã công bố giữ nguyên."


FORMS: dict[str, type[ChangeForm]] = {
    str(form.kind): form for form in (MergeForm, SplitForm, RenameForm, MoveForm, CloseForm)
}
