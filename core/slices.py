"""The part of a list that an address asks for as `?trang=N`. Lists of the API go by cursor: `core.paging`."""

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as Slice
from django.http import Http404, HttpRequest

LONGEST_NUMBER = 5
PER_PAGE = 20


def slice_asked(request: HttpRequest, found: Any, per_page: int = PER_PAGE) -> Slice:
    """The part that is asked for. Raises `Http404` where there is no such part."""
    number = _number(request)
    if number is None:
        raise Http404("không có trang này")
    try:
        return Paginator(found, per_page).page(number)
    except EmptyPage as error:
        raise Http404("không có trang này") from error


def nearest_slice(request: HttpRequest, found: Any, per_page: int = PER_PAGE) -> Slice:
    """The part that is asked for; the first or the last where there is no such part."""
    return Paginator(found, per_page).get_page(max(_number(request) or 1, 1))


def _number(request: HttpRequest) -> int | None:
    """None for what is no short number in ASCII digits."""
    asked = request.GET.get("trang", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER else None
