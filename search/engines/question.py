"""One search of the database as one statement: what fits, how much of it, its facets and the best candidates.

`found` are the sections that fit the words, `labelled` their documents of the day and the dates, with what facets
count; of those the filters that are also facets choose.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr

from search.engines.base import Plan
from search.fitting import about, status_on, when
from search.grounds import by_area

FACETS = ("kind", "type", "issuer", "status", "year")
GROUND, HERE, DAY = "ground", "here", "day"
LABELS = (*FACETS, GROUND, HERE, DAY)
"""`ground` are the codes a document is about, as JSON; `here` whether that is the area asked for; `day` its date."""
DOCUMENTS, SECTIONS, CANDIDATE = "documents", "sections", "candidate"
Condition = tuple[str, tuple]


@dataclass
class Answer:
    """How many documents fit, and sections if they were asked for; `candidates` are sections, in no order."""

    documents: int = 0
    sections: int = 0
    candidates: list[int] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in (*FACETS, GROUND)})


class Question:
    """`matching` is the engine's statement for (section, document, points) of what fits the words."""

    def __init__(self, plan: Plan, matching: Condition) -> None:
        self.plan = plan
        labels, parameters = _labels(plan)
        self._with = (
            f"WITH found (section, document, points) AS MATERIALIZED ({matching[0]}),"
            f" labelled (id, {', '.join(LABELS)}) AS MATERIALIZED ({labels}) "
        )
        self._parameters = (*matching[1], *parameters)
        self._choices = _choices(plan)
        chosen, values = self._chosen()
        self._fits: Condition = (f"document IN (SELECT id FROM labelled WHERE {chosen})", values)

    def ask(self, candidates: int) -> Answer:
        """Everything at once, with so many candidates."""
        parts = [*map(self._count_of, FACETS), self._count_of(GROUND, but=HERE)]
        chosen, values = self._chosen()
        parts.append((f"SELECT '{DOCUMENTS}', '', count(*) FROM labelled WHERE {chosen}", values))
        if self.plan.by_article:
            parts.append((f"SELECT '{SECTIONS}', '', count(*) FROM found WHERE {self._fits[0]}", self._fits[1]))
        best, values = self._best(candidates, 0)
        parts.append((f"SELECT '{CANDIDATE}', '', section FROM ({best}) AS best", values))
        found = self._rows(" UNION ALL ".join(part for part, _ in parts), [v for _, vs in parts for v in vs])
        answer = _answer(found)
        grounds = {tuple(json.loads(codes)): count for codes, count in answer.facets.pop(GROUND).items()}
        answer.facets["area"] = by_area(grounds, self.plan.day)
        return answer

    def sections(self, limit: int, offset: int) -> list[int]:
        """Sections that fit, best first."""
        return [section for (section,) in self._rows(*self._best(limit, offset))]

    def documents(self, limit: int, offset: int, but: Collection[int]) -> list[int]:
        """Documents that fit, best first, without some."""
        fits, values = self._fits
        found = self._rows(
            f"SELECT document, min(points) AS points FROM found WHERE {fits} AND NOT {_is_one_of(but)}"
            " GROUP BY document ORDER BY points, document LIMIT %s OFFSET %s",
            (*values, *but, limit, offset),
        )
        return [document for document, _ in found]

    def documents_by_day(self) -> list[int]:
        """The page asked for of the documents that fit, in the order of days asked for."""
        chosen, values = self._chosen()
        statement = f"SELECT id FROM labelled WHERE {chosen} ORDER BY {self._by_day} LIMIT %s OFFSET %s"
        return [document for (document,) in self._rows(statement, (*values, self.plan.limit, self.plan.offset))]

    def sections_by_day(self) -> list[int]:
        """The same of sections, those of a document in its own order."""
        chosen, values = self._chosen()
        statement = (
            "SELECT section FROM found JOIN labelled ON labelled.id = found.document"
            f" WHERE {chosen} ORDER BY {self._by_day}, section LIMIT %s OFFSET %s"
        )
        return [section for (section,) in self._rows(statement, (*values, self.plan.limit, self.plan.offset))]

    @property
    def _by_day(self) -> str:
        return f"{DAY} {'ASC' if self.plan.sort == 'oldest' else 'DESC'} NULLS LAST, id"

    def sections_of(self, documents: Collection[int], limit: int) -> list[int]:
        """The best sections of some documents."""
        statement = f"SELECT section FROM found WHERE {_is_one_of(documents)} ORDER BY points, section LIMIT %s"
        return [section for (section,) in self._rows(statement, (*documents, limit))]

    def _best(self, limit: int, offset: int) -> Condition:
        fits, values = self._fits
        statement = f"SELECT section FROM found WHERE {fits} ORDER BY points, section LIMIT %s OFFSET %s"
        return statement, (*values, limit, offset)

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


def _answer(found: Sequence[tuple[str, str | None, int]]) -> Answer:
    """{facet: {value: documents}} with the most first, and the rest."""
    answer = Answer()
    for name, value, number in sorted(found, key=lambda row: -row[2]):
        if name == CANDIDATE:
            answer.candidates.append(number)
        elif name == DOCUMENTS:
            answer.documents = number
        elif name == SECTIONS:
            answer.sections = number
        elif value:
            answer.facets[name][value] = number
    return answer


def _is_one_of(documents: Collection[int]) -> str:
    """A condition on `found`; of none, false."""
    return f"document IN ({','.join(['%s'] * len(documents))})" if documents else "1 = 0"
