"""What the room of directives adds to the portal."""

from django.urls import reverse
from ninja import Router

from core import hooks
from core.province import Province
from core.searchable import Source
from directives.actions.load import load_directives
from directives.actions.load_demo import load_demo_directives
from directives.api import router
from directives.models import DirectivesPage
from directives.search_source import DirectiveSource
from units.selectors.folders import last_written
from units.work import Work


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    return load_directives(province)


@hooks.load_demo
def load_demo(demo: hooks.Demo) -> dict[str, int]:
    return load_demo_directives(demo)


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return [("", router)]


@hooks.search_sources
def search_sources() -> list[Source]:
    return [DirectiveSource()]


@hooks.duty_work
def work() -> list[Work]:
    """A directive begins with its file."""
    return [Work((DirectivesPage.subject,), lambda _: reverse("directives_intake"), last_written)]
