"""The filters of a query as conditions on stored documents, the same for every engine that ranks in the database."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from core import force
from search.engines.base import Plan
from search.models import SearchArea, SearchDocument, SearchSpell
from units.models import AdministrativeArea, Level
from units.selectors.areas import area_at

Documents = QuerySet[SearchDocument, Any]


def shown(day: dt.date, of: str = "") -> Q:
    """What readers see on a day; `of` leads from the rows asked for to the documents: "document__"."""
    begun = Q((f"{of}shown_from", None)) | Q((f"{of}shown_from__lte", day))
    return begun & (Q((f"{of}shown_until", None)) | Q((f"{of}shown_until__gte", day)))


def status_on(day: dt.date) -> Case:
    """`core.force.Force.at` as a database expression; empty for what has no force."""
    return Case(
        When(has_force=False, then=Value("")),
        When(withdrawn__lte=day, then=Value(force.WITHDRAWN)),
        When(ended__lte=day, then=Value(force.ENDED)),
        When(_spell(force.SUSPENDED, day), then=Value(force.SUSPENDED)),
        When(starts__gt=day, then=Value(force.PENDING)),
        When(_spell(force.PARTLY, day), then=Value(force.PARTLY)),
        default=Value(force.IN_FORCE),
        output_field=CharField(),
    )


def _spell(status: str, day: dt.date) -> Exists:
    spells = SearchSpell.objects.filter(document=OuterRef("pk"), status=status, first__lte=day)
    return Exists(spells.filter(Q(until=None) | Q(until__gt=day)))


def when(plan: Plan) -> Documents:
    """Documents shown on the day, issued between the dates: what no facet chooses."""
    found = SearchDocument.objects.filter(shown(plan.day))
    if plan.filters.since:
        found = found.filter(date__gte=plan.filters.since)
    if plan.filters.until:
        found = found.filter(date__lte=plan.filters.until)
    return found


def about(plan: Plan) -> Q:
    """What is about the area asked for, and, where the plan says so, what is about none in particular."""
    of_it = Q(pk__in=SearchArea.objects.filter(code__in=plan.area_codes).values("document"))
    everywhere = Q(~Exists(SearchArea.objects.filter(document=OuterRef("pk"))))
    return of_it | everywhere if plan.or_everywhere else of_it


def codes_within(code: str, day: dt.date) -> tuple[str, ...]:
    """The codes of an area and of all below it on a day; none for the whole province, or for no area."""
    area = area_at(code, day) if code else None
    if area is None or area.level == Level.PROVINCE:
        return ()
    below = AdministrativeArea.objects.valid_at(day).filter(Q(parent=area) | Q(parent__parent=area))
    return (area.code, *below.values_list("code", flat=True))
