"""Reads beside the ranking: the portal's own sections by name, and what the filter form offers."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from core.restrictions import is_for_all
from core.text import words
from units.models import Level
from units.selectors.area_names import KnownArea, known_areas

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


def areas_offered(chosen: str, day: dt.date) -> list[KnownArea]:
    """Districts of the day, after the chosen area when that is none of them."""
    areas = [area for area in known_areas().values() if area.is_valid(day)]
    by_level = ([area for area in areas if area.level == level] for level in (Level.DISTRICT, Level.COMMUNE))
    districts = next(filter(None, by_level), [])
    return [area for area in areas if area.code == chosen and area not in districts] + districts
