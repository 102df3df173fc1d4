"""A plan as questions to Elasticsearch, and what its answers say. Every word is a term: nothing typed is syntax."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import and_
from typing import Any

from elasticsearch_dsl import A, Q, Search
from elasticsearch_dsl.query import Query

from core import force
from search import ranking
from search.engines.base import COUNTED, Plan, Terms
from search.engines.elastic.facts import Counted
from search.engines.elastic.shape import DEEPEST
from search.engines.widening import Choices, Level
from search.indexed import TEXTS, Indexed

CANDIDATES, RANKED_AT_MOST = 40, 20_000
TITLE, HEADING, PAIR = 2.5, 2.0, 0.9
EXACT_TO, MOST_FACTS = 200, 10_000
"""Documents with the same facts that are counted exactly, more nearly; different facts that are counted."""
SOURCE = ["document", *TEXTS]
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


def of(plan: Plan, level: Level) -> tuple[Search, Search]:
    """The best, or the page asked for by days, and the counts, asked apart: the server works on both at a time."""
    counted = rough_counts(plan, level) if plan.counts_roughly else counts(plan, level)
    return by_day(plan, level) if plan.sort else best(plan, level), counted


def best(plan: Plan, level: Level) -> Search:
    """The best candidates; of what common words find all together, and nothing chooses among, those of the newest."""
    chosen = _all_of([*choices_of(plan), *status_of(plan)])
    search = _newest(plan, level.readings[0].words) if _are_alike(plan, level) else _sections(plan, level)
    return search.post_filter(chosen).extra(track_total_hits=False)[:CANDIDATES]


def rough_counts(plan: Plan, level: Level) -> Search:
    """The counts of the newest sections, if there are more than need be counted."""
    return counts(plan, level).extra(terminate_after=COUNTED)


def are_rough(counts: Answer) -> bool:
    """Whether more fits than they count."""
    return bool(counts.get("terminated_early"))


def counts(plan: Plan, level: Level) -> Search:
    """How many sections fit, how many documents by their facts, of all and of the status chosen, and the exceptions:
    documents of another status than in force. Those are few; what is in force follows, without counting it again."""
    choices, status = choices_of(plan), status_of(plan)
    search = Search().query("bool", filter=_fitting(plan, level)).post_filter(_all_of([*choices, *status]))
    _count_by_facts(search.aggs)
    if status:
        _count_by_facts(search.aggs.bucket("chosen", A("filter", _all_of(status))))
    rare = {name: query for name, query in statuses_on(plan.force_day).items() if name != force.IN_FORCE}
    exceptions = search.aggs.bucket("exceptions", A("filter", _all_of(choices)))
    _count_documents(exceptions.bucket("statuses", A("filters", filters=rare)))
    return search.params(preference=_copy(plan)).extra(size=0, track_total_hits=True)


def by_day(plan: Plan, level: Level) -> Search:
    """The page asked for in the order of days asked for, without those that the server does not reach."""
    order = {"order": "asc" if plan.sort == "oldest" else "desc", "missing": "_last"}
    search = others(plan, level, ()).sort({"date": order}, "document", "_seq_no")
    return page_of(search, plan.offset, plan.limit)


def page_of(search: Search, first: int, number: int) -> Search:
    """So many from `first` on, as far as the server goes."""
    return search[min(first, DEEPEST) : min(first + number, DEEPEST)]


def others(plan: Plan, level: Level, known: Sequence[int]) -> Search:
    """What comes after the candidates: sections, or the documents that are not `known` with their best sections."""
    search = _sections(plan, level).filter(_all_of([*choices_of(plan), *status_of(plan)]))
    if plan.by_article:
        return search
    inner = {"name": "best", "size": ranking.MOST_SECTIONS_SHOWN, "_source": SOURCE}
    return search.exclude("terms", document=list(known)).extra(collapse={"field": "document", "inner_hits": inner})


def candidates_in(answer: Answer) -> list[Indexed]:
    """Sections, the best first."""
    return [_candidate(part) for hit in answer["hits"]["hits"] for part in _parts(hit)]


def counted_in(plan: Plan, answer: Answer) -> Counted:
    """How many documents fit, by their facts."""
    found = answer["aggregations"]
    return _counted(plan, found.get("chosen", found))


def statuses_in(plan: Plan, answer: Answer) -> dict[str, int]:
    """{status: documents}, whatever status is chosen."""
    buckets = answer["aggregations"]["exceptions"]["statuses"]["buckets"]
    found = {status: _documents(bucket) for status, bucket in buckets.items()}
    found[force.IN_FORCE] = _counted(plan, answer["aggregations"]).with_force - sum(found.values())
    return {status: count for status, count in found.items() if count > 0}


def sections_in(answer: Answer) -> int:
    """How many sections fit, as far as they are counted."""
    return COUNTED if are_rough(answer) else int(answer["hits"]["total"]["value"])


def choices_of(plan: Plan) -> list[Query]:
    """The filters chosen in facets, but for the status."""
    asked = plan.filters
    found = (
        asked.kinds and Q("terms", kind=list(asked.kinds)),
        asked.type and Q("term", type=asked.type),
        asked.issuer and Q("term", issuer=asked.issuer),
        asked.year and Q("range", date=_days_of(asked.year)),
        plan.area_codes and _about(plan),
    )
    return [query for query in found if query]


def status_of(plan: Plan) -> list[Query]:
    """The status chosen, as a filter."""
    asked = plan.filters.status
    return [statuses_on(plan.force_day).get(asked, Q("match_none"))] if asked else []


@lru_cache(maxsize=8)
def statuses_on(day: dt.date) -> dict[str, Query]:
    """{status: what has it on a day}: `core.force.Force.at` as filters."""
    past, has_force = {"lte": day.isoformat()}, Q("term", has_force=True)
    steps = (
        (force.WITHDRAWN, Q("range", withdrawn=past)),
        (force.ENDED, Q("range", ended=past)),
        (force.SUSPENDED, Q("term", suspended=day.isoformat())),
        (force.PENDING, Q("range", starts={"gt": day.isoformat()})),
        (force.PARTLY, Q("term", partly=day.isoformat())),
        (force.IN_FORCE, Q("match_all")),
    )
    earlier = [query for _, query in steps]
    return {
        status: Q("bool", filter=[has_force, query], must_not=earlier[:place])
        for place, (status, query) in enumerate(steps)
    }


def _sections(plan: Plan, level: Level) -> Search:
    """Sections that fit, the best first."""
    points = _points(plan, [*_words(level), *plan.terms.liked])
    return _ordered(plan, Q("bool", filter=_fitting(plan, level), should=points))


def _are_alike(plan: Plan, level: Level) -> bool:
    """Whether all that fits has the same words, so that very much may; article by article it goes on as it began."""
    alike = len(level.readings) == 1 and level.readings[0].wants_all
    return alike and plan.counts_roughly and not plan.by_article


def _newest(plan: Plan, words: Sequence[str]) -> Search:
    """The same of the newest, by one text that has been weighed: of very much, three a word would take too long."""
    liked = [Q("term", weighed=word) for word in plan.terms.liked]
    among = [*_quoted(plan.terms), *_when(plan)]
    found = Q("bool", must=[Q("term", weighed=word) for word in words], filter=among, should=liked + _beside(plan))
    return _ordered(plan, found).extra(terminate_after=RANKED_AT_MOST)


def _ordered(plan: Plan, found: Query) -> Search:
    """The best first; equals by document, which no merge of the index changes."""
    search = Search().source(SOURCE).params(preference=_copy(plan)).sort("_score", "document", "_seq_no")
    return search.query(found)


def _copy(plan: Plan) -> str:
    """The same words go to the same copy of the index, so that pages neither overlap nor leave gaps."""
    return " ".join(plan.terms.words)


def _words(level: Level) -> list[str]:
    return list(dict.fromkeys(word for reading in level.readings for word in reading.words))


def _fitting(plan: Plan, level: Level) -> list[Query]:
    """Sections with enough of the words, all phrases, shown on the day, of the dates."""
    return [*_enough(level), *_quoted(plan.terms), *_when(plan)]


def _quoted(terms: Terms) -> list[Query]:
    """Every phrase, and no word of one only because people say it for what is written."""
    if not terms.phrases:
        return []
    phrases = [Q("match_phrase", all=" ".join(phrase)) for phrase in terms.phrases]
    return [*phrases, ~Q("terms", unwritten=sorted(terms.quoted))]


def _enough(level: Level) -> list[Query]:
    """Enough of those of one reading."""
    readings = [_enough_of(reading) for reading in level.readings]
    if len(readings) == 1:
        return readings[0]
    return [Q("bool", should=[_all_of(reading) for reading in readings], minimum_should_match=1)]


def _enough_of(reading: Choices) -> list[Query]:
    """All words where all are asked for: the server finds them much faster than some of them."""
    terms = [Q("term", all=word) for word in reading.words]
    if reading.wants_all:
        return terms
    return [Q("bool", should=terms, minimum_should_match=reading.many)]


def _points(plan: Plan, words: Sequence[str]) -> list[Query]:
    """What makes one section better than another."""
    found = [Q("term", all=word) for word in words]
    found += [Q("term", title={"value": word, "boost": TITLE}) for word in words]
    found += [Q("term", heading={"value": word, "boost": HEADING}) for word in words]
    return found + _beside(plan)


def _beside(plan: Plan) -> list[Query]:
    """Words that stand side by side as typed."""
    return [Q("term", pairs={"value": " ".join(pair), "boost": PAIR}) for pair in plan.terms.pairs]


def _when(plan: Plan) -> list[Query]:
    day = plan.day.isoformat()
    found = [Q("range", shown_from={"lte": day}), Q("range", shown_until={"gte": day})]
    if plan.filters.since:
        found.append(Q("range", date={"gte": plan.filters.since.isoformat()}))
    if plan.filters.until:
        found.append(Q("range", date={"lte": plan.filters.until.isoformat()}))
    return found


def _about(plan: Plan) -> Query:
    """What is about the area, and, where the plan says so, what is about none in particular."""
    of_it = Q("terms", areas=list(plan.area_codes))
    return of_it | ~Q("exists", field="areas") if plan.or_everywhere else of_it


def _days_of(year: int) -> dict[str, str]:
    return {"gte": f"{year:04}-01-01", "lte": f"{year:04}-12-31"}


def _counted(plan: Plan, found: Answer) -> Counted:
    return Counted({bucket["key"]: _documents(bucket) for bucket in found["facts"]["buckets"]}, plan)


def _count_by_facts(bucket: Any) -> None:
    _count_documents(bucket.bucket("facts", A("terms", field="facts", size=MOST_FACTS)))


def _count_documents(bucket: Any) -> None:
    bucket.metric("documents", A("cardinality", field="document", precision_threshold=EXACT_TO))


def _documents(bucket: Answer) -> int:
    return int(bucket["documents"]["value"])


def _all_of(queries: Iterable[Query]) -> Query:
    return reduce(and_, queries, Q("match_all"))


def _parts(hit: Answer) -> Sequence[Answer]:
    """The best sections of a document where sections were collected, else the section itself."""
    inner = hit.get("inner_hits")
    return inner["best"]["hits"]["hits"] if inner else [hit]


def _candidate(hit: Answer) -> Indexed:
    source = hit["_source"]
    return Indexed(int(hit["_id"]), source["document"], *(source[name] for name in TEXTS))
