"""Rows that the libraries' migrations make with English names, renamed; a name that someone changed stays."""

import re
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Collection, Page, Task, Workflow

NAMES: dict[Any, tuple[tuple[str, ...], dict[str, str]]] = {
    Page: (("title", "draft_title"), {"Root": "Gốc", "Welcome to your new Wagtail site!": "Trang mẫu của Wagtail"}),
    Collection: (("name",), {"Root": "Gốc"}),
    Workflow: (("name",), {"Moderators approval": "Quy trình mẫu"}),
    Task: (("name",), {"Moderators approval": "Bước mẫu"}),
}
"""{model: (fields, {as Wagtail's migrations write it: on screen})}"""
VERBS = {
    "add": "Thêm",
    "change": "Sửa",
    "delete": "Xóa",
    "view": "Xem",
    "publish": "Công bố",
    "lock": "Khóa",
    "unlock": "Mở khóa",
}
"""{verb of a permission's stored name: on screen}"""
_STORED = re.compile(rf"Can ({'|'.join(VERBS)}) (.+)")


def name_stock_rows() -> None:
    with transaction.atomic():
        for model, (fields, names) in NAMES.items():
            for row in model.objects.filter(**{f"{fields[0]}__in": names}):
                for field in fields:
                    setattr(row, field, names.get(getattr(row, field), getattr(row, field)))
                row.save(update_fields=fields)


def name_permissions(**_: Any) -> None:
    """After every migration: Django stores "Can add …", and a few names that the catalogue knows."""
    with override("vi"):
        for permission in Permission.objects.only("name"):
            name = _on_screen(permission.name)
            if name != permission.name:
                Permission.objects.filter(pk=permission.pk).update(name=name)


def _on_screen(name: str) -> str:
    stored = _STORED.fullmatch(name)
    return f"{VERBS[stored[1]]} {gettext(stored[2])}" if stored else gettext(name)
