"""Talking to Elasticsearch: one client a process, every call bounded, every fault an `EngineUnavailable`.

Never used, because some servers have not got them: scripts, reindexing, delete by query, `GET /`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar
from uuid import uuid4

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError, helpers
from elasticsearch_dsl import Search

from search.engines.base import EngineUnavailable, EntryRefused, NoAnswerInTime, QueryRefused
from search.engines.elastic.shape import MAPPINGS, SETTINGS
from search.engines.patience import Patience

T = TypeVar("T")
SECONDS_TO_REBUILD = 60.0
SECONDS_TO_FINISH_READING = 1.0
MOST_KEYS = 10_000
SCANNED_AT_ONCE = 1_000
BAD_REQUEST, NOT_FOUND, TOO_MANY_REQUESTS, SERVER_ERRORS = 400, 404, 429, 500


@contextmanager
def faults_told() -> Iterator[None]:
    """Let the client's faults, and answers that are not Elasticsearch's, be `EngineUnavailable`."""
    try:
        yield
    except ConnectionTimeout as error:
        raise NoAnswerInTime(f"{error}"[:300]) from error
    except (ApiError, TransportError, helpers.BulkIndexError) as error:
        raise EngineUnavailable(f"{type(error).__name__}: {error}"[:300]) from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise EngineUnavailable(f"an answer that Elasticsearch does not give: {error!r}"[:300]) from error


class Server:
    """A server as asked for one search or one write, all its calls within one patience."""

    def __init__(self, url: str, seconds: float) -> None:
        self._client, self._patience = client_of(url), Patience(seconds)

    def ask(self, index: str, *searches: Search) -> list[dict[str, Any]]:
        """The answers to several searches, in one call."""
        return self.call(lambda client: _answers(client, index, searches))

    def write(self, target: str, actions: Sequence[dict[str, Any]]) -> None:
        """Index or delete entries; readers see it at once."""
        self.call(lambda client: write(client, target, actions, refresh=True))

    def clear(self, target: str, documents: Sequence[int], but: Sequence[str] = ()) -> None:
        """Delete the documents' entries, except some keys."""
        doomed = Search(index=target).source(False).filter("terms", document=list(documents))
        doomed = doomed.exclude("ids", values=list(but))[:MOST_KEYS]
        while keys := self.call(lambda client: _keys(doomed.using(client))):
            self.write(target, [{"_op_type": "delete", "_id": key} for key in keys])

    def call(self, work: Callable[[Elasticsearch], T]) -> T:
        """What `work` makes of the client."""
        client = self._client.options(request_timeout=self._patience.left)
        with faults_told():
            return self._patience.wait_for(lambda: work(client))


@lru_cache(maxsize=8)
def client_of(url: str) -> Elasticsearch:
    """It keeps connections for all threads; never tries twice, since whoever waits has something better to do."""
    return Elasticsearch(url, max_retries=0, retry_on_timeout=False, request_timeout=SECONDS_TO_REBUILD)


@faults_told()
def names_of(client: Elasticsearch, pattern: str) -> dict[str, set[str]]:
    """{index: its aliases} of the indexes whose names fit."""
    found = client.indices.get_alias(index=pattern, allow_no_indices=True)
    return {index: set(held["aliases"]) for index, held in found.items()}


@faults_told()
def write(client: Elasticsearch, target: str, actions: Iterable[dict[str, Any]], *, refresh: bool = False) -> int:
    """Bulk actions on an alias, which is never made by them. To delete what is gone is no error."""
    done = 0
    options: dict[str, Any] = {"index": target, "require_alias": True, "refresh": refresh, "raise_on_error": False}
    for fine, item in helpers.streaming_bulk(client, actions, **options):
        answer = next(iter(item.values()))
        if not fine and "error" in answer:
            raise _fault_of(answer.get("status", SERVER_ERRORS))(f"refused an entry: {item}"[:300])
        done += fine
    return done


@faults_told()
def begin(client: Elasticsearch, alias: str) -> str:
    """A new index, to be filled under the alias for fillings; one that was never finished goes."""
    for index, names in names_of(client, f"{alias}-*").items():
        if filling(alias) in names:
            client.indices.delete(index=index, ignore_unavailable=True)
    index = f"{alias}-{uuid4().hex[:12]}"
    client.indices.create(index=index, settings=SETTINGS, mappings=MAPPINGS, aliases={filling(alias): {}})
    return index


@faults_told()
def exchange(client: Elasticsearch, alias: str, index: str) -> list[str]:
    """In one step readers are answered from the new index; gives the old ones, which some may still read in."""
    client.indices.put_settings(index=index, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=index)
    old = sorted(set(names_of(client, f"{alias}-*")) - {index})
    leaving = [{"remove": {"index": name, "alias": alias, "must_exist": False}} for name in old]
    enter = [{"remove": {"index": index, "alias": filling(alias)}}, {"add": {"index": index, "alias": alias}}]
    client.indices.update_aliases(actions=[*leaving, *enter])
    return old


@faults_told()
def leave(client: Elasticsearch, old: Sequence[str]) -> None:
    """Delete indexes that answer no more, after a moment for those who read in them."""
    if old:
        time.sleep(SECONDS_TO_FINISH_READING)
        client.indices.delete(index=list(old), ignore_unavailable=True)


@faults_told()
def refresh(client: Elasticsearch, index: str) -> None:
    """What was written can be counted and found."""
    client.indices.refresh(index=index)


@faults_told()
def count(client: Elasticsearch, asked: Search) -> int:
    """How many entries fit."""
    return int(asked.using(client).count())


@faults_told()
def scanned(client: Elasticsearch, asked: Search) -> list[tuple[str, dict[str, Any]]]:
    """(key, source) of every entry that fits, however many."""
    hits = helpers.scan(client, index=asked._index, query=asked.to_dict(), size=SCANNED_AT_ONCE)
    return [(hit["_id"], hit["_source"]) for hit in hits]


def filling(alias: str) -> str:
    """The alias of the index that is being filled."""
    return f"{alias}.next"


def _answers(client: Elasticsearch, index: str, searches: Sequence[Search]) -> list[dict[str, Any]]:
    lines = [line for search in searches for line in (search._params, search.to_dict())]
    answers: list[dict[str, Any]] = client.msearch(index=index, searches=lines).body["responses"]
    for answer in answers:
        _raise_fault_in(answer)
    return answers


def _raise_fault_in(answer: dict[str, Any]) -> None:
    """A question that the server cannot answer says nothing of the server."""
    if answer.get("error") and answer.get("status") == BAD_REQUEST:
        raise QueryRefused(f"a question that the server refuses: {answer['error']}"[:300])
    if answer.get("error") or answer["timed_out"] or answer["_shards"]["failed"]:
        raise EngineUnavailable(f"part of the index did not answer: {answer.get('error')}"[:300])


def _fault_of(status: int) -> type[Exception]:
    """What is wrong with the entry stays wrong, and says nothing of the server. A missing alias is the server's."""
    of_entry = status < SERVER_ERRORS and status not in (TOO_MANY_REQUESTS, NOT_FOUND)
    return EntryRefused if of_entry else EngineUnavailable


def _keys(search: Search) -> list[str]:
    return [hit["_id"] for hit in search.execute().to_dict()["hits"]["hits"]]
