"""What the room of figures adds to the portal."""

from ninja import Router

from core import hooks
from core.province import Province
from datasets.actions.load import load_indicators
from datasets.actions.load_demo import load_epidemic
from datasets.actions.load_demo_places import load_places
from datasets.api import ROUTERS


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    return load_indicators(province)


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return ROUTERS


@hooks.load_demo
def load_demo(demo: hooks.Demo) -> dict[str, int]:
    return load_epidemic(demo)


@hooks.load_demo
def load_demo_places(demo: hooks.Demo) -> dict[str, int]:
    return load_places(demo)
