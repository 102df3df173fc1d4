"""`/tim-kiem/goi-y/`: whatever is typed is answered, quickly and with nothing that breaks."""

import time

import pytest
from django.db import connection

from tests.search.factories import directive, entry

ADDRESS = "/tim-kiem/goi-y/"


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(directive("16/CT-TTg", "Về việc thực hiện giãn cách xã hội", type="Chỉ thị"))
    shelves["guidance"].hold(entry("guidance", "Xét nghiệm nhanh <b>tại nhà</b>"))


def test_each_completion_says_what_it_is_and_leads_there(client, held):
    answer = client.get(ADDRESS, {"q": "ct16"})
    assert answer.json() == {
        "completions": [
            {
                "text": "Chỉ thị 16/CT-TTg",
                "kind": "directive",
                "label": "Văn bản",
                "note": "Về việc thực hiện giãn cách xã hội",
                "url": "/van-ban/16-ct-ttg/",
            }
        ]
    }
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "public, max-age=5"
    assert "Vary" not in answer


def test_it_is_only_read(client, held):
    assert client.head(ADDRESS, {"q": "ct16"}).status_code == 200
    assert client.post(ADDRESS, {"q": "ct16"}).status_code == 405


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "x"}, {"q": ["xet", "a"]}])
def test_too_little_is_answered_with_nothing(client, held, asked):
    assert client.get(ADDRESS, asked).json() == {"completions": []}


@pytest.mark.parametrize(
    "typed",
    [
        "xét " * 25_000,
        "9" * 100_000,
        "\u202e" * 9_000,
        "🦠" * 9_000,
        "' OR 1=1 --",
        'NEAR("a b") AND title:*',
        "\ud800",
    ],
)
def test_hostile_input_is_answered_at_once(client, held, typed):
    client.get(ADDRESS, {"q": "xe"})
    start = time.process_time()
    answer = client.get(ADDRESS, {"q": typed.encode(errors="surrogatepass")})
    assert time.process_time() - start < 0.05
    assert (answer.status_code, answer.json()) == (200, {"completions": []})


def test_nul_is_refused(client, held):
    assert client.get(f"{ADDRESS}?q=xe%00t").status_code == 400


def test_without_its_table_the_reader_is_only_left_without(client, held):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_searchstart RENAME TO search_searchstart_gone")
    answer = client.get(ADDRESS, {"q": "xet"})
    assert (answer.status_code, answer.json()) == (503, {"completions": []})
