"""What the room of search adds to the portal."""

from collections.abc import Collection

from ninja import Router

from core import hooks
from core.searchable import Source
from search.actions.upkeep import touch
from search.api import router
from search.models import RecommendedAnswer
from search.sources import AreaSource, keys_of_areas
from units.actions.belongings import Belongings, records


@hooks.search_sources
def sources() -> list[Source]:
    return [AreaSource()]


@hooks.areas_changed
def areas_changed(codes: Collection[str]) -> None:
    touch("area", *keys_of_areas(codes))


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return [("", router)]


@hooks.unit_belongings
def belongings() -> list[Belongings]:
    return [records("câu trả lời đề xuất", RecommendedAnswer.objects.all)]
