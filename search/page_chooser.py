"""Choosing a page that readers see; of any other not even the title is shown, whatever was sent."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from core.restrictions import is_for_all


def pages_for_readers() -> QuerySet[Page]:
    return Page.objects.live().filter(is_for_all(), depth__gt=1)


class ReadersPageChooser(AdminPageChooser):
    """Empty for an id that is none, and for a page that readers do not see or see no more."""

    def get_instance(self, value: Any) -> Page | None:
        try:
            return pages_for_readers().filter(pk=getattr(value, "pk", value)).first() if value else None
        except (ValueError, OverflowError):
            return None

    def get_display_title(self, instance: Page) -> str:
        """The one that readers see, not that of a newer draft."""
        return instance.title
