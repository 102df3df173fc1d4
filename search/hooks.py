"""What the room of search adds to the portal."""

from ninja import Router

from core import hooks
from core.searchable import Source
from search.api import router
from search.sources import AreaSource


@hooks.search_sources
def sources() -> list[Source]:
    return [AreaSource()]


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return [("", router)]
