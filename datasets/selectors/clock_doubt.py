"""Whether the machine's clock can be trusted with a release that nobody asks for.

A machine that starts with a wrong date would record months of slots as missed and publish under moments that never
were; one that goes back would publish before what is out. Which of its times is the right one it cannot know: a
person looks, publishes once, and from then on it goes by itself.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache

from core import clock
from datasets.models import Pointer, Release
from datasets.selectors.releases import slot_time
from units.models import AuditEntry

LONGEST_SILENCE = dt.timedelta(days=7)
"""A portal in use writes into its log every day, and publishes."""
_SECONDS_KEPT = 24 * 3600


@dataclass(frozen=True)
class ClockDoubt:
    """`mark`: the latest moment that the newest release, `number`, tells of. `behind`: the clock stands before it;
    otherwise the log is silent for too long after it. Its text is one clause in Vietnamese, without a full stop."""

    number: int
    mark: dt.datetime
    behind: bool

    def __str__(self) -> str:
        mark = f"mốc {self.mark:%H:%M %d/%m/%Y} của bản công bố số {self.number}"
        if self.behind:
            return f"Đồng hồ máy chủ đứng trước {mark}"
        days = LONGEST_SILENCE.days
        return f"Sau {mark}, nhật ký có hơn {days} ngày liền không ghi gì: đồng hồ máy chủ đã nhảy, hoặc cổng đã tắt"


def clock_doubt() -> ClockDoubt | None:
    """Why nothing may come out by itself now; None where the clock is trusted, and before the first release.

    One query while releases come, one or two more where the newest is older than a week. A simulated database is
    never in doubt: its clock is shifted on purpose.
    """
    if clock.is_simulated():
        return None
    newest = Release.objects.filter(number__in=Pointer.objects.values("number")).first()
    if newest is None:
        return None
    now, mark = clock.now(), _mark(newest)  # asked after the query: what has just come out does not lie ahead
    if now < mark:
        return ClockDoubt(newest.number, mark, behind=True)
    return ClockDoubt(newest.number, mark, behind=False) if _log_is_silent(newest, now) else None


def _mark(release: Release) -> dt.datetime:
    """When it came out, or its slot, if the clock went back while it was prepared."""
    return max(release.published_at or release.staged_at, slot_time(release.day, release.slot)).astimezone(clock.ZONE)


def _log_is_silent(release: Release, now: dt.datetime) -> bool:
    """Whether between the release and now the log has a gap that is too long. What is written after a jump lies
    behind the gap and does not fill it.

    It goes from entry to entry by the index of moments, in steps of up to a week, and keeps how far it came: what
    was written stays written. It starts where the release was staged, for a clock that jumps while one is prepared
    gives it the wrong moment.
    """
    key = f"datasets.log_goes_on.{release.token.hex}"
    seen = cache.get(key, release.staged_at)
    while now - seen > LONGEST_SILENCE:
        entries = AuditEntry.objects.filter(at__gt=seen, at__lte=seen + LONGEST_SILENCE).order_by("-at")
        last = entries.values_list("at", flat=True).first()
        if last is None:
            return True
        seen = last
        cache.set(key, seen, _SECONDS_KEPT)
    return False
