"""What stands where a figure would: the same words on page, chart, map, table and file."""

__all__ = ["HIDDEN", "HIDDEN_SHORT", "NOT_REPORTED", "why_absent"]

NOT_REPORTED = "chưa báo cáo"
HIDDEN = "không công bố số nhỏ"
HIDDEN_SHORT = "số nhỏ"
"""Where there is room for two words only; its legend or sentence says more."""


def why_absent(hidden: bool, *, short: bool = False) -> str:
    """Not reported, or `hidden` because small numbers could point at a person (`[suppression]` of the province)."""
    if not hidden:
        return NOT_REPORTED
    return HIDDEN_SHORT if short else HIDDEN
