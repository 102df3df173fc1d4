"""The page of the search of the whole portal."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import access
from search.find import Results, find
from search.form import chips, form, page_links, whole_province
from search.query import Filters, from_address
from search.selectors import sections_named


@access.public
def results(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/?q=`: whatever is typed is answered; a page beyond the last is not found."""
    query, notices = from_address(request.GET)
    found = find(query)
    if query.page > max(found.pages, 1):
        raise Http404("Không có trang kết quả này.")
    first = query.page == 1 and query.filters == Filters() and found.place is None
    context: dict[str, Any] = {
        "query": query.text,
        "found": found,
        "hits": found.hits,
        "sections": sections_named(query.text, request) if first else [],
        "notices": notices,
        **_around(request, found),
    }
    return render(request, "search/results.html", context)


def _around(request: HttpRequest, found: Results) -> dict[str, Any]:
    """The filter form, the chips of what filters now, and the pages."""
    if not found.query.text:
        return {}
    return {
        "form": form(found),
        "chips": chips(found.query, request.GET),
        "pages": page_links(found, request.GET),
        "whole_province": whole_province(found, request.GET),
    }
