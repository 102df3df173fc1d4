"""Every unit's pages, published or not, for whoever watches all units and writes in none."""

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Left, Length
from wagtail.models import Page, WorkflowState

from core.text import fold
from units.models import UnitFolder
from units.selectors.review import reviews_of

WAITING, DRAFT, CHANGED, PUBLISHED = "chờ duyệt", "bản nháp", "đã công bố, có bản nháp mới", "đã công bố"
STATES = (WAITING, DRAFT, CHANGED, PUBLISHED)


def unit_pages(*, query: str = "", state: str = "") -> QuerySet[Page]:
    """Pages in units' folders with `unit_name` and `state`, one of `STATES`; the last written first.

    With a query, those whose title or unit holds its words, accents or not.
    """
    folders = UnitFolder.objects.filter(path=OuterRef("folder_path"))
    pages = Page.objects.annotate(folder_path=Left("path", Length("path") - Page.steplen))
    inside = pages.annotate(unit_name=Subquery(folders.values("unit__name")[:1])).exclude(unit_name=None)
    found = inside.annotate(state=_state())
    found = found.filter(state=state) if state else found
    if sought := fold(query.strip()):
        named = found.order_by().values_list("pk", "draft_title", "unit_name")
        found = found.filter(pk__in=[pk for pk, *names in named if sought in fold(" ".join(names))])
    return found.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")


def _state() -> Case:
    waiting = reviews_of(Page, WorkflowState.STATUS_IN_PROGRESS).filter(record=OuterRef("pk"))
    return Case(
        When(Exists(waiting), then=Value(WAITING)),
        When(live=False, then=Value(DRAFT)),
        When(has_unpublished_changes=True, then=Value(CHANGED)),
        default=Value(PUBLISHED),
        output_field=CharField(),
    )
