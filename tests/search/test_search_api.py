"""`/api/v1/search/`: the contract's names, the page's answers."""

import datetime as dt

import pytest

from tests.search.factories import article, directive, entry


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(
        directive(
            "3691/QĐ-UBND",
            "Quy chế",
            article(3, "1. Nguyên tắc.\n2. Cách ly tại nhà 14 ngày.", attached=1),
            article(6, "Hết cách ly thì xác nhận.", attached=1),
            date=dt.date(2021, 10, 8),
        ),
        *(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "Xét nghiệm.")) for n in range(1, 26)),
    )
    shelves["guidance"].hold(entry("guidance", "Tự cách ly"))


def ask(client, **asked) -> dict:
    response = client.get("/api/v1/search/", asked)
    assert response.status_code == 200, response.content
    return response.json()


def test_of_very_many_it_says_that_there_are_more(client, shelf):
    articles = [article(n, "Ủy ban nhân dân tỉnh giao việc.") for n in range(1, 12)]
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Quyết định số {n}", *articles) for n in range(1, 101)))
    found = ask(client, q="uy ban nhan dan")
    assert found["more"]
    assert 20 <= found["total"] <= 100
    assert found["next"]
    chosen = ask(client, q="uy ban nhan dan", kind="directive")
    assert (chosen["total"], chosen["more"]) == (100, False)


def test_one_hit_a_document_with_its_articles(client, held):
    found = ask(client, q="cach ly")
    assert set(found) == {"total", "more", "intent", "suggestion", "place", "recommended", "hits", "facets", "next"}
    assert (found["total"], found["intent"], found["suggestion"], found["next"]) == (2, "words", None, None)
    hit = next(hit for hit in found["hits"] if hit["kind"] == "directive")
    assert hit == {
        "kind": "directive",
        "title": "Quy chế",
        "url": "/van-ban/3691-qd-ubnd/",
        "number": "3691/QĐ-UBND",
        "date": "2021-10-08",
        "status": "con_hieu_luc",
        "from_scan": False,
        "article": None,
        "passage": hit["articles"][0]["passage"],
        "articles": hit["articles"],
    }
    assert {"label": "Điều 3, khoản 2", "anchor": "kem-theo-1-dieu-3-khoan-2"}.items() <= next(
        article for article in hit["articles"] if article["label"].startswith("Điều 3")
    ).items()
    assert "<mark>Cách ly</mark>" in "".join(article["passage"] for article in hit["articles"])


def test_one_hit_an_article(client, held):
    found = ask(client, q="cách ly", group="article", kind="directive")
    assert found["total"] == 2
    assert {hit["url"] for hit in found["hits"]} == {
        "/van-ban/3691-qd-ubnd/#kem-theo-1-dieu-3-khoan-2",
        "/van-ban/3691-qd-ubnd/#kem-theo-1-dieu-6",
    }
    assert all(hit["article"].startswith("Điều") for hit in found["hits"])


def test_numbers_and_articles(client, held):
    assert ask(client, q="3691 qd ubnd")["intent"] == "number"
    found = ask(client, q="điều 6 3691")
    assert (found["intent"], found["hits"][0]["articles"][0]["label"]) == ("article", "Điều 6")


def test_pages_follow_each_other(client, held):
    found, seen = ask(client, q="xét nghiệm"), []
    while True:
        seen += [hit["url"] for hit in found["hits"]]
        if found["next"] is None:
            break
        found = client.get(found["next"]).json()
    assert len(seen) == len(set(seen)) == 25


def test_filters(client, held):
    assert ask(client, q="cách ly", kind="guidance")["total"] == 1
    assert ask(client, q="cách ly", **{"from": "2021-10-02"})["total"] == 1
    assert ask(client, q="cách ly", to="2021-10-02")["total"] == 0
    assert ask(client, q="cách ly", status="con_hieu_luc")["total"] == 1


@pytest.mark.parametrize(
    "asked",
    [{"kind": "x"}, {"group": "x"}, {"from": "hôm qua"}, {"page": "0"}, {"page": "1000000000"}, {"status": "x"},
     {"area": "99999"}, {"limit": "5000"}],
)  # fmt: skip
def test_a_bad_parameter_is_a_problem_in_vietnamese(client, held, asked):
    response = client.get("/api/v1/search/", {"q": "cách ly", **asked})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


def test_no_question_is_answered(client, held):
    assert ask(client)["total"] == 0


def test_facets_count_the_most_first_and_equals_in_one_order(client, shelf):
    issuers = ["Sở Y tế", "Sở Nội vụ", "Bộ Y tế", "Sở Y tế"]
    shelf.hold(
        *(directive(f"{n}/QĐ", "Một", article(1, "Cách ly."), issuer=name) for n, name in enumerate(issuers, 1))
    )
    counts = ask(client, q="cách ly")["facets"]["issuer"]
    assert list(counts.items()) == [("Sở Y tế", 2), ("Bộ Y tế", 1), ("Sở Nội vụ", 1)]
