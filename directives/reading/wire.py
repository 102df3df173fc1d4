"""What a reading child and its parent say to each other: a line of JSON, and bytes where the line announces them.

JSON and not pickle: what comes back was made by a process that looked into a stranger's file.
"""

import datetime as dt
import json
from dataclasses import asdict
from typing import IO, Any

from core.problems import Problem
from directives.reading.components import Components
from directives.reading.effects import Relation
from directives.reading.evidence import Evidence
from directives.reading.reader import ReadFile, Reading, ReadPage
from directives.reading.signatures import Signature

LONGEST_LINE = 64 * 2**20


def send(stream: IO[bytes], said: dict[str, Any], *payloads: bytes) -> None:
    """A message, and after it the bytes whose sizes it announces."""
    sizes = [len(payload) for payload in payloads]
    stream.write(json.dumps(said | {"sizes": sizes}, ensure_ascii=False, default=str).encode() + b"\n")
    stream.writelines(payloads)
    stream.flush()


def of_reading(reading: Reading) -> dict[str, Any]:
    """A reading as JSON; days as ISO."""
    return asdict(reading)


def reading_of(said: dict[str, Any]) -> Reading:
    """The reading that `of_reading` wrote down."""
    return Reading(tuple(map(_file, said["files"])), said["quality"], _components(said["components"]))


def of_problem(problem: Problem) -> dict[str, str]:
    return {"code": str(problem.code), "message": problem.message}


def _file(said: dict[str, Any]) -> ReadFile:
    found = {
        "pages": tuple(ReadPage(**page) for page in said["pages"]),
        "warnings": tuple(said["warnings"]),
        "signatures": signatures_of(said["signatures"]),
    }
    return ReadFile(**said | found)


def signatures_of(said: list[dict[str, Any]] | None) -> tuple[Signature, ...] | None:
    return None if said is None else tuple(Signature(**one) for one in said)


def _components(said: dict[str, Any]) -> Components:
    found: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in said.items()}
    for name in ("date", "effective_from", "effective_to"):
        found[name] = _day(found[name])
    found["relations"] = tuple(map(_relation, found["relations"]))
    found["where"] = {name: _evidence(one) for name, one in said["where"].items()}
    found["parts"] = tuple((title, text) for title, text in found["parts"])
    return Components(**found)


def _relation(said: dict[str, Any]) -> Relation:
    days = {name: _day(said[name]) for name in ("date", "since", "until")}
    return Relation(**said | days | {"articles": tuple(said["articles"])})


def _evidence(said: dict[str, Any]) -> Evidence:
    return Evidence(**said | {"box": tuple(said["box"]) if said["box"] else None})


def _day(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None
