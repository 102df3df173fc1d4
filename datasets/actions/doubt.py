"""Holding back what nobody asked for while the machine's clock is in doubt."""

from core import clock
from core.problems import Refused
from datasets.models import Release
from datasets.selectors.clock_doubt import LONGEST_SILENCE, clock_doubt
from datasets.selectors.releases import slot_time


class ClockDoubted(Refused):
    """Nothing comes out by itself until a person has looked at the clock and published once."""


def refuse_in_doubt() -> None:
    """Raises `ClockDoubted`, the same words as long as it is the same doubt."""
    if doubt := clock_doubt():
        raise ClockDoubted(
            f"{doubt}. Cổng tạm dừng tự công bố: hãy kiểm tra đồng hồ, rồi công bố một lần bằng tay "
            "(--date và --slot, hoặc ngoài khung giờ); từ đó cổng lại tự công bố."
        )


def refuse_after_a_jump(release: Release) -> None:
    """Raises `ClockDoubted` where the clock jumped since the slot was chosen as the newest that has passed."""
    due = slot_time(release.day, release.slot)
    if not clock.is_simulated() and not due <= clock.now() < due + LONGEST_SILENCE:
        raise ClockDoubted("Đồng hồ máy chủ đã nhảy trong lúc chuẩn bị bản công bố; chưa công bố gì.")
