"""Strange characters, hostile words and very long ones."""

import pytest

from tests.search.conformance.asking import MARKETS, QUARANTINE, ask, keys, put
from tests.search.factories import article, directive

HOSTILE = ["and", "or", "not", "near", "select", "null", "drop", "0", "a" * 60, "한국", "ﬁ", "١٢", "x1y2", "true"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", HOSTILE)
def test_every_word_is_only_a_word(engine, word):
    put(engine, directive("1/QĐ", "Chợ", article(1, f"Trước {word} sau")))
    assert ask(engine, f"trước {word} sau").total == 1
    assert ask(engine, word).total == 1


def test_a_long_query_is_answered(engine):
    put(engine, QUARANTINE)
    assert ask(engine, " ".join(f"từ{n}" for n in range(60)) + " vùng dịch").total == 1


@pytest.mark.parametrize(
    "text", ["🦠 vùng 🦠 dịch 🦠", "\u202evùng dịch\u202c", "\ufeffvùng\u200b dịch", "<b>vùng</b> dịch"]
)
def test_signs_around_words_do_not_matter(engine, text):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, text))[0] == "3691-qd-ubnd"


@pytest.mark.parametrize("sign", ["🦠", "\u202e", "\u200d", "\u0301\u0323", "\\", "%", "_", '"', "*", "\x01"])
def test_signs_alone_find_nothing(engine, sign):
    put(engine, QUARANTINE, directive("1/QĐ", "Một", article(1, f"trước {sign} sau")))
    assert ask(engine, sign).total == 0
    assert ask(engine, "trước sau").total == 1


def test_other_scripts_are_found(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Việt Nam Вьетнам 베트남")), MARKETS)
    assert [keys(ask(engine, word)) for word in ("вьетнам", "베트남")] == [["1-qd"]] * 2


def test_a_word_beyond_any_length_is_kept_by_its_beginning(engine):
    put(engine, directive("1/QĐ", "Một", article(1, f"trước {'b' * 5_000} sau")))
    assert ask(engine, "b" * 60).total == 1
    assert ask(engine, "trước sau").total == 1


def test_a_zero_byte_is_a_space(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "phong\0tỏa")))
    assert ask(engine, "phong tỏa").total == 1
