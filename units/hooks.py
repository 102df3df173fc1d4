"""What the room of units adds to the portal."""

from ninja import Router

from core import hooks
from core.province import Province
from units.actions.load import load_units
from units.actions.load_demo import load_accounts
from units.actions.load_help import load_help
from units.actions.workflow import set_up_review
from units.api import router


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    found = load_units(province)
    set_up_review()
    return found | {"duty help steps": load_help(province)}


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return [("", router)]


@hooks.load_demo
def load_demo(demo: hooks.Demo) -> dict[str, int]:
    return load_accounts(demo)
