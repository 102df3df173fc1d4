"""How any room names a directive without knowing the room of directives: issuer, number and date, as one cites it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class DirectiveRef:
    """A citation. `number` with its symbol, as written: "3691/QĐ-UBND"; `issuer` as one would write it out."""

    issuer: str
    number: str
    date: dt.date | None = None

    def __str__(self) -> str:
        day = f" ngày {self.date:%d/%m/%Y}" if self.date else ""
        issuer = f" của {self.issuer}" if self.issuer else ""
        return f"{self.number}{day}{issuer}"
