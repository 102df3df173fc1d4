"""What the room of figures adds to the portal."""

from django.urls import reverse
from ninja import Router

from core import hooks
from core.province import Province
from datasets.actions.load import load_indicators
from datasets.actions.load_demo import load_epidemic
from datasets.actions.load_demo_places import load_places
from datasets.api import ROUTERS
from datasets.models import Facility, Report
from datasets.selectors import desk
from units.actions.belongings import Belongings, records
from units.work import Work

PLACES = tuple(f"facilities:{kind}" for kind in Facility.Kind.values)


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


@hooks.duty_work
def work() -> list[Work]:
    """Figures have their grid of reports, each kind of place its form."""
    return [
        Work(
            ("figures",),
            form=lambda _: reverse("wagtailsnippets_datasets_report:add"),
            done=desk.figures_done,
            moment=lambda entered: entered,
        ),
        Work(PLACES, lambda _: reverse("wagtailsnippets_datasets_facility:add"), desk.places_done),
    ]


@hooks.unit_belongings
def belongings() -> list[Belongings]:
    """Open reports go to the heir whatever their area: two units may have one of the same area. Signed ones stay."""
    return [
        records("báo cáo chưa duyệt", lambda: Report.objects.filter(release=None).exclude(state="approved")),
        records("điểm, cơ sở", Facility.objects.all, by_place=True),
    ]
