"""Every unit's pages, published or not, for whoever watches all units and writes in none."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Left, Length
from wagtail.models import Page, WorkflowState

from core import clock
from core.text import fold
from units.models import UnitFolder

PUBLISHED, CHANGED, DRAFT, WAITING = "đã công bố", "đã công bố, có bản nháp mới", "bản nháp", "chờ duyệt"
STATES = (WAITING, DRAFT, CHANGED, PUBLISHED)


@dataclass(frozen=True)
class UnitPage:
    """A page in one line: whose, called what, how far on its way, when last written by the portal's clock."""

    key: int
    title: str
    unit: str
    state: str
    written: dt.datetime | None


def unit_pages(*, query: str = "", state: str = "") -> list[UnitPage]:
    """Those whose title or unit holds the words, accents or not; the last written first. Three queries."""
    sought, waiting = fold(query.strip()), _waiting()
    found = (_line(row, waiting) for row in _rows())
    return [one for one in found if sought in fold(f"{one.title} {one.unit}") and state in ("", one.state)]


def _rows() -> list[tuple[int, str, str, bool, bool, dt.datetime | None]]:
    """(id, title, unit, live, changed since, last written)"""
    folder = UnitFolder.objects.filter(path=OuterRef("folder_path"))
    pages = Page.objects.annotate(folder_path=Left("path", Length("path") - Page.steplen))
    inside = pages.annotate(unit_name=Subquery(folder.values("unit__name")[:1])).exclude(unit_name=None)
    newest = inside.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    columns = ("pk", "draft_title", "unit_name", "live", "has_unpublished_changes", "latest_revision_created_at")
    return list(newest.values_list(*columns))


def _waiting() -> set[int]:
    """Ids of the pages that wait for a reviewer."""
    pages = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=pages)
    return {int(key) for key in states.values_list("object_id", flat=True)}


def _line(row: tuple[int, str, str, bool, bool, dt.datetime | None], waiting: set[int]) -> UnitPage:
    key, title, unit, live, changed, written = row
    state = WAITING if key in waiting else _state(live, changed)
    return UnitPage(key, title, unit, state, written and clock.recorded(written))


def _state(live: bool, changed: bool) -> str:
    if not live:
        return DRAFT
    return CHANGED if changed else PUBLISHED
