"""Holding back what nobody asked for while the machine's clock is in doubt."""

from core.problems import Refused
from datasets.selectors.clock_doubt import clock_doubt


class ClockDoubted(Refused):
    """Nothing comes out by itself until a person has looked at the clock and published once."""


def refuse_in_doubt() -> None:
    """Raises `ClockDoubted`, the same words as long as it is the same doubt."""
    if doubt := clock_doubt():
        raise ClockDoubted(
            f"{doubt}. Cổng tạm dừng tự công bố: hãy kiểm tra đồng hồ, rồi công bố một lần bằng tay "
            "(--date và --slot, hoặc ngoài khung giờ); từ đó cổng lại tự công bố."
        )
