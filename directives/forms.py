"""Forms of the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directives.reading import MAX_BYTES

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
        label="Tệp văn bản (PDF, DOCX, DOC hoặc TXT)",
        help_text=f"Chọn được nhiều tệp một lần; mỗi tệp một văn bản, không quá {MAX_BYTES // 2**20} MB.",
        widget=FilesInput(attrs={"accept": ".pdf,.docx,.doc,.txt"}),
    )
