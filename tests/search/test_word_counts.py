"""The database's engine knows how common each word is, whatever was put, replaced or removed, and after a rebuild."""

from collections import Counter

from search.actions.store import all_stored, forget, store
from search.engines.current import database_engine
from search.engines.question import rows
from search.indexed import indexed
from tests.search.factories import article, directive


def counted() -> dict[str, int]:
    return dict(rows("SELECT word, sections FROM search_word WHERE sections > 0", []))


def standing() -> dict[str, int]:
    """As counted by hand: in how many stored sections each word stands; all sections under the empty word."""
    parts = [part for document, sections in all_stored() for part in indexed(document, sections)]
    return Counter(word for part in parts for word in {"", *" ".join(part.texts).split()})


def test_the_counts_follow_what_is_indexed(shelves):
    engine = database_engine()
    assert counted() == {}
    first = directive("1/QĐ-UBND", "Cách ly", article(1, "Cách ly tại nhà."), article(2, "Cách ly tập trung."))
    engine.put(store("directive", [first, directive("2/QĐ-UBND", "Chợ", article(1, "Chợ đầu mối đóng cửa."))]))
    assert counted() == standing()
    engine.put(store("directive", [directive("1/QĐ-UBND", "Khử khuẩn", article(1, "Lau tay nắm cửa."))]))
    assert counted() == standing()
    assert "ly" not in counted()
    engine.remove(forget("directive", ["2-qd-ubnd"]))
    assert counted() == standing()
    engine.rebuild(all_stored())
    assert counted() == standing()
