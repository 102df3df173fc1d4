"""The plugin contract, whole. A plugin is a Django app listed in PLUGINS whose `hooks` module registers here.

    from core import hooks

    @hooks.navigation
    def my_links() -> list[hooks.Link]: ...

The built-in rooms use the same hooks. An app that is taken out of the settings takes its hooks with it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.apps import apps
from django.http import HttpRequest
from ninja import Router

from core.province import Province
from core.searchable import Source

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Link:
    """An entry of the navigation. Lower `order` comes first; `narrow` entries are shown on phones too."""

    title: str
    url: str
    order: int = 100
    narrow: bool = False


class Hook(Generic[P, R]):
    """A named place where installed apps add something. Calling it as a decorator registers a function."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: list[Callable[P, R]] = []

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        self._functions.append(function)
        return function

    def results(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        """What each installed app's function returns, in the order of INSTALLED_APPS."""
        for function in self.functions():
            yield function(*args, **kwargs)

    def functions(self) -> list[Callable[P, R]]:
        """The functions of installed apps, in layer order."""
        order = [config.name for config in apps.get_app_configs()]
        found = [(order.index(app), f) for f in self._functions if (app := _app_of(f)) in order]
        return [function for _, function in sorted(found, key=lambda pair: pair[0])]


def _app_of(function: Callable) -> str:
    config = apps.get_containing_app_config(function.__module__)
    return config.name if config else ""


navigation: Hook[[HttpRequest], list[Link]] = Hook("navigation")
"""(request) → links of the main navigation."""

page_slots: Hook[[str, HttpRequest], list[str]] = Hook("page_slots")
"""(slot, request) → pieces of safe HTML for a named place: `home_top` beside the lead, `home_aside` below."""

api_routers: Hook[[], list[tuple[str, Router]]] = Hook("api_routers")
"""() → [(prefix under /api/v1/, router)]."""

search_sources: Hook[[], list[Source]] = Hook("search_sources")
"""() → sources of entries for the search of the whole portal."""

load_province: Hook[[Province], dict[str, int]] = Hook("load_province")
"""(province) → {what: rows}; called bottom room first, inside one transaction; repeatable."""

load_demo: Hook[["Demo"], dict[str, int]] = Hook("load_demo")
"""(demo) → {what: rows}; called bottom room first."""

resting_on: Hook[[Any], list[Link]] = Hook("resting_on")
"""(published directive) → links of the pages that rest on it, for its own page; one query at most."""

unit_belongings: Hook[[], list[Any]] = Hook("unit_belongings")
"""() → what units have in the room (`units.actions.belongings.Belongings`): counted before a unit is merged, split
or closed, and handed over to whoever takes its place."""

released: Hook[[int], None] = Hook("released")
"""(number of a release) → None; called after readers see it, and again until the next one: repeatable, never raises
for what is not there."""

areas_changed: Hook[[Collection[str]], None] = Hook("areas_changed")
"""(codes of areas that appeared, ended, or have another name or place) → None; called inside the transaction that
changes them."""

duty_work: Hook[[], list[Any]] = Hook("duty_work")
"""() → how the room lets units do their duties (`units.work.Work`), for their desk."""


@dataclass(frozen=True)
class Demo:
    """What `load_demo` was asked for."""

    province: Province
    days: int
    seed: int
    password: str
