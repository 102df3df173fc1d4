"""The index follows what readers see of this room: one place that hears of publishing, unpublishing and deleting.

Wagtail publishes in many ways (a review, the administrator, a command), and all of them say so by its signals,
inside the transaction that publishes.
"""

from collections.abc import Callable, Collection
from itertools import product
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from datasets.models import Facility, FiguresPage, Indicator
from directives.models import DirectivePage
from home.models import GuidancePage, Hotline, HotlinesPage, NewsPage, ServicesPage
from home.search_sources import PAGE_OF_FIGURES
from search.actions.upkeep import touch

PAGES: dict[type[Any], str] = {GuidancePage: "guidance", NewsPage: "news"}
RECORDS: dict[type[Any], str] = {Hotline: "hotline", Facility: "service"}
"""{model: kind of the search}"""
LISTINGS: dict[type[Any], type[Any]] = {HotlinesPage: Hotline, ServicesPage: Facility, FiguresPage: Indicator}
"""{page: what is found under its address, and only while it is published}"""


def follow() -> None:
    """Listen; called once, when the room is ready."""
    for models, signals, act in HEARD:
        for model, signal in product(models, signals):
            signal.connect(act, sender=model, dispatch_uid=f"search {model.__name__}")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(_address_changed, dispatch_uid="search addresses")


def follow_areas(codes: Collection[str]) -> None:
    """Hotlines and places tell the name of their area and of the one above."""
    for model, kind in RECORDS.items():
        concerned = model.objects.filter(Q(area__code__in=codes) | Q(area__parent__code__in=codes), live=True)
        touch(kind, *map(str, concerned.values_list("pk", flat=True)))


def _changed(sender: type[Any], instance: Any, **_: Any) -> None:
    touch((PAGES | RECORDS)[sender], str(instance.pk))


def _indicator_changed(instance: Indicator, **_: Any) -> None:
    touch("dataset", instance.code)


def _listing_changed(sender: type[Any], **_: Any) -> None:
    if LISTINGS[sender] is Indicator:
        touch("dataset", PAGE_OF_FIGURES, *Indicator.objects.values_list("code", flat=True))
    else:
        listed = LISTINGS[sender]
        touch(RECORDS[listed], *map(str, listed.objects.filter(live=True).values_list("pk", flat=True)))


def _address_changed(sender: type[Any], instance: Page, **_: Any) -> None:
    """Whatever stands below has another address too. Wagtail tells of a new slug after the commit only: what a crash
    in between loses, the sweep finds."""
    _touch_below(Page.objects.get(pk=instance.pk))


def _restriction_changed(instance: PageViewRestriction, **_: Any) -> None:
    """Who may read a page, and with it whatever stands below: set, changed or lifted."""
    if page := Page.objects.filter(pk=instance.page_id).first():
        _touch_below(page)


def _touch_below(page: Page) -> None:
    """What is found of a page, and of all below it."""
    for model, kind in (PAGES | {DirectivePage: "directive"}).items():
        below = model.objects.live().descendant_of(page, inclusive=True)
        touch(kind, *map(str, below.values_list("pk", flat=True)))
    for model in LISTINGS:
        if model.objects.live().descendant_of(page, inclusive=True).exists():
            _listing_changed(model)


OF_PAGES = (page_published, page_unpublished, post_delete)
HEARD: list[tuple[Collection[type[Any]], tuple[Signal, ...], Callable[..., None]]] = [
    (PAGES, OF_PAGES, _changed),
    (LISTINGS, OF_PAGES, _listing_changed),
    (RECORDS, (published, unpublished, post_delete), _changed),
    ([Indicator], (post_save, post_delete), _indicator_changed),
    ([PageViewRestriction], (post_save, post_delete), _restriction_changed),
]
