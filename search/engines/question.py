"""One search of the database as one statement: what fits, how much of it, its facets and the best candidates.

`met` are the sections that fit the words, `preferred` some that are likely the best of them; `found` are both, those
first; `labelled` their documents of the day and the dates, with what facets count; of those the filters that are also
facets choose. The first of what they leave are `likely`, and `ranked` by points.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr

from search import ranking
from search.engines.base import Plan, Terms
from search.fitting import about, status_on, when
from search.grounds import by_area
from search.indexed import TEXTS, Indexed
from search.models import MOST_SECTIONS
from search.query import Filters

FACETS = ("kind", "type", "issuer", "status", "year")
GROUND, HERE, DAY = "ground", "here", "day"
LABELS = (*FACETS, GROUND, HERE, DAY)
"""`ground` are the codes a document is about, as JSON; `here` whether that is the area asked for; `day` its date."""
DOCUMENTS, SECTIONS, CANDIDATE, MET, RANKED = "documents", "sections", "candidate", "met", "ranked"
COLUMNS, NO_TEXTS = ", ".join(TEXTS), ", ".join(["''"] * len(TEXTS))
Condition = tuple[str, tuple]


@dataclass(frozen=True)
class Matching:
    """What an engine's full text finds. `every` and those `preferred` are statements for (section, document), always
    in the same order; so many at most are `ranked`; the words stand in `table`."""

    every: Condition
    preferred: Sequence[Condition]
    ranked: int
    points: "Points"
    table: str
    key: str


@dataclass(frozen=True)
class Points:
    """`length` is an expression on a row of words; `measures` are others on that row and what it gives, `long`;
    `formula`, one on what these give, `m0` …: less is better."""

    length: str
    measures: Sequence[Condition]
    formula: str


NOTHING: Condition = ("SELECT 0, 0 WHERE 1 = 0", ())
OTHERS = "SELECT section, document FROM met WHERE section NOT IN (SELECT section FROM preferred)"
FOUND: Condition = (f"SELECT section, document FROM preferred UNION ALL {OTHERS}", ())
BEST = (
    "SELECT section FROM (SELECT section, points, row_number() OVER (PARTITION BY document ORDER BY points, section)"
    f" AS place FROM ranked) AS every WHERE place <= {ranking.MOST_SECTIONS_SHOWN} ORDER BY points, section LIMIT %s"
)
"""Candidates, no more of one document than are shown of it."""


@dataclass
class Answer:
    """How many documents fit, and sections if they were asked for; `candidates` are the best, in no order.

    `met` sections fit the words, as far as they were counted; `ranked` documents have points.
    """

    documents: int = 0
    sections: int = 0
    met: int = 0
    ranked: int = 0
    candidates: list[Indexed] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in (*FACETS, GROUND)})


class Question:
    """`most`: no more sections are met; 0 for all."""

    def __init__(self, plan: Plan, matching: Matching, most: int = 0) -> None:
        self.plan, self.most = plan, most
        self._table, self._key = matching.table, matching.key
        self._choices = _choices(plan)
        chosen, values = self._chosen()
        self._fits: Condition = (f"document IN (SELECT id FROM labelled WHERE {chosen})", values)
        tables = (
            ("met (section, document)", first_of(matching.every, most) if most else matching.every),
            ("preferred (section, document)", _preferred(matching)),
            ("found (section, document)", FOUND),
            (f"labelled (id, {', '.join(LABELS)})", _labels(plan)),
            ("likely (section, document, title, heading, body, long)", _likely(matching, self._fits)),
            ("measured", _measured(matching.points)),
            ("ranked (section, document, points)", _ranked(matching.points)),
        )
        self._with = "WITH " + ", ".join(f"{name} AS MATERIALIZED ({statement[0]})" for name, statement in tables)
        self._parameters = [value for _, statement in tables for value in statement[1]]

    def ask(self, candidates: int) -> Answer:
        """Everything at once, with so many candidates."""
        parts = [*map(self._count_of, FACETS), self._count_of(GROUND, but=HERE)]
        chosen, values = self._chosen()
        parts.append((f"SELECT '{DOCUMENTS}', '', count(*) FROM labelled WHERE {chosen}", values))
        if self.plan.by_article:
            parts.append((f"SELECT '{SECTIONS}', '', count(*) FROM found WHERE {self._fits[0]}", self._fits[1]))
        parts.append((f"SELECT '{MET}', '', count(*) FROM met", ()))
        parts.append((f"SELECT '{RANKED}', '', count(DISTINCT document) FROM ranked", ()))
        counted = " UNION ALL ".join(part for part, _ in parts)
        statement = f" SELECT counted.*, {NO_TEXTS} FROM ({counted}) AS counted UNION ALL {self._candidates}"
        answer = _answer(self._rows(statement, [*(value for _, values in parts for value in values), candidates]))
        grounds = {tuple(json.loads(codes)): count for codes, count in answer.facets.pop(GROUND).items()}
        answer.facets["area"] = by_area(grounds, self.plan.day)
        return answer

    def ends_early(self, answer: Answer) -> bool:
        """Whether more may fit than was met."""
        return 0 < self.most == answer.met

    def sections(self, limit: int, offset: int, but: Collection[int]) -> list[int]:
        """Sections that fit, best first, without some."""
        return self._ordered("section", f"NOT {_is_one_of(but, 'section')}", but, limit, offset)

    def documents(self, limit: int, offset: int, but: Collection[int]) -> list[int]:
        """Documents that fit, best first, without some."""
        return self._ordered("document", f"NOT {_is_one_of(but)}", but, limit, offset)

    def documents_by_day(self) -> list[int]:
        """The page asked for of the documents that fit, in the order of days asked for."""
        chosen, values = self._chosen()
        statement = f" SELECT id FROM labelled WHERE {chosen} ORDER BY {self._by_day} LIMIT %s OFFSET %s"
        return [document for (document,) in self._rows(statement, (*values, self.plan.limit, self.plan.offset))]

    def sections_by_day(self) -> list[int]:
        """The same of sections, those of a document in its own order."""
        chosen, values = self._chosen()
        statement = (
            " SELECT section FROM found JOIN labelled ON labelled.id = found.document"
            f" WHERE {chosen} ORDER BY {self._by_day}, section LIMIT %s OFFSET %s"
        )
        return [section for (section,) in self._rows(statement, (*values, self.plan.limit, self.plan.offset))]

    @property
    def _by_day(self) -> str:
        return f"{DAY} {'ASC' if self.plan.sort == 'oldest' else 'DESC'} NULLS LAST, id"

    def sections_of(self, documents: Collection[int], limit: int) -> list[int]:
        """The best sections of some documents."""
        return self._ordered("section", _is_one_of(documents), documents, limit, 0)

    def _ordered(self, name: str, condition: str, values: Collection[int], limit: int, offset: int) -> list[int]:
        """Those with points first, then the newest."""
        fits, chosen = self._fits
        statement = (
            f" SELECT {name}, min(points) AS least FROM (SELECT section, document, points FROM ranked"
            f" UNION ALL SELECT section, document, 0 FROM found WHERE {fits}) AS every WHERE {condition}"
            f" GROUP BY {name} ORDER BY least, {name} DESC LIMIT %s OFFSET %s"
        )
        return [key for key, _ in self._rows(statement, (*chosen, *values, limit, offset))]

    @property
    def _candidates(self) -> str:
        """With their words, which are judged."""
        words = f"{self._table} ON {self._table}.{self._key} = best.section"
        return f"SELECT '{CANDIDATE}', '', section, {COLUMNS} FROM ({BEST}) AS best JOIN {words}"

    def _count_of(self, name: str, but: str = "") -> Condition:
        """Documents by the values of a facet, with every filter but its own."""
        chosen, values = self._chosen(but=but or name)
        return f"SELECT '{name}', {name}, count(*) FROM labelled WHERE {chosen} GROUP BY {name}", values

    def _chosen(self, but: str = "") -> Condition:
        choices = {name: values for name, values in self._choices.items() if name != but}
        tests = [f"{name} IN ({','.join(['%s'] * len(values))})" for name, values in choices.items()]
        return " AND ".join(tests) or "1 = 1", tuple(value for values in choices.values() for value in values)

    def _rows(self, statement: str, parameters: Sequence) -> list[tuple]:
        return rows(self._with + statement, [*self._parameters, *parameters])


def rows(statement: str, parameters: Sequence) -> list[tuple]:
    """What a statement of our own answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def run(statement: str, parameters: Sequence = ()) -> None:
    """Execute a statement of our own."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def run_many(statement: str, parameters: Sequence[Sequence]) -> None:
    """Execute it for each row."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, parameters)


