"""What may be meant by a mistyped word."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.find import find
from search.mending import asked_about, is_typed_by, mends
from search.query import Query
from search.suggestion import suggestion
from tests.search.elastic_server import in_front
from tests.search.factories import DAY, article, directive


@pytest.fixture
def rules(shelf):
    shelf.hold(
        directive("1/KH-UBND", "Tiêm chủng", article(2, "Đối tượng tiêm chủng phải khai báo y tế tại trạm y tế xã.")),
        directive("2/KH-UBND", "Cách ly", article(2, "Người cách ly tại nhà tự theo dõi thân nhiệt.")),
    )
    return shelf


def suggested(text: str) -> str:
    return find(Query(text, DAY)).suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tiêm chũngg", "tiêm chủng"),
        ("tiem chugn", "tiêm chủng"),
        ("tieem chungr", "tiêm chủng"),
        ("cchs ly", ""),
        ("cahc ly", "cách ly"),
        ("khaibaoyte", "khai báo y tế"),
        ("khai baao y tees", "khai báo y tế"),
        ("Tiêm chũngg?", "Tiêm chủng?"),
        ("Người “cahc ly”", "Người “cách ly”"),
        ("cahc ly ở đâu", "cách ly ở đâu"),
    ],
)
def test_a_mistyped_word_is_mended_as_the_texts_spell_it(rules, typed, meant):
    assert suggested(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phongf dichj", "phòng dịch"),
        ("phofng dijch", "phòng dịch"),
        ("phongr toar", "phỏng tỏa"),
        ("ddaf nawngx", "đà nẵng"),
    ],
)
def test_keys_of_telex_say_which_accents_are_meant(shelf, typed, meant):
    """Of what is spelled in several ways the one that was typed, however rare."""
    shelf.hold(
        directive("5/KH", "Phong tỏa", article(1, "Phong tỏa, phong tỏa; phòng dịch, phỏng tỏa, dịch Đà Nẵng."))
    )
    assert suggested(typed) == meant


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("vieejt", "việt"),
        ("vietej", "việt"),
        ("dduowngf", "đường"),
        ("dduwowngf", "đường"),
        ("hoaj", "họa"),
        ("hoaj", "hoạ"),
        ("nghieepj", "nghiệp"),
        ("tawng", "tăng"),
        ("y", "y"),
    ],
)
def test_keys_write_a_word_whatever_their_order(keys, word):
    assert is_typed_by(keys, word)


@pytest.mark.parametrize(
    ("keys", "word"), [("phong", "phòng"), ("phongf", "phong"), ("phongs", "phòng"), ("viet", "việt"), ("", "à")]
)
def test_other_keys_do_not(keys, word):
    assert not is_typed_by(keys, word)


@pytest.mark.parametrize(
    "typed", ["tiêm chủng", "tiem chung", "cách ly", "zzzzqqqq", "", "🙂", "“”", "9" * 300, "a" * 300]
)
def test_nothing_is_suggested_where_nothing_can_be_mended(rules, typed):
    assert suggested(typed) == ""


def test_what_is_not_shown_that_day_is_not_suggested(shelf):
    shelf.hold(
        directive("3/KH-UBND", "Kế hoạch", article(2, "Phun khử khuẩn."), shown_from=DAY + dt.timedelta(days=1))
    )
    assert suggested("khuann") == ""


@pytest.mark.parametrize("engine", ["database", pytest.param("elastic", marks=pytest.mark.server)])
def test_every_engine_tells_which_words_stand_nowhere(rules, engine, settings, monkeypatch):
    if engine == "database":
        assert suggested("cahc ly tại nhà") == "cách ly tại nhà"
        return
    with in_front(settings, monkeypatch):
        assert find(Query("cahc ly tại nhà", DAY)).degraded_since is None
        assert suggested("cahc ly tại nhà") == "cách ly tại nhà"


def test_it_costs_two_queries_and_nothing_where_all_words_are_known(rules, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert suggestion("tiem chugn", ["chugn"], DAY) == "tiêm chủng"
    with django_assert_num_queries(0):
        assert suggestion("tiem chung", [], DAY) == ""


def test_page_and_api_offer_it(client, rules):
    page = client.get("/tim-kiem/", {"q": "khaibaoyte"}).content.decode()
    assert "Ý bạn là" in page and "khai báo y tế" in page
    assert client.get("/api/v1/search/", {"q": "khaibaoyte"}).json()["suggestion"] == "khai báo y tế"
    assert client.get("/api/v1/search/", {"q": "khai bao"}).json()["suggestion"] is None


@given(st.text(max_size=60))
def test_what_is_looked_up_is_bounded(word):
    asked = asked_about(word)
    assert len(asked) < 900
    for mend in mends(word, dict.fromkeys(asked, 1)):
        assert mend.words and all(0 < len(piece) <= 60 for piece in mend.words)
