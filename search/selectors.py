"""Reads for the search of the whole portal."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from core import clock
from core.text import words
from units.selectors.areas import find_areas

MOST_PAGES = 200


@dataclass(frozen=True)
class Hit:
    """One thing found; `kind_label` and `note` are shown beside the title."""

    kind_label: str
    title: str
    url: str
    note: str = ""


def find(query: str, request: HttpRequest) -> list[Hit]:
    """Sections of the portal, then areas of today, whose names hold all the words of the query, accents or not."""
    return _sections(query, request) + _areas(query)


def _sections(query: str, request: HttpRequest) -> list[Hit]:
    terms = words(query)
    pages = Page.objects.live().public().in_menu().filter(depth__gt=1)[:MOST_PAGES] if terms else []
    found = [page for page in pages if set(terms) <= set(words(page.title))]
    return [Hit("Mục", page.title, page.get_url(request) or "/") for page in found]


def _areas(query: str) -> list[Hit]:
    return [
        Hit(
            kind_label="Địa bàn",
            title=area.name,
            url=reverse("area", args=[area.code]),
            note=area.parent.name if area.parent and area.parent.parent_id else "",
        )
        for area in find_areas(query, clock.today())
    ]
