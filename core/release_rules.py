"""What a province does when figures are missing at a slot: the table `[release]` of its `province.toml`."""

from dataclasses import dataclass
from typing import Any

PUBLISH, HOLD = "publish", "hold"
LAST, EVERY, NONE = "last", "every", "none"
LEVELS = ("province", "district", "commune", "hamlet")
MOST_HOLD_MINUTES = 6 * 60
"""A hold ends long before the next slot."""


@dataclass(frozen=True)
class ReleaseRules:
    """`publish`: what there is goes out at the slot, marked. `hold`: while one of the `needed` (abbreviations of
    units, or levels of areas) is missing, the slot waits `hold_minutes` at most; then what there is goes out.
    `bulletin`: after which releases the daily bulletin is drafted, the day's `last` slot, `every` one or `none`.
    """

    when_missing: str = PUBLISH
    hold_minutes: int = 30
    needed: tuple[str, ...] = ()
    bulletin: str = LAST


def read_release_rules(given: dict[str, Any], *, units: set[str]) -> ReleaseRules:
    """Raises TypeError for an unknown key, ValueError for what is no rule or names no unit and no level."""
    rules = ReleaseRules(**given | {"needed": tuple(given.get("needed", ()))})
    if rules.when_missing not in (PUBLISH, HOLD):
        raise ValueError("release: when_missing phải là publish hoặc hold")
    if rules.bulletin not in (LAST, EVERY, NONE):
        raise ValueError("release: bulletin phải là last, every hoặc none")
    if type(rules.hold_minutes) is not int or not 1 <= rules.hold_minutes <= MOST_HOLD_MINUTES:
        raise ValueError(f"release: hold_minutes từ 1 đến {MOST_HOLD_MINUTES}")
    unknown = [name for name in rules.needed if name not in units and name not in LEVELS]
    if unknown:
        raise ValueError(f"release: needed không có đơn vị hoặc cấp “{unknown[0]}”")
    return rules
