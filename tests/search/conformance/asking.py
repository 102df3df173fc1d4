"""How the tests of engines store and ask."""

from itertools import pairwise

from core.searchable import Entry
from core.text import words
from search.actions.store import store
from search.engines.base import Engine, Found, Plan, Terms
from search.intent import terms_of
from search.models import SearchDocument
from search.query import Filters
from tests.search.factories import DAY, article, directive

QUARANTINE = directive(
    "3691/QĐ-UBND", "Về cách ly y tế tại nhà", article(1, "Người về từ vùng dịch phải cách ly 14 ngày.")
)
MARKETS = directive("12/CT-UBND", "Về hoạt động của chợ", article(1, "Chợ đầu mối ở Đô Lương đóng cửa từ 06 giờ."))


def put(engine: Engine, *entries: Entry) -> None:
    """Store entries and index them."""
    for kind in {entry.kind for entry in entries}:
        engine.put(store(kind, [entry for entry in entries if entry.kind == kind]))


def terms(text: str, **more) -> Terms:
    """All words of a text, with all neighbours."""
    folded = tuple(words(text))
    return Terms(folded, tuple(pairwise(folded)), **more)


def ask(
    engine: Engine, text: str, *, offset=0, limit=10, area_codes=(), day=DAY, by_article=False, **filters
) -> Found:
    """Search for the words of a text."""
    return engine.search(Plan(terms(text), day, Filters(**filters), tuple(area_codes), offset, limit, by_article))


def ask_as_typed(engine: Engine, text: str) -> Found:
    """Search as a reader's query is understood: with its accents and its quotes."""
    return engine.search(Plan(terms_of(text), DAY))


def keys(found: Found) -> list[str]:
    """The documents' keys, best first."""
    by_pk = dict(SearchDocument.objects.values_list("pk", "key"))
    return [by_pk[match.document] for match in found.matches]


def many(count: int, text: str = "cách ly tại nhà", **more) -> list[Entry]:
    """Decisions 1, 2, … with the same words."""
    return [directive(f"{n}/QĐ-UBND", f"Quyết định số {n}", article(1, text), **more) for n in range(1, count + 1)]
