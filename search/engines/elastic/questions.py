"""A plan as questions to Elasticsearch, and what its answers say. Every word is a term: nothing typed is syntax."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from elasticsearch_dsl import A, Q, Search
from elasticsearch_dsl.query import Query

from core import force
from search import ranking
from search.engines.base import Plan
from search.engines.widening import Level
from search.indexed import Indexed

CANDIDATES = 60
FIELDS = ("kind", "type", "issuer", "year")
TITLE, HEADING, PAIR = 2.5, 2.0, 0.9
EXACT_TO, FACETS_EXACT_TO = 40_000, 1_000
"""Documents counted exactly, in all and in each facet; more are counted nearly, in much less time."""
MOST_VALUES = 500
SOURCE = ["document", "title", "heading", "body"]
Answer = Mapping[str, Any]


def frequencies_of(words: Sequence[str]) -> Search:
    """In how many sections each word stands, and how many sections there are."""
    search = Search().extra(size=0, track_total_hits=True)
    search.aggs.bucket("words", A("filters", filters={word: Q("term", all=word) for word in words}))
    return search


def frequencies_in(answer: Answer) -> dict[str, int]:
    """{word: sections}, without the words that stand in none."""
    buckets = answer["aggregations"]["words"]["buckets"]
    return {word: bucket["doc_count"] for word, bucket in buckets.items() if bucket["doc_count"]}


def best(plan: Plan, level: Level) -> Search:
    """The best candidates, how many documents and sections fit, and the facets."""
    choices = choices_of(plan)
    search = _sections(plan, level).post_filter(_all_of(choices.values())).extra(track_total_hits=True)[:CANDIDATES]
    _count_documents(search.aggs.bucket("fitting", A("filter", _all_of(choices.values()))), EXACT_TO)
    for name, values in _facets(plan.day).items():
        others = _all_of(query for key, query in choices.items() if key != name)
        _count_documents(search.aggs.bucket(name, A("filter", others)).bucket("values", values), FACETS_EXACT_TO)
    return search


def others(plan: Plan, level: Level, known: Sequence[int]) -> Search:
    """What comes after the candidates: sections, or the documents that are not `known` with their best sections."""
    search = _sections(plan, level).filter(_all_of(choices_of(plan).values()))
    if plan.by_article:
        return search
    inner = {"name": "best", "size": ranking.MOST_SECTIONS_SHOWN, "_source": SOURCE}
    return search.exclude("terms", document=list(known)).extra(collapse={"field": "document", "inner_hits": inner})


def candidates_in(answer: Answer) -> list[Indexed]:
    """Sections, the best first."""
    return [_candidate(part) for hit in answer["hits"]["hits"] for part in _parts(hit)]


def documents_in(answer: Answer) -> int:
    """How many documents fit."""
    return int(answer["aggregations"]["fitting"]["documents"]["value"])


def sections_in(answer: Answer) -> int:
    """How many sections fit."""
    return int(answer["hits"]["total"]["value"])


def facets_in(answer: Answer) -> dict[str, dict[str, int]]:
    """{field: {value: documents}}, most first."""
    return {name: _facet(answer["aggregations"][name]["values"]["buckets"]) for name in (*FIELDS, "status")}


def choices_of(plan: Plan) -> dict[str, Query]:
    """{facet: the filter chosen in it}."""
    asked = plan.filters
    found = {
        "kind": asked.kinds and Q("terms", kind=list(asked.kinds)),
        "type": asked.type and Q("term", type=asked.type),
        "issuer": asked.issuer and Q("term", issuer=asked.issuer),
        "status": asked.status and statuses_on(plan.day).get(asked.status, Q("match_none")),
    }
    return {name: query for name, query in found.items() if query}


def statuses_on(day: dt.date) -> dict[str, Query]:
    """{status: what has it on a day}: `core.force.Force.at` as filters."""
    past, has_force = {"lte": day.isoformat()}, Q("term", has_force=True)
    steps = (
        (force.WITHDRAWN, Q("range", withdrawn=past)),
        (force.ENDED, Q("range", ended=past)),
        (force.SUSPENDED, Q("range", suspended=past)),
        (force.PENDING, Q("range", starts={"gt": day.isoformat()})),
        (force.PARTLY, Q("range", partly=past)),
        (force.IN_FORCE, Q("match_all")),
    )
    earlier = [query for _, query in steps]
    return {
        status: Q("bool", filter=[has_force, query], must_not=earlier[:place])
        for place, (status, query) in enumerate(steps)
    }


def _sections(plan: Plan, level: Level) -> Search:
    """The same words go to the same copy of the index, so that pages neither overlap nor leave gaps."""
    search = Search().source(SOURCE).params(preference=" ".join(plan.terms.words))
    return search.query(_fitting(plan, level)).sort("_score", "section").extra(track_scores=True)


def _fitting(plan: Plan, level: Level) -> Query:
    """Sections with enough of the words, all phrases, shown on the day, of the area and the dates."""
    words = list(dict.fromkeys(word for choice in level.choices for word in choice))
    enough = Q("bool", should=[Q("term", all=word) for word in words], minimum_should_match=len(level.choices[0]))
    phrases = [Q("match_phrase", all=" ".join(phrase)) for phrase in plan.terms.phrases]
    return Q("bool", filter=[enough, *phrases, *_where_and_when(plan)], should=_points(plan, words))


def _points(plan: Plan, words: Sequence[str]) -> list[Query]:
    """What makes one section better than another."""
    found = [Q("term", all=word) for word in words]
    found += [Q("term", title={"value": word, "boost": TITLE}) for word in words]
    found += [Q("term", heading={"value": word, "boost": HEADING}) for word in words]
    return found + [Q("term", pairs={"value": " ".join(pair), "boost": PAIR}) for pair in plan.terms.pairs]


def _where_and_when(plan: Plan) -> list[Query]:
    day = plan.day.isoformat()
    found = [Q("range", shown_from={"lte": day}), Q("range", shown_until={"gte": day})]
    if plan.filters.since:
        found.append(Q("range", date={"gte": plan.filters.since.isoformat()}))
    if plan.filters.until:
        found.append(Q("range", date={"lte": plan.filters.until.isoformat()}))
    if plan.area_codes:
        found.append(Q("terms", areas=list(plan.area_codes)))
    return found


def _facets(day: dt.date) -> dict[str, Any]:
    """{facet: how its values are told apart}."""
    fields: dict[str, Any] = {name: A("terms", field=name, size=MOST_VALUES) for name in FIELDS}
    return fields | {"status": A("filters", filters=statuses_on(day))}


def _facet(buckets: Any) -> dict[str, int]:
    """{value: documents}; the server lists values of fields, and names those of filters."""
    named = buckets.items() if isinstance(buckets, Mapping) else ((bucket["key"], bucket) for bucket in buckets)
    counts = {str(key): int(bucket["documents"]["value"]) for key, bucket in named}
    return {key: counts[key] for key in sorted(counts, key=lambda key: -counts[key]) if counts[key]}


def _count_documents(bucket: Any, exact_to: int) -> None:
    bucket.metric("documents", A("cardinality", field="document", precision_threshold=exact_to))


def _all_of(queries: Iterable[Query]) -> Query:
    return reduce(and_, queries, Q("match_all"))


def _parts(hit: Answer) -> Sequence[Answer]:
    """The best sections of a document where sections were collected, else the section itself."""
    inner = hit.get("inner_hits")
    return inner["best"]["hits"]["hits"] if inner else [hit]


def _candidate(hit: Answer) -> Indexed:
    source = hit["_source"]
    return Indexed(int(hit["_id"]), source["document"], source["title"], source["heading"], source["body"])
