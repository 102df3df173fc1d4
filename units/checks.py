"""The room's conventions as system checks."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections

from core import known, province, triggers
from units import append_only, roles, traced
from units.models import User
from units.selectors.link_mails import has_mail_server

MUST = {roles.ADMINISTRATOR, roles.REVIEWS}
"""Roles that never go without a second factor."""


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


@checks.register
def those_who_decide_have_a_second_factor(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """units.E003: the province's data makes it compulsory for administrators and reviewers, and names real roles."""
    try:
        named = set(province.load(settings.PROVINCES_DIR / settings.PROVINCE).sign_in.second_factor)
    except province.ProvinceError:
        return []  # core.E001 tells of it
    hint = "Sửa second_factor trong mục [sign_in] của province.toml."
    texts = [f"Yếu tố thứ hai phải bắt buộc với “{roles.NAMES[role]}” ({role})." for role in MUST - named]
    texts += [f"Không có vai trò “{role}”." for role in sorted(named - set(roles.NAMES))]
    return [checks.Error(text, hint=hint, id="units.E003") for text in texts]


@checks.register(checks.Tags.database)
def a_real_portal_keeps_the_second_factor(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """units.E004: once there are accounts, only a simulated database may do without the compulsory second factor."""
    found = known.read()
    if found.province is None or found.simulated or province.current().sign_in.simulated_second_factor:
        return []
    if not User.objects.exists():
        return []  # a simulated one too is real until its demo is loaded
    hint = "Đặt simulated_second_factor = true trong mục [sign_in] của province.toml."
    text = "Dữ liệu tỉnh tắt yếu tố thứ hai bắt buộc; chỉ cơ sở dữ liệu mô phỏng được làm thế."
    return [checks.Error(text, hint=hint, id="units.E004")]


@checks.register(checks.Tags.urls, deploy=True)
def mails_lead_to_the_portal(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """units.W001: where there is a mail server, the links in mails do not lead to the reader's own machine."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    if not has_mail_server() or host not in (None, "localhost", "127.0.0.1"):
        return []
    text = "Có máy chủ thư nhưng WAGTAILADMIN_BASE_URL chưa là địa chỉ của cổng: liên kết trong thư không mở được."
    return [checks.Warning(text, hint="Đặt WAGTAILADMIN_BASE_URL=https://… của cổng.", id="units.W001")]