def _labels(plan: Plan) -> Condition:
    """The same for all that is sought on a day: to write it takes longer than to choose by it."""
    asked = Filters(since=plan.filters.since, until=plan.filters.until, on=plan.force_day)
    return _labels_of(Plan(Terms(()), plan.day, asked, plan.area_codes, or_everywhere=plan.or_everywhere))


@lru_cache(maxsize=64)
def _labels_of(plan: Plan) -> Condition:
    labelled = (
        when(plan)
        .filter(pk__in=RawSQL("SELECT document FROM found", ()))
        .annotate(
            status=status_on(plan.force_day),
            year=Substr(Cast("date", CharField()), 1, 4),
            ground=Cast("areas", TextField()),
            here=Case(When(about(plan), then=Value("1")), default=Value("")) if plan.area_codes else Value(""),
            day=F("date"),
        )
    )
    return labelled.order_by().values_list("pk", *LABELS).query.sql_with_params()


def _choices(plan: Plan) -> Mapping[str, Sequence[str]]:
    """{facet: the values chosen in it}, of those in which something is."""
    asked = plan.filters
    year = f"{asked.year:04}" if asked.year else ""
    here = "1" if plan.area_codes else ""
    single = {"type": asked.type, "issuer": asked.issuer, "status": asked.status, "year": year, HERE: here}
    found = {"kind": asked.kinds} | {name: (value,) for name, value in single.items() if value}
    return {name: values for name, values in found.items() if values}


