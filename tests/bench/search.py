"""Search over 10,000 documents with 100,000 articles, next to raw queries of the same words on the same store.

Two peers a store: its ten best sections alone, and what a search page needs besides, written by hand: how many
documents there are by kind, type and issuer. Both are printed beside what the product takes: its engine alone (the
best judged and all counted), and the whole page. Then the index against the text, the speed of a rebuild, and memory.

On the database of DATABASE_URL, and on the Elasticsearch of TEST_ELASTICSEARCH_URL where there is one.
"""

import http.client
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = tempfile.mkdtemp(prefix="bench-search-")
os.environ |= {"DATA_DIR": FOLDER, "DJANGO_SETTINGS_MODULE": "config.settings", "PROVINCE": "nghe-an"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]

import django  # noqa: E402

django.setup()

import datetime as dt  # noqa: E402
import io  # noqa: E402

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from core import clock  # noqa: E402
from search import find  # noqa: E402
from search.actions.store import all_stored, write_starts  # noqa: E402
from search.completions import completions  # noqa: E402
from search.engines.base import Engine  # noqa: E402
from search.engines.current import database_engine  # noqa: E402
from search.intent import understand  # noqa: E402
from search.models import MOST_SECTIONS, SearchDocument, SearchSection  # noqa: E402
from search.query import Query  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402
from tests.bench.measure import missed, percentile, say, timed  # noqa: E402

DOCUMENTS, FEW, QUESTIONS, WARM = int(os.environ.get("BENCH_DOCUMENTS", "10000")), 10, 150, 20
ENGINE_MS = {"raw FTS5": 15, "raw tsquery": 30, "raw Elasticsearch": 15}
PAGE_TIMES, PAGE_MS = 1.5, 30
COMPLETIONS_MS = 10
INDEX = ("search_word", "search_searchstart")
"""Tables beside the full text's own."""
INDEX_TIMES, ARTICLES_A_SECOND, MORE_MEMORY = 3, 300, 64
DAY = dt.date(2021, 10, 8)
PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
RAW_VECTORS = "raw_vectors"
Words = tuple[str, ...]
Ask = Callable[[Words], object]
DOCUMENTS_BY = (
    "SELECT kind, type, issuer, count(*) FROM search_searchdocument WHERE id IN ({}) GROUP BY kind, type, issuer"
)


def main() -> None:
    with database_of_its_own():
        measure()
    sys.exit(1 if missed else 0)


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """SQLite's is a file of this run already; a server gets a database that goes afterwards."""
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        yield
        return
    given, connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"], f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)


def measure() -> None:
    call_command("load_province", "nghe-an", stdout=io.StringIO())
    SearchDocument.objects.all().delete()
    corpus = Corpus(DOCUMENTS)
    with (
        clock.at(dt.datetime.combine(DAY, dt.time(9), tzinfo=clock.ZONE)),
        override_settings(STORAGES=settings.STORAGES | PLAIN_STATIC, ALLOWED_HOSTS=["*"]),
    ):
        load(corpus, 1, FEW + 1)
        database_engine().rebuild(all_stored())
        few = page_queries(corpus.questions(1)[0])
        load(corpus, FEW + 1, DOCUMENTS + 1)
        compare(database_engine(), corpus, *raw_database(), database_index)
        complete(corpus)
        many = page_queries(corpus.questions(1)[0])
        say(
            "search page, queries with 10,000 documents",
            many,
            "with 10",
            few,
            many <= 15 and many <= few,
            "≤ 15, flat",
        )
        if url := os.environ.get("TEST_ELASTICSEARCH_URL"):
            compare_elastic(url, corpus)


def load(corpus: Corpus, first: int, last: int) -> None:
    """Store documents `first` to `last - 1`."""
    for start in range(first, last, 500):
        found = list(corpus.rows(start, min(start + 500, last)))
        SearchDocument.objects.bulk_create(document for document, _ in found)
        SearchSection.objects.bulk_create((part for _, parts in found for part in parts), batch_size=1_000)
        write_starts([document for document, _ in found])


