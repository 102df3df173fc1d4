"""The set: documents in the forms of all bodies, with the true value of every component.

In TOML, the fields of a demo directive; `effective_from`, `effective_to` (the first day no longer in force) and
`relations` ([kind, number]) where the document says so; without `recipients` the usual two.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.text import nfc
from directives.demo.texts import DemoText, parts_of
from directives.official_form.lines import attached_to
from directives.reading.components import Components
from directives.reading.effects import CITES, GUIDES, IMPLEMENTS
from directives.reading.marks import SECRECY, URGENCY

FOLDER = Path(__file__).with_name("documents")
USUAL = ("Như trên;", "Lưu: VT.")


@dataclass(frozen=True)
class Written:
    """A document, and what of it stands in its sentences; `relations`: (what it does, to which number)."""

    text: DemoText
    effective_from: dt.date | None
    effective_to: dt.date | None
    relations: tuple[tuple[str, str], ...]


def written() -> list[Written]:
    """All of them, in the order of the files."""
    return [document for path in sorted(FOLDER.glob("*.toml")) for document in _of_file(path)]


def _of_file(path: Path) -> Iterator[Written]:
    for at, entry in enumerate(tomllib.loads(nfc(path.read_text("utf-8")))["document"], 1):
        said = {name: entry.get(name) for name in ("effective_from", "effective_to")}
        yield Written(_text(f"{path.stem}-{at:02}", entry), relations=_pairs(entry.get("relations", [])), **said)


def _pairs(listed: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((kind, number) for kind, number in listed)


def _text(name: str, entry: Mapping[str, Any]) -> DemoText:
    as_written = ("number", "place", "date", "type", "abstract", "signer")
    return DemoText(
        name=name,
        unit="cttdt",
        format="txt",
        superior=entry.get("superior", ""),
        issuer_name=entry.get("issuer_name", ""),
        **{field: tuple(entry[field]) for field in ("issuer", "signer_office")},
        recipients=tuple(entry.get("recipients", USUAL)),
        stamps=tuple(entry.get("stamps", ())),
        parts=parts_of(entry["body"]),
        **{field: entry[field] for field in as_written},
    )


def truth(document: Written) -> dict[str, Any]:
    """{component: its true value}, empty where the document does not say."""
    text = document.text
    own = _below_authority(text)
    grounds = own[: _decides_at(own)]
    return {
        "number": text.number,
        "date": text.date,
        "place": text.place,
        "type": text.type,
        "superior": text.superior,
        "issuer": " ".join(text.issuer),
        "abstract": text.abstract,
        "signer_office": " / ".join(text.signer_office),
        "signer": text.signer,
        "recipients": text.recipients,
        "urgency": next((stamp for stamp in text.stamps if stamp in URGENCY), ""),
        "secrecy": next((stamp for stamp in text.stamps if stamp in SECRECY), ""),
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "relations": tuple(sorted(document.relations)),
        "grounds": grounds,
        "text": own[len(grounds) :],
        "attached": tuple(_attached(text)),
    }


def _below_authority(text: DemoText) -> tuple[str, ...]:
    """The paragraphs below the lines that say who decides, which belong to the head."""
    own = text.parts[0].lines
    decides = _decides_at(own)
    start = next((at for at, line in enumerate(own[:decides]) if not line.isupper()), 0)
    return own[start:]


def _decides_at(own: tuple[str, ...]) -> int:
    return next((at for at, line in enumerate(own) if line in ("QUYẾT ĐỊNH:", "QUYẾT NGHỊ:")), 0)


def _attached(text: DemoText) -> Iterator[tuple[str, ...]]:
    for part in text.parts[1:]:
        yield (f"{part.kind} {part.title}", *filter(None, [attached_to(text, part)]), *part.lines)


def as_read(found: Components) -> dict[str, Any]:
    """The same of what the reader made of a file."""
    own, *attached = [(title, tuple(body.split("\n"))) for title, body in found.parts] or [("", ())]
    acts = {(one.kind, one.number) for one in found.relations if one.kind not in (CITES, GUIDES, IMPLEMENTS)}
    plain = ("date", "place", "type", "superior", "issuer", "abstract", "signer_office", "signer", "recipients")
    said = (*plain, "urgency", "secrecy", "effective_from", "effective_to", "grounds")
    return {
        **{field: getattr(found, field) for field in said},
        "number": f"{found.number}/{found.symbol.lstrip('/')}" if found.number else "",
        "relations": tuple(sorted(acts)),
        "text": own[1],
        "attached": tuple((title, *body) for title, body in attached),
    }
