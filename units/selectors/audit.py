"""What an auditor asks of the log: the newest first, narrowed by time, unit, person, act, object and words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from core import clock
from units.models.audit import AuditEntry, Done

PAGE = 50
AT_ONCE = 1_000
LOOKED_AT = (Done.SIGN_IN_FAILED, Done.LOCKED_OUT, Done.EXPORT)


@dataclass(frozen=True)
class Change:
    """A field before and after, in words."""

    field: str
    before: str
    after: str


def entries(asked: dict[str, Any]) -> QuerySet[AuditEntry]:
    """`asked`: the cleaned fields of `units.forms.audit.AuditForm`; what is empty narrows nothing."""
    found = AuditEntry.objects.order_by("-id")
    if asked.get("from_date"):
        found = found.filter(at__gte=_midnight(asked["from_date"]))
    if asked.get("to_date"):
        found = found.filter(at__lt=_midnight(asked["to_date"] + dt.timedelta(days=1)))
    exact = {name: asked[name] for name in ("unit", "action", "model", "object_id") if asked.get(name)}
    found = found.filter(**exact)
    if asked.get("person"):
        name = asked["person"]
        found = found.filter(Q(login=name) | Q(person__icontains=name) | Q(operator=name))
    if asked.get("words"):
        words = asked["words"]
        found = found.filter(Q(label__icontains=words) | Q(changes__icontains=words) | Q(details__icontains=words))
    return found


def counted_lately() -> dict[Done, int]:
    """{act: how often in the last 24 hours}, of those that an auditor looks at first; in one query."""
    lately = AuditEntry.objects.filter(at__gte=clock.real_now() - dt.timedelta(days=1), action__in=LOOKED_AT)
    counts = dict(lately.order_by().values_list("action").annotate(count=Count("pk")))
    return {act: counts.get(act, 0) for act in LOOKED_AT}


def page(found: QuerySet[AuditEntry], below: int | None) -> tuple[list[AuditEntry], int | None]:
    """The entries below an id, and the id to go on from if there are more."""
    if below is not None:
        found = found.filter(id__lt=below)
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def every(found: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    """All of them, a thousand at a time."""
    last: int | None = None
    while rows := list((found.filter(id__lt=last) if last is not None else found)[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk


def model_name(label: str) -> str:
    """On screen: `units.Duty` → "nhiệm vụ cập nhật"; the label itself if there is no such model any more."""
    try:
        return gettext(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def changes_of(entry: AuditEntry) -> list[Change]:
    return [
        Change(_field_name(entry.model, name), _words(before), _words(after))
        for name, (before, after) in entry.changed.items()
    ]


def details_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """[(what, value)]"""
    return [(DETAILS.get(name, name), _words(value)) for name, value in entry.said.items()]


DETAILS = {
    "what": "Việc",
    "step": "Bước",
    "kind": "Loại",
    "rows": "Số dòng",
    "count": "Số lượng",
    "action": "Thao tác",
    "ids": "Mã đối tượng",
    "state": "Trạng thái",
    "replaced": "Thay bản nháp cũ",
    "reason": "Lý do",
    "note": "Ghi chú",
    "approved_by": "Người duyệt",
    "approved_at": "Duyệt lúc",
    "revision": "Bản nháp số",
    "data": "Dữ liệu kèm theo",
    "path": "Địa chỉ trang",
    "asked": "Bộ lọc",
    "cells": "Số ô số liệu",
    "clock": "Đồng hồ mô phỏng",
    "added": "Thêm",
    "removed": "Bớt",
    "factor": "Yếu tố thứ hai",
    "device": "Thiết bị",
    "new_device": "Thiết bị mới",
    "address": "Địa chỉ mạng",
}
"""{key of `details`: on screen}"""


def _field_name(label: str, name: str) -> str:
    try:
        return str(getattr(apps.get_model(label)._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name


def _words(value: Any) -> str:
    if value is None or value == "":
        return "(trống)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        if {"start", "length", "sha256"} == set(value):
            return f"{value['start']}… (dài {value['length']} ký tự)"
        return "; ".join(f"{name}: {_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value) or "(trống)"
    return str(value)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=clock.ZONE)
