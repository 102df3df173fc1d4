"""Which small numbers a province does not publish, as its data says: off unless `[suppression]` turns it on."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

LEVELS = ("province", "district", "commune", "hamlet")
MOST_BELOW = 1_000


@dataclass(frozen=True)
class SuppressionRules:
    """A number from 1 to `below` − 1 of these indicators and levels is small. `below` 0: nothing is."""

    below: int = 0
    indicators: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Differs wherever the rules do; empty where nothing is suppressed."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8] if self.below else ""


def read_suppression_rules(given: dict[str, Any], *, indicators: Collection[str]) -> SuppressionRules:
    """`[suppression]` of a `province.toml`. Raises TypeError and ValueError, which name what is wrong.

    `indicators`: the province's codes; empty where they are not at hand.
    """
    lists = {name: tuple(given.get(name, ())) for name in ("indicators", "levels")}
    rules = SuppressionRules(**given | lists)
    if type(rules.below) is not int or not 0 <= rules.below <= MOST_BELOW:
        raise ValueError(f"suppression: below từ 0 đến {MOST_BELOW}")
    for code in rules.indicators:
        if indicators and code not in indicators:
            raise ValueError(f"suppression: không có chỉ tiêu “{code}”")
    for level in rules.levels:
        if level not in LEVELS:
            raise ValueError(f"suppression: “{level}” không phải cấp nào trong {', '.join(LEVELS)}")
    if rules.below and not (rules.indicators and rules.levels):
        raise ValueError("suppression: below cần indicators và levels")
    return rules
