"""What the room of figures adds to the portal."""

from ninja import Router

from core import hooks
from core.province import Province
from datasets.actions.load import load_indicators
from datasets.actions.load_demo import load_epidemic
from datasets.actions.load_demo_places import load_places
from datasets.api import ROUTERS
from datasets.models import Facility, Report
from units.actions.belongings import Belongings, records


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


@hooks.unit_belongings
def belongings() -> list[Belongings]:
    """Open reports go to the heir whatever their area: two units may have one of the same area. Signed ones stay."""
    return [
        records("báo cáo chưa duyệt", lambda: Report.objects.filter(release=None).exclude(state="approved")),
        records("điểm, cơ sở", Facility.objects.all, by_place=True),
    ]
