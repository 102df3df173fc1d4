"""The search of the whole portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import access
from core.text import nfc
from search import selectors

LONGEST_QUERY = 200


@access.public
def results(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/?q=`: whatever is typed is answered; what is too long is cut."""
    query = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    context = {"query": query, "hits": selectors.find(query, request)}
    return render(request, "search/results.html", context)
