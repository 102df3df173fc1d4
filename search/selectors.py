"""Reads beside the ranking: the portal's own sections by name, and what the filter form offers."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from core.restrictions import is_for_all
from core.text import words
from units.models import AdministrativeArea, Level
from units.selectors.areas import area_at, areas_at

MOST_PAGES = 200


@dataclass(frozen=True)
class Section:
    """A section of the portal, such as "Số liệu"."""

    title: str
    url: str


def sections_named(text: str, request: HttpRequest) -> list[Section]:
    """Sections of the portal whose names hold all the words of a query, accents or not."""
    terms = words(text)
    pages = Page.objects.live().in_menu().filter(is_for_all(), depth__gt=1)[:MOST_PAGES] if terms else []
    found = [page for page in pages if set(terms) <= set(words(page.title))]
    return [Section(page.title, page.get_url(request) or "/") for page in found]


def areas_offered(chosen: str, day: dt.date) -> list[AdministrativeArea]:
    """Districts of the day, after the chosen area when that is none of them."""
    districts = areas_at(day, level=Level.DISTRICT) or areas_at(day, level=Level.COMMUNE)
    other = area_at(chosen, day) if chosen and all(area.code != chosen for area in districts) else None
    return [other, *districts] if other else districts
