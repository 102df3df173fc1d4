"""What editors recommend for a query: shown above what is found, which stays as it is below."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from core.restrictions import is_for_all
from search.models import RecommendedAnswer
from search.models.answers import key_of
from search.query import KIND_NAMES, Filters, Query

MOST_SHOWN = 3


@dataclass(frozen=True)
class Recommended:
    """`kind`: see `core.searchable.KINDS`; empty for a section of the portal."""

    kind: str
    title: str
    url: str
    reason: str

    @property
    def kind_name(self) -> str:
        return KIND_NAMES.get(self.kind, "Mục")


def recommended_for(query: Query, request: HttpRequest) -> list[Recommended]:
    """For the query as it stands, on its first page: who filters or leafs through looks for something else."""
    return recommended(query.text, query.day, request) if is_plain(query) else []


def is_plain(query: Query) -> bool:
    """Whether this is what a query answers first: on its first page, with no filter."""
    return query.page == 1 and query.filters == Filters()


def recommended(text: str, day: dt.date, request: HttpRequest) -> list[Recommended]:
    """What stands above the answers to a text on a day, in one query; nothing that readers do not see."""
    found = [(answer, answer.page) for answer in _answers(key_of(text), day)[:MOST_SHOWN] if answer.page]
    shown = [_recommended(page, page.get_url(request), answer.reason) for answer, page in found]
    return [one for one in shown if one.url]


def _answers(key: str, day: dt.date) -> QuerySet[RecommendedAnswer]:
    if not key:
        return RecommendedAnswer.objects.none()
    public = Page.objects.live().filter(is_for_all(), pk=OuterRef("page"))
    current = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    found = RecommendedAnswer.objects.filter(current, Exists(public), live=True, keys__contains=f"\n{key}\n")
    return found.select_related("page").order_by("-valid_from", "pk")


def _recommended(page: Page, url: str | None, reason: str) -> Recommended:
    return Recommended(getattr(page.specific_class, "search_kind", ""), page.title, url or "", reason)
