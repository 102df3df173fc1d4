"""What is asked about accounts. Whether it is allowed, the actions say."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from units.forms.words import Words
from units.models import LinkMail, OrganisationalUnit, User
from units.models.users import INSIDE
from units.roles import ADMINISTRATOR, NAMES, holds

MAILED = "Gửi liên kết qua thư điện tử tới địa chỉ trên, không in phiếu"
NO_ADDRESS = "Hãy ghi địa chỉ thư điện tử, hoặc bỏ chọn gửi qua thư."


def _phone() -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9+(). -]{6,30}$",
        label="Điện thoại",
        required=False,
        error_messages={"invalid": "Số điện thoại không đúng."},
    )


def _by_mail(address: str) -> forms.BooleanField:
    label = f"Gửi liên kết qua thư điện tử tới {address}, không in phiếu" if address else MAILED
    return forms.BooleanField(label=label, required=False)


class AccountFilter(forms.Form):
    """All optional; nonsense filters nothing."""

    q = Words(label="Tên đăng nhập, họ tên, đơn vị", required=False, max_length=100)
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "tất cả"), *User.State.choices])
    kind = forms.ChoiceField(label="Loại tài khoản", required=False, choices=[("", "tất cả"), *User.Kind.choices])
    role = forms.ChoiceField(
        label="Vai trò", required=False, choices=[("", "tất cả"), *((r, n) for r, n in NAMES.items())]
    )
    silent = forms.BooleanField(label="Đầu mối lâu không đăng nhập", required=False)


class PersonForm(forms.Form):
    """A person's roles and particulars. Fields that `by` has no say in are not there, whatever is sent."""

    unit = Words(
        label="Đơn vị", required=False, max_length=80, help_text="Tên viết tắt, ví dụ cdc; bỏ trống nếu không có."
    )
    first_name = Words(label="Họ và tên", max_length=150)
    position = Words(label="Chức vụ", max_length=120)
    phone = _phone()
    email = forms.EmailField(label="Thư điện tử", required=False, max_length=254)
    enters = forms.BooleanField(label=NAMES["enters"], required=False, help_text="Nhập, sửa số liệu, bài của đơn vị.")
    reviews = forms.BooleanField(
        label=NAMES["reviews"], required=False, help_text="Duyệt số liệu, bài của đơn vị khác gửi tới."
    )
    focal_point = forms.BooleanField(
        label=NAMES["focal_point"], required=False, help_text="Quản lý tài khoản cá nhân của đơn vị."
    )
    across = forms.ChoiceField(
        label="Hoặc vai trò toàn tỉnh", required=False, choices=[("", "không"), *User.Across.choices]
    )
    valid_until = forms.DateField(label="Dùng đến hết ngày", required=False, widget=AdminDateInput)
    by_mail = _by_mail("")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, by: User, person: User | None, *args: Any, mails: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mails:
            del self.fields["by_mail"]
        administrator = holds(by, ADMINISTRATOR)
        if not administrator:
            del self.fields["across"]
        if person is not None or not administrator:
            del self.fields["unit"]

    def clean_unit(self) -> OrganisationalUnit | None:
        named = self.cleaned_data["unit"].strip()
        found = OrganisationalUnit.objects.filter(abbreviation=named).first() if named else None
        if named and found is None:
            raise forms.ValidationError("Không có đơn vị nào có tên viết tắt này.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("by_mail") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", NO_ADDRESS)
        return cleaned

    def roles(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in (*INSIDE, "across")}

    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("first_name", "position", "phone", "email", "valid_until")}


class ReasonForm(forms.Form):
    """For an act on an account as it was shown. `address`: where the link that it gives can be mailed."""

    reason = Words(label="Lý do", max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if address:
            self.fields["by_mail"] = _by_mail(address)


class HandoverForm(ReasonForm):
    """Who gives and who takes."""

    outgoing_name = Words(label="Họ tên người bàn giao", max_length=150)
    outgoing_position = Words(label="Chức vụ người bàn giao", max_length=120)
    incoming_name = Words(label="Họ tên người nhận", max_length=150)
    incoming_position = Words(label="Chức vụ người nhận", max_length=120)
    incoming_phone = _phone()
    incoming_email = forms.EmailField(label="Thư điện tử người nhận", required=False, max_length=254)
    by_mail = _by_mail("")
    field_order = (
        "outgoing_name",
        "outgoing_position",
        "incoming_name",
        "incoming_position",
        "incoming_phone",
        "incoming_email",
        "by_mail",
        "reason",
        "seen",
    )

    def __init__(self, *args: Any, on_behalf: bool, mails: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mails:
            del self.fields["by_mail"]
        if not on_behalf:
            del self.fields["reason"]
        else:
            self.fields["reason"].label = "Lý do bạn xác nhận thay bên giao"
            self.fields["reason"].required = True
        self.fields["incoming_phone"].label = "Điện thoại người nhận"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("by_mail") and not cleaned.get("incoming_email") and "incoming_email" not in self.errors:
            self.add_error("incoming_email", NO_ADDRESS)
        return cleaned


class LinkMailFilter(forms.Form):
    """Nonsense filters nothing."""

    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "tất cả"), *list(LinkMail.Mail.choices)]
    )


class ResendForm(forms.Form):
    """One account; without it every mail that was given up."""

    account = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
