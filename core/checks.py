"""The project's conventions as Django system checks; each has an id and a hint."""

import datetime as dt
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from core import access, known, province


@checks.register
def province_folder_is_complete(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """core.E001: the folder of PROVINCE can be read and holds every file."""
    try:
        found = province.load(settings.PROVINCES_DIR / settings.PROVINCE)
    except province.ProvinceError as error:
        hint = f"PROVINCE={settings.PROVINCE}; xem provinces/README.md."
        return [checks.Error(f"Thiếu dữ liệu tỉnh: {error}", hint=hint, id="core.E001")]
    files = ("areas.csv", "units.csv", "unit_kinds.csv", "duties.csv", "indicators.csv", "sources.csv")
    missing = [name for name in files if not (found.folder / name).is_file()]
    hint = "Thêm các tệp này; provinces/README.md tả từng cột."
    message = f"Thiếu dữ liệu tỉnh trong {found.folder}: {', '.join(missing)}"
    return [checks.Error(message, hint=hint, id="core.E001")] if missing else []


@checks.register
def plugins_load(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """core.E002: each app in PLUGINS can be imported and registers hooks."""
    return [
        checks.Error(
            f"Không nạp được phần mở rộng “{name}”: {reason}",
            hint="Sửa PLUGINS, hoặc thêm mô-đun hooks cho ứng dụng đó.",
            id="core.E002",
        )
        for name, reason in settings.PLUGINS_NOT_LOADED.items()
    ]


@checks.register(checks.Tags.urls)
def every_url_has_a_rule(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """core.E003: each address declares who may open it."""
    rules = getattr(import_module(settings.ROOT_URLCONF), "RULES", {})
    return [
        checks.Error(
            f"Địa chỉ “/{path}” chưa khai báo ai được mở.",
            hint="Dùng bộ trang trí trong core.access, hoặc thêm tiền tố vào RULES của config.urls.",
            id="core.E003",
        )
        for path, pattern in _patterns(get_resolver().url_patterns)
        if not access.rule_of(pattern.callback) and not any(path.startswith(prefix) for prefix in rules)
    ]


@checks.register(checks.Tags.database)
def clock_is_real(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """core.E004: only a simulated database accepts NOW, and only a moment."""
    simulated = known.read().simulated
    if not settings.NOW:
        return []
    if not simulated:
        hint = "Bỏ biến môi trường NOW: cơ sở dữ liệu thật luôn theo đồng hồ thật."
        return [checks.Error("NOW chỉ dùng được với cơ sở dữ liệu mô phỏng.", hint=hint, id="core.E004")]
    try:
        dt.datetime.fromisoformat(settings.NOW)
    except ValueError:
        message = f"NOW={settings.NOW} không phải thời điểm."
        return [checks.Error(message, hint="Ví dụ: NOW=2021-10-08T18:05", id="core.E004")]
    return []


def _patterns(entries: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield path.lstrip("^"), entry
