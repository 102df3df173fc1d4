"""Forms of the admin."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from directives.actions.publish import said_of_circle
from directives.models import DirectiveRelation
from directives.reading import MAX_BYTES
from directives.selectors.circles import circle
from directives.selectors.confirmation import why_withheld
from directives.selectors.places import missing_places

MOST_FILES = 50


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; what is wrong with one of them is said of it alone, when it is taken in."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in data or [] if file]
        if not files:
            raise ValidationError("Chọn ít nhất một tệp.")
        if len(files) > MOST_FILES:
            raise ValidationError(f"Mỗi lần nạp nhiều nhất {MOST_FILES} tệp.")
        return files


class IntakeForm(forms.Form):
    """Files of documents as a unit hands them in."""

    documents = FilesField(
        label="Tệp văn bản (PDF, bản quét, DOCX, DOC, TXT, ảnh JPG, PNG hoặc TIFF)",
        help_text=f"Chọn được nhiều tệp một lần, mỗi tệp không quá {MAX_BYTES // 2**20} MB.",
        widget=FilesInput(attrs={"accept": ".pdf,.docx,.doc,.txt,.jpg,.jpeg,.png,.tif,.tiff"}),
    )
    together = forms.BooleanField(
        label="Các tệp này là một văn bản",
        required=False,
        help_text="Ví dụ quyết định, quy chế kèm theo và phụ lục; hoặc từng trang quét. Đọc lần lượt theo tên tệp.",
    )

    def clean(self) -> dict[str, Any]:
        """Browsers send files in an order that nobody sees: of one document they go by name, 2 before 10."""
        found = super().clean() or {}
        if found.get("together"):
            found["documents"] = sorted(found.get("documents", []), key=lambda file: _by_name(file.name or ""))
        return found


def _by_name(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name.lower())]


Kind = DirectiveRelation.Kind


class DirectiveForm(WagtailAdminPageForm):
    """A directive in the editor. A draft may be half done; what is handed over must say what readers will need."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "areas" in self.fields:
            areas: Any = self.fields["areas"]
            areas.day = self.instance.date

    def is_valid(self) -> bool:
        if not super().is_valid() or self.is_deferred_validation:
            return bool(super().is_valid())
        if reason := why_withheld(self.instance):
            self.add_error(None, reason)
        self._check_withdrawal()
        self._check_emendation()
        related = [(form, form.instance) for form in self.formsets["relations"].forms if _is_kept(form)]
        for form, relation in related:
            _check_relation(form, relation)
        self._check_together(related)
        return not self.errors and not any(form.errors for form, _ in related)

    def _check_withdrawal(self) -> None:
        if self.cleaned_data.get("withdrawn_on") and not self.cleaned_data.get("withdrawn_why"):
            self.add_error("withdrawn_why", "Hãy ghi ai thu hồi văn bản, theo văn bản nào và lý do.")

    def _check_emendation(self) -> None:
        """What is changed in a text that readers have seen is said to them."""
        if self.instance.first_published_at is None:
            return
        note, before = self.cleaned_data.get("emendation", ""), self.instance.emendations
        if not note.strip():
            self.add_error("emendation", "Văn bản đã công bố: hãy ghi lần này sửa gì cho đúng bản gốc.")
        elif before and note == before[-1].note:
            self.add_error(
                "emendation",
                f"Ghi chú này là của lần hiệu đính ngày {before[-1].day:%d/%m/%Y}; hãy ghi lần này sửa gì.",
            )

    def _check_together(self, related: list[tuple[Any, DirectiveRelation]]) -> None:
        relations = [relation for _, relation in related]
        if way := circle(self.instance, relations):
            self.add_error(None, said_of_circle(way))
        missing = missing_places(relations)
        for form, relation in related:
            if said := missing.get(relation.ref):
                form.add_error("articles", said)


def _is_kept(form: Any) -> bool:
    return bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")


def _check_relation(form: Any, relation: DirectiveRelation) -> None:
    if relation.kind == Kind.WITHDRAWS and not relation.reason.strip():
        form.add_error("reason", "Hãy ghi lý do thu hồi: người đọc văn bản bị thu hồi sẽ thấy.")
    if relation.kind == Kind.WITHDRAWS and relation.articles:
        form.add_error("articles", "Thu hồi là thu hồi cả văn bản; một số điều thì bãi bỏ hoặc sửa đổi.")
    if relation.until and relation.kind != Kind.SUSPENDS:
        form.add_error("until", "Chỉ ghi khi ngưng hiệu lực.")
    elif relation.until and relation.effective_on and relation.until <= relation.effective_on:
        form.add_error("until", "Phải sau ngày bắt đầu ngưng.")
