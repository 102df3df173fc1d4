"""A release outside the slots: asked for in a moment, prepared and published by whoever watches the slots.

Preparing takes longer than a browser should wait, and must not end with its connection.
"""

from django.db import IntegrityError, transaction

from core import clock
from core.problems import Refused
from datasets.actions.publish import plan_release, release_slot
from datasets.actions.turn import one_publisher
from datasets.models import AskedRelease, Release
from datasets.selectors.clock_doubt import clock_doubt
from datasets.selectors.extra import SLOW, release_asked_for
from datasets.selectors.releases import newest_slot_passed

State = AskedRelease.State
ASK_AGAIN = "Từ lúc đề nghị, đồng hồ máy chủ đã nhảy hoặc cổng đã tắt; hãy kiểm tra đồng hồ rồi đề nghị lại."


def ask_extra_release(*, reason: str, operator: str) -> tuple[AskedRelease, bool]:
    """(what waits now, whether it is new): who asks while another release is waiting gets that one, not a second.

    Raises `Refused` where nothing could go out.
    """
    if not reason.strip():
        raise Refused("Công bố ngoài khung giờ phải có lý do.")
    if waiting := release_asked_for():
        return waiting, False
    plan_release(*newest_slot_passed(clock.now()), Release.Kind.EXTRA)
    asked = AskedRelease(reason=reason.strip(), asked_by=operator[:150], asked_at=clock.now())
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        return AskedRelease.objects.latest("pk"), False
    return asked, True


def publish_asked() -> AskedRelease | None:
    """Publish what is asked for, or note why not; None if nothing is. Raises `Refused` while another publishes.

    That it came stands in the transaction that moves the pointer: killed before, it waits still; after, it is done.
    """
    if release_asked_for() is None:
        return None
    with one_publisher():
        asked = release_asked_for()
        if asked is None:
            return None
        if _meant_another_moment(asked):
            _end(asked, State.REFUSED, refusal=ASK_AGAIN)
        else:
            _publish(asked)
    return asked


def _meant_another_moment(asked: AskedRelease) -> bool:
    """Asked for before the clock jumped; who asks while it is in doubt has seen what it says."""
    return abs(clock.now() - asked.asked_at) > SLOW and clock_doubt() is not None


def _publish(asked: AskedRelease) -> None:
    try:
        release_slot(
            *newest_slot_passed(clock.now()),
            Release.Kind.EXTRA,
            reason=asked.reason,
            operator=asked.asked_by,
            moved=lambda release: _end(asked, State.PUBLISHED, number=release.number),
        )
    except Refused as refusal:
        _end(asked, State.REFUSED, refusal=_taken_by_a_slot(asked) or str(refusal))


def _taken_by_a_slot(asked: AskedRelease) -> str:
    """A slot that was due goes first, with all that is approved."""
    newest = Release.objects.filter(kind=Release.Kind.ORDINARY, published_at__gte=asked.asked_at).last()
    return f"Số liệu vừa ra ở bản số {newest.number}, theo khung giờ; từ đó chưa có gì mới." if newest else ""


def _end(asked: AskedRelease, state: State, *, number: int | None = None, refusal: str = "") -> None:
    asked.state, asked.number, asked.refusal, asked.ended_at = state, number, refusal, clock.now()
    asked.save()
