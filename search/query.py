"""What was asked, as typed: the address of the page and of the API read into one value."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Filters:
    """Only what fits all of these is found; empty means any. `area` is a code, with all that lies below it."""

    kinds: tuple[str, ...] = ()
    type: str = ""
    issuer: str = ""
    area: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    status: str = ""


@dataclass(frozen=True)
class Query:
    """`text` is NFC and at most `LONGEST` characters; `page` counts from 1; statuses hold on `day`."""

    text: str
    day: dt.date
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    per_page: int = 10
    by_article: bool = False
