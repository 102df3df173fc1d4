"""Which components of a draft still are what a machine read, without anybody having said that it read rightly."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models

from directives.models import DirectivePage, DirectiveReading
from directives.reading.evidence import ENOUGH
from directives.reading.marks import secrecy_in

REQUIRED = ("number", "date", "type", "issuer", "abstract")
"""Components without which nobody can cite a document or know what it is about; a document may print no number."""
COMPONENTS = (
    *("number", "symbol", "date", "place", "type", "issuer", "abstract", "urgency"),
    *("effective_from", "effective_to", "signer_office", "signer", "recipients"),
)
"""What the assistant asks about, in the order of the printed form."""
PRINTED_TOGETHER = {"symbol": "number", "effective_to": "effective_from"}
"""{component: the one with which it is printed and confirmed}"""


@dataclass(frozen=True)
class Seen:
    """A component as it was read; `confidence` and `doubt` as in `reading.evidence.Evidence`, 0 where nothing was."""

    name: str
    page: int = 0
    quote: str = ""
    box: tuple[float, float, float, float] | None = None
    confidence: float = 0.0
    doubt: str = ""
    confirmed: bool = False

    @property
    def outline(self) -> str:
        """The box as CSS: shares of the page's picture."""
        if not self.box:
            return ""
        left, top, right, bottom = (100 * edge for edge in self.box)
        return f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"

    @property
    def is_required(self) -> bool:
        return self.name in REQUIRED

    @property
    def is_doubtful(self) -> bool:
        """Whether an officer has to look: it was read uncertainly, or is required and was not found."""
        return not self.confirmed and (self.confidence < ENOUGH if self.quote else self.is_required)


def seen_components(reading: DirectiveReading) -> list[Seen]:
    """All that the assistant asks about but what is confirmed together with another."""
    return [_seen(reading, name) for name in COMPONENTS if name not in PRINTED_TOGETHER]


def _seen(reading: DirectiveReading, name: str) -> Seen:
    told = reading.seen.get(name, {})
    return Seen(name, **told, confirmed=name in reading.confirmed)


def unconfirmed(page: DirectivePage) -> list[str]:
    """The required components of a draft that are as they were read and that nobody has confirmed. What a person has
    typed himself needs no second word; a page that was not read from a file has none."""
    reading = DirectiveReading.objects.filter(page_id=page.pk).first() if page.pk else None
    if reading is None:
        return []
    return [name for name in REQUIRED if name not in reading.confirmed and _as_read(page, reading, name)]


def why_withheld(page: DirectivePage) -> str:
    """Why a draft may not be handed over or published, in Vietnamese; empty where nothing stands against it."""
    if secret := why_hidden(page):
        return secret
    left = unconfirmed(page)
    if not left:
        return ""
    named = ", ".join(str(page._meta.get_field(name).verbose_name) for name in left)
    return f"Chưa ai đối chiếu với bản gốc: {named}. Hãy mở “Đối chiếu” và xác nhận."


def why_hidden(page: DirectivePage) -> str:
    """Why a text may not be on the portal at all, in Vietnamese; empty where it bears no mark of secrecy."""
    mark = next((mark for part in page.parts.all() if (mark := secrecy_in(part.text))), "")
    return f"Nội dung có dấu “{mark}”: văn bản bí mật nhà nước không được đưa lên Cổng." if mark else ""


def _as_read(page: DirectivePage, reading: DirectiveReading, name: str) -> bool:
    parts = [name, *(other for other, main in PRINTED_TOGETHER.items() if main == name)]
    return all(kept(page, part) == reading.values.get(part) for part in parts)


def kept(page: DirectivePage, name: str) -> Any:
    """A component as a reading keeps it: None where it is empty, a key for what stands in a list of its own."""
    value = getattr(page, name)
    if isinstance(value, dt.date):
        return value.isoformat()
    return (value.pk if isinstance(value, models.Model) else value) or None
