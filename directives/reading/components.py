"""The components of a document, read from its lines. What is not certain stays empty: an officer fills it in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from directives.reading import attached
from directives.reading.attached import read_part, source_of
from directives.reading.effects import Period, Relation, read_cited, read_period, read_relations
from directives.reading.evidence import Evidence, evidence
from directives.reading.head import Head, read_grounds, read_head, unravelled
from directives.reading.lines import FULL, TYPED, Line, paragraph_lines, paragraphs
from directives.reading.marks import read_marks
from directives.reading.tail import Tail, read_tail

MOST_LOST = 2
"""Lines between signature and attachment that may be stamps; more are text."""
LEAST_SURE = 60
"""Of 100: a recognised line of text behind a signature."""


@dataclass(frozen=True)
class Components:
    """`issuer` and `superior` as printed; `parts` are (title, text), the document itself first; `urgency` and
    `secrecy` as the decree names them; `where`: {component: where it was read and how sure it is}."""

    number: str = ""
    symbol: str = ""
    date: dt.date | None = None
    place: str = ""
    type: str | None = None
    superior: str = ""
    issuer: str = ""
    abstract: str = ""
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer_office: str = ""
    signer: str = ""
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    relations: tuple[Relation, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    urgency: str = ""
    secrecy: str = ""
    warnings: tuple[str, ...] = ()
    where: Mapping[str, Evidence] = field(default_factory=dict, compare=False)


def read_components(lines: Sequence[Line], types: Mapping[str, str]) -> Components:
    """`types`: {name: abbreviation} of the types of document."""
    marks, lines = read_marks(unravelled(lines))
    head = read_head(lines, types)
    starts = attached.starts(lines, head.ends)
    limit = starts[0] if starts else len(lines)
    tail = read_tail(lines, limit) if head.ends < limit else Tail(limit, limit)
    body = _Body.of(lines[head.ends : max(tail.starts, head.ends)])
    head, warnings = _completed(head, lines, starts)
    period, seen = _period(body, head.date)
    relations = read_relations(body.own)
    parts = (("", "\n".join(body.own)), *_attached(lines, starts, tail.ends, limit))
    return Components(
        **_of_head(head),
        grounds=tuple(body.grounds),
        recipients=tail.recipients,
        signer_office=tail.signer_office,
        signer=tail.signer,
        effective_from=period.start,
        effective_to=period.end,
        relations=(*relations, *read_cited(body.grounds, relations)),
        parts=tuple(part for part in parts if part[1].strip()),
        urgency=marks.urgency,
        secrecy=marks.secrecy,
        warnings=warnings,
        where={**head.where, **tail.where, **marks.where, **body.where, **seen},
    )


def _of_head(head: Head) -> dict[str, Any]:
    told = {"number", "symbol", "date", "place", "type", "superior", "abstract"}
    return {name: getattr(head, name) for name in told} | {"issuer": head.issuer or head.authority}


@dataclass(frozen=True)
class _Body:
    """Paragraphs between head and signature: the grounds, then the document's own; `printed`: the lines of each."""

    grounds: list[str]
    own: list[str]
    printed: list[list[Line]]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Body":
        printed, texts = paragraph_lines(lines), paragraphs(lines)
        grounds = read_grounds(texts)
        return cls(grounds, texts[len(grounds) :], printed)

    @property
    def own_lines(self) -> list[list[Line]]:
        return self.printed[len(self.grounds) :]

    @property
    def where(self) -> dict[str, Evidence]:
        lines = [line for found in self.printed[: len(self.grounds)] for line in found]
        return {"grounds": evidence(lines)} if lines else {}


def _period(body: _Body, signed: dt.date | None) -> tuple[Period, dict[str, Evidence]]:
    """From when to when it is in force, and where it says so; what several sentences say differently is not known."""
    period = read_period(body.own, signed)
    said = [n for n, text in enumerate(body.own) if read_period([text], signed) != Period()]
    if not said:
        return period, {}
    known = period != Period()
    seen = evidence(body.own_lines[said[0]], doubt="" if known else _SAID_TWICE, empty=not known)
    return period, {
        name: seen for name in ("effective_from", "effective_to") if not known or getattr(period, _DAY[name])
    }


_SAID_TWICE = "Nhiều câu nói về ngày có hiệu lực."
_DAY = {"effective_from": "start", "effective_to": "end"}


def _attached(lines: Sequence[Line], starts: Sequence[int], after: int, limit: int) -> list[tuple[str, str]]:
    """What is attached; text behind the signature under no heading is kept as a part without title."""
    left = paragraphs([line for line in lines[after:limit] if not _is_stamp(line)])
    found = [("", "\n".join(left))] if len(left) > MOST_LOST else []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        part = read_part(lines[start:end])
        found.append((part.title, part.text))
    return found


def _is_stamp(line: Line) -> bool:
    """What recognition makes of a seal and of the signature below it: beside the recipients, or hardly letters."""
    return line.sure < TYPED and (line.column != FULL or line.sure < LEAST_SURE)


def _completed(head: Head, lines: Sequence[Line], starts: Sequence[int]) -> tuple[Head, tuple[str, ...]]:
    """A copy without number may say it in what is attached, "(kèm theo Quyết định số …)", if all parts agree."""
    sources = {found for start in starts if (found := source_of(lines[start:]))}
    if head.number or head.type is None or len(sources) != 1:
        return head, ()
    source = next(iter(sources))
    if source.type.lower() != head.type.lower() or (head.date and source.date and head.date != source.date):
        return head, ()
    said = f"Số và ngày đọc từ dòng “kèm theo {head.type} số …” của phần kèm theo; hãy đối chiếu với bản gốc."
    seen = evidence(_lines_of_source(lines, starts), doubt="Đọc từ dòng “kèm theo” của phần kèm theo.")
    where = {**head.where, "number": seen} | ({} if head.date or not source.date else {"date": seen})
    date = head.date or source.date
    return replace(head, number=source.number, symbol=source.symbol, date=date, where=where), (said,)


def _lines_of_source(lines: Sequence[Line], starts: Sequence[int]) -> Sequence[Line]:
    """The heading of the first attached part that says what it came with, down to where it says so."""
    start = next(start for start in starts if source_of(lines[start:]))
    return lines[start : start + attached.REACH]
