"""What readers may see: the one place that says which directives are published."""

import datetime as dt
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import force
from core.restrictions import is_for_all
from directives.models import DirectivePage, ForceSpell


def published() -> "QuerySet[DirectivePage]":
    """Live directives for all readers, with type and issuer, newest first."""
    pages = DirectivePage.objects.live().filter(is_for_all()).select_related("type", "issuer__unit__area")
    return pages.order_by("-date", "-pk")


def with_status(pages: Any, status: str, day: dt.date) -> Any:
    """Those whose `force.at(day)` is `status`, as a query."""
    return pages.filter(_conditions(day)[status])


def with_statuses(pages: Any, statuses: Collection[str], day: dt.date) -> Any:
    """Those whose status on the day is one of these; all of them where none is given."""
    conditions = _conditions(day)
    return pages.filter(reduce(or_, (conditions[status] for status in statuses))) if statuses else pages


def _conditions(day: dt.date) -> dict[str, Q]:
    """{status: condition}, in the order in which `core.force.Force.at` asks; each excludes those before it."""
    steps = {
        force.WITHDRAWN: Q(withdrawn_on__lte=day) | Q(withdrawn_by__lte=day),
        force.ENDED: Q(effective_to__lte=day) | Q(ended_by__lte=day),
        force.SUSPENDED: _spell(force.SUSPENDED, day),
        force.PENDING: Q(effective_from__gt=day) | Q(effective_from=None, date__gt=day),
        force.PARTLY: _spell(force.PARTLY, day),
        force.IN_FORCE: Q(),
    }
    earlier = Q()
    for status, condition in steps.items():
        steps[status] = condition & ~earlier if earlier else condition
        earlier |= condition
    return steps


def _spell(status: str, day: dt.date) -> Q:
    spells = ForceSpell.objects.filter(page=OuterRef("pk"), status=status, first__lte=day)
    return Q(Exists(spells.filter(Q(until=None) | Q(until__gt=day))))
