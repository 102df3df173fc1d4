"""The Elasticsearch that `make test-all` starts, and an index in it that no other test sees."""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest

from search.actions.store import all_stored
from search.engines import fallback
from search.engines.elastic import ElasticEngine


def server_url() -> str:
    """Skips where there is no server; a complete run takes that for a failure."""
    url = os.environ.get("TEST_ELASTICSEARCH_URL", "")
    if not url:
        pytest.skip("no TEST_ELASTICSEARCH_URL: make test-all starts an Elasticsearch")
    return url


@contextmanager
def fresh_engine() -> Iterator[ElasticEngine]:
    """An engine with an empty index, which goes afterwards."""
    engine = ElasticEngine(url=server_url(), alias=f"test-{uuid4().hex[:12]}")
    engine.rebuild([])
    try:
        yield engine
    finally:
        for index in indexes_of(engine):
            ask("DELETE", f"/{index}")


@cache
def _kept_engine() -> ElasticEngine:
    engine = ElasticEngine(url=server_url(), alias=f"test-{uuid4().hex[:12]}")
    engine.rebuild([])
    return engine


@contextmanager
def in_front(settings, monkeypatch) -> Iterator[None]:
    """Meanwhile the portal is answered by Elasticsearch, which has all that is stored; how fast is no matter."""
    with fresh_engine() as engine:
        engine.rebuild(all_stored())
        monkeypatch.setattr(ElasticEngine, "alias", engine.alias)
        monkeypatch.setattr(fallback, "SEARCH_SECONDS", 5.0)
        settings.ELASTICSEARCH_URL = server_url()
        yield


def emptied_engine() -> ElasticEngine:
    """An engine that holds nothing; its index stays for the next test, since making one takes a while."""
    engine = _kept_engine()
    held = ask("GET", f"/{engine.alias}/_search?size=10000&_source=document")["hits"]["hits"]
    engine.remove(sorted({hit["_source"]["document"] for hit in held}))
    return engine


def indexes_of(engine: ElasticEngine) -> list[str]:
    """Names of the indexes that an engine has on the server."""
    return sorted(ask("GET", f"/{engine.alias}-*/_alias"))


def ask(method: str, path: str) -> dict:
    """The server's own answer."""
    request = urllib.request.Request(server_url() + path, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
