"""Days as documents write them: "ngày 08 tháng 10 năm 2021", "ngày 08/10/2021"."""

import datetime as dt
import re

DAY = (
    r"ngày\s+(?P<{0}d>\d{{1,2}})\s*(?:tháng\s+(?P<{0}m>\d{{1,2}})\s+năm\s+(?P<{0}y>\d{{4}})"
    r"|[/.-]\s*(?P<{0}m2>\d{{1,2}})\s*[/.-]\s*(?P<{0}y2>\d{{4}}))(?!\d)"
)
"""A pattern; `.format(prefix)` names its groups, `day_of(match, prefix)` reads them."""


def day_of(found: re.Match[str], prefix: str = "") -> dt.date | None:
    """The day that a match of `DAY` names; None for one that no calendar has."""
    month, year = (found[f"{prefix}{name}"] or found[f"{prefix}{name}2"] for name in "my")
    try:
        return dt.date(int(year), int(month), int(found[f"{prefix}d"]))
    except (TypeError, ValueError):
        return None
