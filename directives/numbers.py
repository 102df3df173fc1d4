"""A full number as the database finds it, however it was written."""

from typing import Any

from django.db import models

from core.text import fold

LONGEST = 100


def number_key(number: str) -> str:
    """ "01/CT-UBND" and "1 /ct-ubnd" → "1/ct-ubnd"."""
    return "".join(fold(number).split()).lstrip("0")


class NumberKeyField(models.CharField):
    """`number_key` of another attribute of the row, set whenever the row is stored; no revision holds it.

    `of`: that attribute's name.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        fixed = {"max_length": LONGEST, "db_index": True, "editable": False, "default": "", "serialize": False}
        super().__init__(*args, **kwargs | fixed)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = number_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key