def compare(engine: Engine, corpus: Corpus, peer: str, best: Ask, counts: Ask, stored: Callable[[], int]) -> None:
    """Index everything, then ask the same questions of the product and of the store itself, one after the other."""
    before = memory()
    seconds = timed(lambda: engine.rebuild(all_stored()))
    articles = DOCUMENTS * corpus.sections
    rate, needed = articles / seconds, ARTICLES_A_SECOND if peer == "raw FTS5" else 0
    say("rebuild, articles/s", rate, "of articles", articles, rate >= needed, f"≥ {needed}" if needed else "none")
    size, text = stored() / 1e6, text_bytes() / 1e6
    say("index, MB", size, "text", text, size <= INDEX_TIMES * text, f"≤ {INDEX_TIMES} ×")
    if peer == "raw tsquery":
        raw_vectors()
    with answering(engine):
        ask_both(engine, corpus, peer, best, counts)
    grown = memory() - before
    say("memory grown, MB", grown, "before", before, grown <= MORE_MEMORY, f"≤ {MORE_MEMORY}")


def complete(corpus: Corpus) -> None:
    """Completions letter by letter, as they are asked for, next to one raw query for titles that begin so."""
    typed = [question[:length] for question in corpus.questions(QUESTIONS // 3) for length in range(2, 12)]
    typed += [
        f"{number}/QĐ-UBND"[:length] for number in range(37, DOCUMENTS, DOCUMENTS // 50) for length in (2, 3, 6)
    ]
    for text in typed[:WARM]:
        completions(text, DAY)
    ours = [timed(lambda text=text: completions(text, DAY)) * 1000 for text in typed]
    views = [timed(lambda text=text: Client().get("/tim-kiem/goi-y/", {"q": text})) * 1000 for text in typed]
    raw = [timed(lambda text=text: titles_begun(text)) * 1000 for text in typed]
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        mine, view, least = (percentile(times, share) for times in (ours, views, raw))
        goal = COMPLETIONS_MS if name == "p99" else None
        say(
            f"completions, {name} ms",
            mine,
            "raw LIKE",
            least,
            goal is None or mine <= goal,
            f"≤ {goal}" if goal else "none",
        )
        say(f"completions with their answer, {name} ms", view, "completions", mine, True, "none")


def titles_begun(text: str) -> list:
    return fetched("SELECT id, title FROM search_searchdocument WHERE title LIKE %s LIMIT 8", [f"{text}%"])


def ask_both(engine: Engine, corpus: Corpus, peer: str, best: Ask, counts: Ask) -> None:
    asked = [(question, understand(question).terms.words) for question in corpus.questions(QUESTIONS)]
    ours, pages, bare, whole = [], [], [], []
    for question, words in [*asked[:WARM], *asked]:
        bare.append(timed(lambda words=words: best(words)) * 1000)
        whole.append(bare[-1] + timed(lambda words=words: counts(words)) * 1000)
        query = Query(question, DAY)
        plan = find.plan_for(query, understand(question))
        ours.append(timed(lambda plan=plan: engine.search(plan)) * 1000)
        pages.append(timed(lambda question=question: Client().get("/tim-kiem/", {"q": question})) * 1000)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        mine, page, least, same = (percentile(times[WARM:], share) for times in (ours, pages, bare, whole))
        most, of_page = ENGINE_MS[peer] if name == "p99" else None, PAGE_TIMES * mine + PAGE_MS
        say(f"engine, {name} ms", mine, f"{peer}, ten best", least, True, "none")
        say(
            f"engine, {name} ms",
            mine,
            f"{peer}, and counts",
            same,
            most is None or mine <= most,
            f"≤ {most}" if most else "none",
        )
        say(
            f"page, {name} ms", page, "engine", mine, page <= of_page, f"≤ {PAGE_TIMES} × + {PAGE_MS} = {of_page:.1f}"
        )


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Meanwhile pages are answered by this engine, however long it takes."""
    given, find.engine = find.engine, lambda: engine
    try:
        yield
    finally:
        find.engine = given


def memory() -> float:
    """Megabytes of this process in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def text_bytes() -> int:
    """Of all that is indexed, in UTF-8."""
    titles = sum(len(title.encode()) for title in SearchDocument.objects.values_list("title", flat=True).iterator())
    texts = SearchSection.objects.order_by().values_list("heading", "text").iterator()
    return titles + sum(len(heading.encode()) + len(text.encode()) for heading, text in texts)


def database_index() -> int:
    """Bytes of the full-text tables, with what they count beforehand, and of what completions are looked up by."""
    if connection.vendor == "sqlite":
        named = " OR ".join(f"name LIKE '{name}%%'" for name in (*INDEX, "search_start", "search_fts"))
        statement = f"SELECT sum(pgsize) FROM dbstat WHERE {named}"
    else:
        sizes = " + ".join(f"pg_total_relation_size('{name}')" for name in (*INDEX, "search_text"))
        statement = f"SELECT {sizes}"
    return fetched(statement, [])[0][0]


def raw_database() -> tuple[str, Ask, Ask]:
    """(name, the ten best sections with all words as the database itself ranks them, counts of documents)."""
    if connection.vendor == "sqlite":
        fitting = "FROM search_fts WHERE search_fts MATCH %s"
        best = f"SELECT rowid {fitting} ORDER BY bm25(search_fts) LIMIT 10"
        counts = DOCUMENTS_BY.format(f"SELECT rowid / {MOST_SECTIONS} {fitting}")
        name, joined = "raw FTS5", lambda words: [" ".join(f'"{word}"' for word in words)]
    else:
        fitting = f"FROM {RAW_VECTORS}, CAST(%s AS tsquery) AS asked WHERE vector @@ asked"
        best = f"SELECT id {fitting} ORDER BY ts_rank(vector, asked) DESC LIMIT 10"
        counts = DOCUMENTS_BY.format(f"SELECT id / {MOST_SECTIONS} {fitting}")
        name, joined = "raw tsquery", lambda words: [" & ".join(f"'{word}'" for word in words)]
    return name, lambda words: fetched(best, joined(words)), lambda words: fetched(counts, joined(words))


def raw_vectors() -> None:
    """What PostgreSQL's manual advises: vectors stored, under an index; with positions, as its ranking wants them."""
    words = "to_tsvector('simple', title || ' ' || heading || ' ' || body || also)"
    for statement in (
        f"CREATE TABLE {RAW_VECTORS} AS SELECT id, {words} AS vector FROM search_text",
        f"CREATE INDEX ON {RAW_VECTORS} USING gin (vector)",
        f"ANALYZE {RAW_VECTORS}",
    ):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def fetched(statement: str, parameters: list) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def compare_elastic(url: str, corpus: Corpus) -> None:
    """The product on Elasticsearch against one `_search` for the ten best sections and one for the counts."""
    from search.engines.elastic import ElasticEngine

    engine = ElasticEngine(url=url, alias="bench")
    server = http.client.HTTPConnection(urlsplit(url).netloc)

    documents = {"cardinality": {"field": "document"}}
    counted = {
        name: {"terms": {"field": name}, "aggs": {"documents": documents}} for name in ("kind", "type", "issuer")
    }

    def asked(words: Words, **more: object) -> object:
        body = {"query": {"bool": {"must": [{"term": {"all": word}} for word in words]}}} | more
        server.request("POST", "/bench/_search", json.dumps(body), {"Content-Type": "application/json"})
        return json.loads(server.getresponse().read())

    compare(
        engine,
        corpus,
        "raw Elasticsearch",
        lambda words: asked(words, size=10),
        lambda words: asked(words, size=0, aggs=counted | {"documents": documents}),
        lambda: index_bytes(server),
    )


def index_bytes(server: http.client.HTTPConnection) -> int:
    """What the server keeps of the index that answers."""
    server.request("POST", "/bench/_refresh")
    server.getresponse().read()
    server.request("GET", "/bench/_stats/store")
    return json.loads(server.getresponse().read())["_all"]["primaries"]["store"]["size_in_bytes"]


def page_queries(question: str) -> int:
    """Queries of the search page, with an empty cache."""
    Client().get("/tim-kiem/", {"q": question})
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/tim-kiem/", {"q": question})
    assert answer.status_code == 200, answer.status_code
    return len(asked)


if __name__ == "__main__":
    main()
