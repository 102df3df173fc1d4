"""Which notice was read, and how mails are wanted."""

from collections.abc import Mapping
from typing import Any

from django import forms

from units.models import Notice, NoticeChoice


class ReadForm(forms.Form):
    notice = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class MailsForm(forms.Form):
    """A choice for each kind of notice, under the kind's name."""

    def __init__(self, *args: Any, chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, way in chosen.items():
            shown = str(Notice.Kind(kind).label).capitalize()
            self.fields[kind] = forms.ChoiceField(label=shown, choices=_ways(kind), initial=way)


def _ways(kind: str) -> list[tuple[str, str]]:
    """What is due comes daily or not at all."""
    left_out = NoticeChoice.Way.AT_ONCE if kind == Notice.Kind.DUE else None
    return [(way, str(label)) for way, label in NoticeChoice.Way.choices if way != left_out]
