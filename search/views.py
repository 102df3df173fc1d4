"""The page of the search of the whole portal."""

import logging
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import access, clock
from search import vain
from search.completions import completions
from search.engines.base import EngineUnavailable
from search.engines.database import faults_told
from search.find import Results, find
from search.form import chips, feed_address, form, orders, page_links, whole_province
from search.neighbours import neighbour
from search.query import from_address, plain
from search.recommended import is_plain, recommended, recommended_for
from search.selectors import sections_named

log = logging.getLogger(__name__)
SECONDS_TO_RETRY = 30
SECONDS_KEPT = 5
"""How long browsers may repeat completions: what is taken down is out of the index as soon."""


@access.public
def results(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/?q=`: whatever is typed is answered; a page beyond the last is not found."""
    query, notices = from_address(request.GET)
    try:
        found = find(query)
        other = neighbour(found, request.GET)
    except EngineUnavailable as error:
        return unanswered(request, error)
    if query.page > max(found.pages, 1):
        raise Http404("Không có trang kết quả này.")
    first = is_plain(query) and not (found.place or query.sort)
    context: dict[str, Any] = {
        "query": query.text,
        "found": found,
        "hits": found.hits,
        "neighbour": other,
        "recommended": recommended_for(query, request),
        "sections": sections_named(query.text, request) if first else [],
        "notices": notices,
        **_around(request, found),
    }
    if is_plain(query) and not any(context[name] for name in ("hits", "sections", "recommended")):
        vain.note(query.text, request)
    return render(request, "search/results.html", context)


@access.public
@require_safe
@cache_control(public=True, max_age=SECONDS_KEPT)
def complete(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/goi-y/?q=`: {"completions": [{"text", "kind", "label", "note", "url"}]}, the best first."""
    try:
        with faults_told():
            found = completions(request.GET.get("q", ""), clock.today())
    except EngineUnavailable as error:
        log.error("no completions: %s", error)
        return JsonResponse({"completions": []}, status=503)
    return JsonResponse({"completions": list(map(asdict, found))}, json_dumps_params={"ensure_ascii": False})


def unanswered(request: HttpRequest, error: EngineUnavailable) -> HttpResponse:
    """Without hits, since no engine answers, but with what needs none."""
    log.error("no engine answers a search: %s", error)
    text = plain(request.GET.get("q", ""))
    context = {
        "query": text,
        "sections": sections_named(text, request),
        "recommended": recommended(text, clock.today(), request),
    }
    response = render(request, "search/unanswered.html", context, status=503)
    response["Retry-After"] = str(SECONDS_TO_RETRY)
    return response


def _around(request: HttpRequest, found: Results) -> dict[str, Any]:
    """The filter form, the chips of what filters now, and the pages."""
    if not found.query.text:
        return {}
    offered = form(found)
    return {
        "form": offered,
        "chips": chips(found.query, request.GET, offered["areas"]),
        "orders": orders(found.query, request.GET),
        "feed": feed_address(request.GET),
        "pages": page_links(found, request.GET),
        "whole_province": whole_province(found, request.GET),
    }
