"""The portal as it will be after the next slot, shown before it to whoever has the signed link."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from core import clock
from core.problems import Refused
from datasets.actions.publish import approved_reports, newest_ordinary, stage_plan
from datasets.actions.turn import one_publisher
from datasets.models import Release
from datasets.selectors.figures import published
from datasets.selectors.releases import ReleaseLine, newest_slot_passed, preview_line, slot_after

MINUTES_SHOWN = 120
LONGEST_WORD = 300
_SALT = "datasets.preview"


@dataclass(frozen=True)
class Preview:
    """`word` opens it until the moment `until`."""

    release: Release
    word: str
    until: dt.datetime

    @property
    def url(self) -> str:
        return f"/?xem-truoc={self.word}"


class Published(Exception):
    """What the link showed before the others, or what came in its place, has come out as release `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stage_preview(*, operator: str = "") -> Preview:
    """Stage the next slot's release of what is approved by now. Raises `Refused`.

    The reports stay free: at the slot the release is staged anew, with what has been approved since. A later preview
    takes the place of an earlier one, whose link then shows nothing.
    """
    day, slot = next_slot()
    with one_publisher():
        release, _ = stage_plan(day, slot, Release.Kind.ORDINARY, operator=operator, only_shown=True)
    until = clock.now() + dt.timedelta(minutes=MINUTES_SHOWN)
    asked = {"number": release.number, "token": release.token.hex, "until": until.timestamp()}
    return Preview(release, signing.dumps(asked, salt=_SALT), until)


def next_slot() -> tuple[int, int]:
    """The slot to be released next: the newest that has passed, if something waits for it, else the one after."""
    passed, newest = newest_slot_passed(clock.now()), newest_ordinary()
    if newest is not None and newest >= passed:
        return slot_after(*newest)
    return passed if approved_reports(*passed) else slot_after(*passed)


def opened(word: str) -> ReleaseLine:
    """The staged release of a link. Raises `Refused` for a word that is forged or has expired, `Published` when
    there is nothing left to see before the others."""
    try:
        asked = signing.loads(word[:LONGEST_WORD], salt=_SALT)
    except signing.BadSignature as error:
        raise Refused("Liên kết xem trước không hợp lệ.") from error
    if asked["number"] <= published():
        raise Published(asked["number"])
    if clock.now().timestamp() >= asked["until"]:
        raise Refused("Liên kết xem trước đã hết hạn.")
    release = Release.objects.filter(number=asked["number"], token=UUID(asked["token"])).first()
    if release is None:
        raise Refused("Bản xem trước này không còn: một bản mới hơn đang được chuẩn bị.")
    return preview_line(release, word)