def _answer(found: Sequence[tuple]) -> Answer:
    """{facet: {value: documents}} and the rest."""
    answer = Answer()
    for name, value, number, *texts in found:
        if name == CANDIDATE:
            answer.candidates.append(Indexed(number, number // MOST_SECTIONS, *texts))
        elif name == DOCUMENTS:
            answer.documents = number
        elif name == SECTIONS:
            answer.sections = number
        elif name == MET:
            answer.met = number
        elif name == RANKED:
            answer.ranked = number
        elif value:
            answer.facets[name][value] = number
    return answer


def more_than(ranked: int) -> str:
    """Whether not all that was met is ranked."""
    return f"(SELECT count(*) FROM met) >= {ranked}"


def first_of(statement: Condition, most: int) -> Condition:
    """So many of its rows."""
    return f"SELECT * FROM ({statement[0]}) AS every LIMIT {most}", statement[1]


def _preferred(matching: Matching) -> Condition:
    """The first of each, no more together than are ranked."""
    each = matching.ranked // max(len(matching.preferred), 1)
    firsts = [first_of(statement, each) for statement in matching.preferred] or [NOTHING]
    asked = " UNION ".join(f"SELECT * FROM ({first}) AS first" for first, _ in firsts)
    return asked, tuple(value for _, values in firsts for value in values)


def _likely(matching: Matching, fits: Condition) -> Condition:
    """With their words, each with a space before and after."""
    statement = (
        "SELECT section, document, ' ' || title || ' ', ' ' || heading || ' ', ' ' || body || also || ' ',"
        f" {matching.points.length} FROM ("
        f"SELECT section, document FROM found WHERE {fits[0]} LIMIT {matching.ranked}"
        f") AS chosen JOIN {matching.table} ON {matching.table}.{matching.key} = section"
    )
    return statement, fits[1]


def _measured(points: Points) -> Condition:
    columns = ", ".join(f"{expression} AS m{place}" for place, (expression, _) in enumerate(points.measures))
    values = tuple(value for _, values in points.measures for value in values)
    return f"SELECT section, document, {columns} FROM likely", values


def _ranked(points: Points) -> Condition:
    return f"SELECT section, document, {points.formula} FROM measured", ()


def _is_one_of(keys: Collection[int], name: str = "document") -> str:
    """A condition on what is found; of none, false."""
    return f"{name} IN ({','.join(['%s'] * len(keys))})" if keys else "1 = 0"
