"""The index follows what readers see of this room: one place that hears of publishing, unpublishing and deleting.

Wagtail publishes in many ways (a review, the administrator, a command), and all of them say so by its signals,
inside the transaction that publishes.
"""

from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_slug_changed, page_unpublished, published, unpublished

from datasets.models import Facility
from home.models import GuidancePage, Hotline, NewsPage
from search.actions.upkeep import touch

PAGES: dict[type[Any], str] = {GuidancePage: "guidance", NewsPage: "news"}
RECORDS: dict[type[Any], str] = {Hotline: "hotline", Facility: "service"}
"""{model: kind of the search}"""


def follow() -> None:
    """Listen; called once, when the room is ready."""
    for model in PAGES:
        for signal in (page_published, page_unpublished, page_slug_changed, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"search {model.__name__}")
    for model in RECORDS:
        for signal in (published, unpublished, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"search {model.__name__}")


def _changed(sender: type[Any], instance: Any, **_: Any) -> None:
    touch((PAGES | RECORDS)[sender], str(instance.pk))
