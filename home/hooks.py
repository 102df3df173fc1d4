"""What the room of the home page adds to the portal."""

from collections.abc import Collection

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from ninja import Router
from wagtail.models import Site

from core import hooks
from core.province import Province
from core.searchable import Source
from datasets.models import FiguresPage
from directives.models import DirectivePage, DirectivesPage
from home.actions.bulletin import draft_due
from home.actions.load import build_page_tree
from home.actions.load_demo import load_content
from home.actions.search_upkeep import follow_areas
from home.api import ROUTERS
from home.models import GuidanceIndexPage, Hotline, NewsIndexPage
from home.search_sources import DATA_FILES, SOURCES
from home.selectors.hotlines import hotlines_done
from home.selectors.resting import guidance_resting_on
from home.selectors.sections import sections
from search.actions.upkeep import touch
from units.actions.belongings import Belongings, records
from units.selectors.folders import last_written
from units.work import Work

NARROW_PAGES = (FiguresPage, DirectivesPage)
"""Kinds of pages that have room in the navigation of a phone, beside the reader's own area and the full list."""


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    return build_page_tree(province)


@hooks.load_demo
def load_demo(demo: hooks.Demo) -> dict[str, int]:
    return load_content(demo)


@hooks.areas_changed
def areas_changed(codes: Collection[str]) -> None:
    follow_areas(codes)


@hooks.released
def released(number: int) -> None:
    touch("dataset", *DATA_FILES)
    draft_due(newest=number)


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return ROUTERS


@hooks.search_sources
def search_sources() -> list[Source]:
    return SOURCES


@hooks.resting_on
def resting_on(directive: DirectivePage) -> list[hooks.Link]:
    return [hooks.Link(page.title, page.url or "") for page in guidance_resting_on(directive)]


@hooks.page_slots
def area_picker(slot: str, request: HttpRequest) -> list[str]:
    """The way to the reader's own commune, at the top of the home page."""
    return [render_to_string("home/area_picker.html")] if slot == "home_top" else []


@hooks.navigation
def page_tree(request: HttpRequest) -> list[hooks.Link]:
    """The home page, the reader's own area, and the published pages below home that are shown in menus."""
    links = [
        hooks.Link("Trang chủ", "/", order=0),
        hooks.Link("Nơi tôi ở", reverse("areas"), order=15, narrow=True),
    ]
    site = Site.find_for_request(request)
    if site is None:
        return links
    pages = (page for page in sections(site.root_page) if page.show_in_menus)
    return links + [
        hooks.Link(page.title, page.get_url(request), order=10 * n, narrow=page.specific_class in NARROW_PAGES)
        for n, page in enumerate(pages, 1)
        if page.get_url(request)
    ]


@hooks.unit_belongings
def belongings() -> list[Belongings]:
    return [records("đường dây nóng", Hotline.objects.all, by_place=True)]


@hooks.duty_work
def work() -> list[Work]:
    """Pages begin in their section, hotlines with their form."""
    return [
        Work((GuidanceIndexPage.subject, NewsIndexPage.subject), lambda _: reverse("units_begin_page"), last_written),
        Work(("hotlines",), lambda _: reverse("wagtailsnippets_home_hotline:add"), hotlines_done),
    ]
