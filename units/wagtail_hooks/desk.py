"""The first page of the admin: what the unit has to do, nothing of the stock."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from units import permissions
from units.acting import session_of
from units.panels import DuePanel, LogPanel, NewDevicePanel, QuestionsPanel, ReviewPanel, UndonePanel
from units.panels_urgent import OwedPanel


@hooks.register("construct_homepage_panels", order=-10)
def no_stock_panels(request: HttpRequest, panels: list[Any]) -> None:
    """The desk shows the unit's own work; rooms add their panels after this."""
    panels.clear()


@hooks.register("construct_homepage_summary_items", order=10)
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("construct_homepage_panels")
def desk_panels(request: HttpRequest, panels: list[Any]) -> None:
    account = permissions.account(request)
    panels += [NewDevicePanel(account, session_of(request)), DuePanel(account), ReviewPanel(account)]
    panels += [LogPanel(account), QuestionsPanel(account), UndonePanel(account), OwedPanel(account)]
