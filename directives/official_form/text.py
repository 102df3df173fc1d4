"""The words of a document, before anything is said of how they look."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """The document itself (no kind, no title) or what is attached to it; `lines` are its paragraphs, one with " | "
    a row of a table."""

    kind: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OfficialText:
    """One document. `issuer` are the lines of its head; `issuer_name` its name in running text, empty if not given;
    `parts` begins with the document itself; `stamps`: how urgent or secret it is, as the decree names it."""

    superior: str
    issuer: tuple[str, ...]
    issuer_name: str
    number: str
    place: str
    date: dt.date
    type: str
    abstract: str
    signer_office: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    parts: tuple[Part, ...]
    stamps: tuple[str, ...] = field(default=(), kw_only=True)
