"""What to offer when nothing fits: the same without the filters, or else without the quotes, if that finds some."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.http import urlencode

from search.find import Results, counted
from search.intent import QUOTED
from search.query import Filters, Query


@dataclass(frozen=True)
class Neighbour:
    """Another question that finds so many, or `more` than that, and its address."""

    label: str
    total: int
    more: bool
    url: str


def neighbour(found: Results, asked: QueryDict) -> Neighbour | None:
    """The nearest question that finds something, where this one found nothing, and no number nearly so."""
    if found.total or found.near or not found.query.text:
        return None
    for label, query, url in _ways(found.query, asked):
        if (other := counted(query)).total:
            return Neighbour(label, other.total, other.more, url)
    return None


def _ways(query: Query, asked: QueryDict) -> Iterator[tuple[str, Query, str]]:
    """{what is done, the query then, its address}, nearest first."""
    everything, text = replace(query, filters=Filters(), page=1), _unquoted(query.text)
    if query.filters != Filters():
        yield "Bỏ các bộ lọc", everything, _address(query.text, asked)
    if text != query.text:
        label = "Bỏ dấu ngoặc kép" if query.filters == Filters() else "Bỏ các bộ lọc và dấu ngoặc kép"
        yield label, replace(everything, text=text), _address(text, asked)


def _unquoted(text: str) -> str:
    return QUOTED.sub(lambda found: found[1] or found[2], text).strip()


def _address(text: str, asked: QueryDict) -> str:
    order = {"sap-xep": str(asked["sap-xep"])} if asked.get("sap-xep") else {}
    return f"?{urlencode({'q': text} | order)}"
