"""The room's conventions as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError, connections

from core import triggers
from units import append_only, traced


@checks.register(checks.Tags.database)
def log_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """units.E001: every trigger that keeps the log is there."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            if append_only.TABLE not in connection.introspection.table_names():
                continue
            missing = triggers.missing(connection, append_only.rules(connection.vendor))
        except DatabaseError:
            continue
        if missing:
            hint = "Một bản di trú đã làm lại bảng: kết thúc nó bằng KeepAudit()."
            text = f"Thiếu trigger giữ nhật ký: {', '.join(sorted(missing))}"
            messages.append(checks.Error(text, hint=hint, id="units.E001"))
    return messages


@checks.register
def every_model_is_declared(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """units.E002: of each model its room says whether the log follows it."""
    return [
        checks.Error(
            f"Chưa khai báo nhật ký có theo dõi {model._meta.label} không.",
            hint="Gọi audited() hoặc exempt() của units.traced trong mô-đun audited của ứng dụng.",
            id="units.E002",
        )
        for model in traced.undeclared()
    ]
