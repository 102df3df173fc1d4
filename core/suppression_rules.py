"""Which small numbers a province does not publish, as its data says: off unless `[suppression]` turns it on."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.check_rules import Balance

LEVELS = ("province", "district", "commune", "hamlet")
MOST_BELOW = 1_000


@dataclass(frozen=True)
class SuppressionRules:
    """A number from 1 to `below` − 1 of these indicators and levels is small. `below` 0: nothing is.

    `balances`: the members of each of the province's balances, the stock first; any one follows from the others.
    """

    below: int = 0
    indicators: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    balances: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> str:
        """Differs wherever the rules do; empty where nothing is suppressed."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8] if self.below else ""


def read_suppression_rules(
    given: dict[str, Any], *, indicators: Collection[str], balances: Iterable[Balance] = ()
) -> SuppressionRules:
    """`[suppression]` of a `province.toml`. Raises TypeError and ValueError, which name what is wrong.

    `indicators`: the province's codes; empty where they are not at hand. `balances`: those of its `[checks]`.
    """
    if unknown := set(given) - {"below", "indicators", "levels"}:
        raise ValueError(f"suppression: không có mục “{min(unknown)}”")
    lists = {name: tuple(given.get(name, ())) for name in ("indicators", "levels")}
    members = tuple((one.stock, *one.plus, *one.minus) for one in balances)
    rules = SuppressionRules(**given | lists, balances=members if given.get("below") else ())
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


def companions(indicator: str, balances: Sequence[Sequence[str]]) -> set[str]:
    """The indicators to hide wherever this one is, itself among them, lest a balance gives it back.

    With one member of each balance beside it, the first by its order. The balances must then join them as a chain,
    or those could be solved together: else everything that hangs together is hidden. What the answer is follows from
    the balances alone, so what is hidden stays hidden.
    """
    group = {indicator}
    while lone := next((one for one in balances if len(group & set(one)) == 1 < len(set(one))), None):
        group.add(next(member for member in lone if member not in group))
    joining = [one for one in balances if group & set(one)]
    is_chain = all(len(group & set(one)) == 2 for one in joining) and len(joining) == len(group) - 1
    return group if is_chain else _whole(indicator, balances)


def _whole(indicator: str, balances: Sequence[Sequence[str]]) -> set[str]:
    """Everything that hangs together with an indicator by balances."""
    group = {indicator}
    while more := {member for one in balances if group & set(one) for member in one} - group:
        group |= more
    return group
