"""What readers are still told of a directive that the later review took down: which one it was, who did so and why.

Nothing of its text: nobody has vouched for it. Of one that was taken down for holding a state secret not even its
number, for what is secret may not lie on a machine that the net reaches (Luật Bảo vệ bí mật nhà nước 2018).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core import clock
from directives.citing import cited_without_words
from directives.models import DirectivePage
from directives.selectors.confirmation import why_hidden
from units.models import OrganisationalUnit, UrgentPublication
from units.selectors.urgent import last_refusal

SAID = "Văn bản này đã được gỡ xuống."


@dataclass(frozen=True)
class Gone:
    """`citation` empty for what was secret; `unit`, `day` and `reason` only where the reviewer knew that readers
    would be told: not of what was decided before that was recorded."""

    citation: str = ""
    unit: OrganisationalUnit | None = None
    day: dt.date | None = None
    reason: str = ""

    def __str__(self) -> str:
        """In one line, as the API says it."""
        by = f"{self.unit.name} gỡ ngày {self.day:%d/%m/%Y}. Lý do: {self.reason}" if self.unit else ""
        return " ".join(filter(None, (SAID, self.citation and f"{self.citation}.", by)))


def gone_from(url_path: str) -> Gone | None:
    """What was published at the address until the later review took it down."""
    return _gone(Q(url_path=url_path))


def gone_directive(pk: int) -> Gone | None:
    return _gone(Q(pk=pk))


def _gone(wanted: Q) -> Gone | None:
    seen = DirectivePage.objects.filter(wanted, live=False).exclude(first_published_at=None)
    page = seen.select_related("type", "issuer").first()
    return _told(page, last_refusal(page)) if page else None


def _told(page: DirectivePage, refusal: UrgentPublication | None) -> Gone:
    if (refusal and refusal.outcome == UrgentPublication.Outcome.HIDDEN) or why_hidden(page):
        return Gone()
    known: dict[str, Any] = {}
    if refusal and refusal.decided_for and refusal.decided_at:
        day = refusal.decided_at.astimezone(clock.ZONE).date()
        known = {"unit": refusal.decided_for, "day": day, "reason": refusal.note}
    return Gone(cited_without_words(page), **known)
