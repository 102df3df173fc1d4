"""Fields of a directive that hold codes: its topics, the groups and the areas that it concerns."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from core import clock
from core.text import nfc
from core.topics import Audience, Topic
from units.selectors.area_names import Known, KnownArea, known_areas, named, of_codes, written

SUBJECTS = ("topics", "audiences", "areas")
MOST_AREAS = 60
IN_BRACKETS = re.compile(r"\(([0-9]{2,10})\)$")


class CodesField(models.JSONField):
    """A list of codes, each of them known and there once."""

    what = "mã"

    def known(self, code: str) -> bool:
        raise NotImplementedError

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raises `ValidationError` in Vietnamese, with the code that is wrong."""
        super().validate(value, model_instance)
        if not isinstance(value, list):
            raise ValidationError("Cần một danh sách mã.")
        for code in value:
            if not isinstance(code, str) or not self.known(code):
                raise ValidationError(f"Không có {self.what} “{code}”.")
        if len(set(value)) < len(value):
            raise ValidationError(f"Có {self.what} ghi hai lần.")


class ChosenField(CodesField):
    """Codes of a fixed list, ticked by people."""

    choices_of: type[models.TextChoices]

    def known(self, code: str) -> bool:
        return code in self.choices_of.values

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            label=capfirst(self.verbose_name),
            choices=self.choices_of.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.help_text,
        )


class TopicsField(ChosenField):
    what, choices_of = "lĩnh vực", Topic


class AudiencesField(ChosenField):
    what, choices_of = "đối tượng", Audience


class AreasField(CodesField):
    """Statistics-office codes of areas of the province, written by people as names."""

    what = "địa bàn mã"

    def known(self, code: str) -> bool:
        return bool(of_codes([code], clock.today()))

    def formfield(self, **kwargs: Any) -> Any:
        return AreasFormField(label=capfirst(self.verbose_name), required=False, help_text=self.help_text)


class AreasFormField(forms.CharField):
    """ "Phường Hưng Dũng, Thành phố Vinh; Huyện Quỳnh Lưu", kept as codes. The names are those of `day`,
    else of today."""

    day: dt.date | None = None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        known, day = known_areas(), self.day or clock.today()
        return "; ".join(_written(area, day, known) for area in of_codes(value, day, known))

    def clean(self, value: Any) -> list[str]:
        pieces = [piece.strip() for piece in re.split(r"[;\n]", nfc(str(value or ""))) if piece.strip()]
        if len(pieces) > MOST_AREAS:
            raise ValidationError(f"Nhiều nhất {MOST_AREAS} địa bàn; nhiều hơn thì ghi cấp trên hoặc để trống.")
        return list(dict.fromkeys(_code(piece, self.day or clock.today()) for piece in pieces))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or []) != (data or ""))


def _written(area: KnownArea, day: dt.date, known: Known) -> str:
    """With its code where the name alone would mean another one too."""
    name = written(area, known)
    return name if _meant(name, day, known) == [area] else f"{name} ({area.code})"


def _meant(text: str, day: dt.date, known: Known) -> list[KnownArea]:
    """Those that bore the name on the day; if none did, all that ever did."""
    found = named(text, known)
    return [area for area in found if area.is_valid(day)] or found


def _code(text: str, day: dt.date) -> str:
    """Raises `ValidationError`: no area is called so, or several are."""
    known = known_areas()
    in_brackets = IN_BRACKETS.search(text)
    found = _meant(in_brackets[1] if in_brackets else text, day, known)
    if not found:
        raise ValidationError(f"Không có địa bàn “{text}”. Hãy ghi như “Phường Hưng Dũng, Thành phố Vinh”.")
    if len(found) > 1:
        meant = "; ".join(f"{written(area, known)} ({area.code})" for area in found)
        raise ValidationError(f"Có nhiều địa bàn tên “{text}”; hãy ghi cả mã: {meant}.")
    return found[0].code
