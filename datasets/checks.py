"""The room's conventions as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError, connections

from datasets.frozen import missing_triggers


@checks.register(checks.Tags.database)
def published_figures_are_frozen(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """datasets.E001: every trigger that freezes published figures is there."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            if "datasets_fact" not in connection.introspection.table_names():
                continue
            missing = missing_triggers(connection)
        except DatabaseError:
            continue
        if missing:
            hint = "Một bản di trú đã làm lại bảng: kết thúc nó bằng FreezePublished()."
            text = f"Thiếu trigger giữ số liệu đã công bố: {', '.join(sorted(missing))}"
            messages.append(checks.Error(text, hint=hint, id="datasets.E001"))
    return messages
