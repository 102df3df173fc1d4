"""What guidance, news and blocks of each province's demo cite is among that province's demo directives."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from core import province as provinces
from directives.citations import number_key
from directives.demo import read_texts
from directives.issuer_names import key

PROVINCES = ("nghe-an", "thanh-hoa")
DEMO_DAY = dt.date(2021, 10, 8)


def articles(slug: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file, its content) of guidance and news."""
    for folder in ("guidance", "news"):
        for path in sorted((settings.PROVINCES_DIR / slug / "demo" / folder).glob("*.toml")):
            yield f"{folder}/{path.name}", tomllib.loads(path.read_text("utf-8"))


def cited(article: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = [one for block in article.get("body", []) for one in block.get("directives", [])]
    return [*article.get("directives", []), *blocks]


def written(slug: str) -> dict[str, list[tuple[dt.date, str]]]:
    """{number: [(date, issuer)]} of the demo directives."""
    found: dict[str, list[tuple[dt.date, str]]] = {}
    for text in read_texts(provinces.load(settings.PROVINCES_DIR / slug)):
        found.setdefault(number_key(text.number), []).append((text.date, text.issuer_name))
    return found


@pytest.mark.parametrize("slug", PROVINCES)
def test_every_citation_leads_to_a_directive(slug):
    texts = written(slug)
    wrong = [
        (name, citation["number"])
        for name, article in articles(slug)
        for citation in cited(article)
        if not any(
            day == citation["date"] and key(issuer) == key(citation["issuer"])
            for day, issuer in texts.get(number_key(citation["number"]), [])
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("slug", PROVINCES)
def test_there_are_citations(slug):
    assert sum(len(cited(article)) for _, article in articles(slug)) >= 10


@pytest.mark.parametrize("slug", PROVINCES)
def test_no_article_cites_what_was_issued_after_it(slug):
    for name, article in articles(slug):
        day = article.get("reviewed_on") or article["date"]
        assert all(citation["date"] <= day for citation in cited(article)), name


@pytest.mark.parametrize("slug", PROVINCES)
def test_nothing_is_dated_after_the_demo_s_day(slug):
    dated = [(text.name, text.date) for text in read_texts(provinces.load(settings.PROVINCES_DIR / slug))]
    dated += [(name, article.get("reviewed_on") or article["date"]) for name, article in articles(slug)]
    assert [name for name, day in dated if day > DEMO_DAY] == []
