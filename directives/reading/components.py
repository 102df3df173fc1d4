"""The components of a document, read from its lines. What is not certain stays empty: an officer fills it in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from directives.reading import attached
from directives.reading.attached import read_part, source_of
from directives.reading.effects import Relation, read_period, read_relations
from directives.reading.head import Head, read_grounds, read_head, unravelled
from directives.reading.lines import Line, paragraphs
from directives.reading.tail import read_tail

MOST_LOST = 2
"""Lines between signature and attachment that may be stamps; more are text."""


@dataclass(frozen=True)
class Components:
    """`issuer` and `superior` as printed; `parts` are (title, text), the document itself first."""

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
    warnings: tuple[str, ...] = ()


def read_components(lines: Sequence[Line], types: Mapping[str, str]) -> Components:
    """`types`: {name: abbreviation} of the types of document."""
    lines = unravelled(lines)
    head = read_head(lines, types)
    starts = attached.starts(lines, head.ends)
    limit = starts[0] if starts else len(lines)
    tail = read_tail(lines, limit) if head.ends < limit else None
    body_end, tail_end = (tail.starts, tail.ends) if tail else (limit, limit)
    body = paragraphs(lines[head.ends : max(body_end, head.ends)])
    grounds = read_grounds(body)
    own = body[len(grounds) :]
    head, warnings = _completed(head, lines, starts)
    period = read_period(own, head.date)
    return Components(
        number=head.number,
        symbol=head.symbol,
        date=head.date,
        place=head.place,
        type=head.type,
        superior=head.superior,
        issuer=head.issuer or head.authority,
        abstract=head.abstract,
        grounds=tuple(grounds),
        recipients=tail.recipients if tail else (),
        signer_office=tail.signer_office if tail else "",
        signer=tail.signer if tail else "",
        effective_from=period.start,
        effective_to=period.end,
        relations=tuple(read_relations(own)),
        parts=tuple(
            part for part in (("", "\n".join(own)), *_attached(lines, starts, tail_end, limit)) if part[1].strip()
        ),
        warnings=warnings,
    )


def _attached(lines: Sequence[Line], starts: Sequence[int], after: int, limit: int) -> list[tuple[str, str]]:
    """What is attached; text behind the signature under no heading is kept as a part without title."""
    left = paragraphs(lines[after:limit])
    found = [("", "\n".join(left))] if len(left) > MOST_LOST else []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        part = read_part(lines[start:end])
        found.append((part.title, part.text))
    return found


def _completed(head: Head, lines: Sequence[Line], starts: Sequence[int]) -> tuple[Head, tuple[str, ...]]:
    """A copy without number may say it in what is attached, "(kèm theo Quyết định số …)", if all parts agree."""
    sources = {found for start in starts if (found := source_of(lines[start:]))}
    if head.number or head.type is None or len(sources) != 1:
        return head, ()
    source = next(iter(sources))
    if source.type.lower() != head.type.lower() or (head.date and source.date and head.date != source.date):
        return head, ()
    said = f"Số và ngày đọc từ dòng “kèm theo {head.type} số …” của phần kèm theo; hãy đối chiếu với bản gốc."
    return replace(head, number=source.number, symbol=source.symbol, date=head.date or source.date), (said,)
