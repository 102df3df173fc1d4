"""Guidance that rests on a directive."""

from django.db.models import Q

from directives.citations import means, numerals
from directives.models import DirectivePage
from home.models import GuidanceDirective, GuidancePage


def guidance_resting_on(page: DirectivePage) -> list[GuidancePage]:
    """Published guidance that names the directive among its grounds, by title, in one query."""
    starts = numerals([page.full_number]) if page.full_number else set()
    named = Q(pk=None)
    for start in starts:
        named |= Q(number__startswith=start)
    rows = GuidanceDirective.objects.filter(named, page__live=True).select_related("page").defer("page__body")
    found = {row.page_id: row.page for row in rows if means(row.ref, page)}
    return sorted(found.values(), key=lambda one: one.title)
