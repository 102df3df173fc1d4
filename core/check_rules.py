"""How figures hang together in a province, as its data says: what the checks of figures compare with what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

SEVERITIES = ("stop", "reason", "tell", "off")


@dataclass(frozen=True)
class Balance:
    """A stock that is its value a slot before, plus some flows, minus others."""

    stock: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True)
class CheckRules:
    """`[checks]` of a `province.toml`; indicators are named by their codes.

    - `balances`: stocks that follow from flows;
    - `parts`: (part, whole) within one slot;
    - `sequences`: (first, then): the running total of what comes second never passes that of the first;
    - `people`: what counts persons, so never more than live there;
    - `jump_from`: the smallest value that can be a jump;
    - `severity`: {code of a check: stop, reason, tell or off} where the province wants another than the check's own.
    """

    balances: tuple[Balance, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    sequences: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    jump_from: int = 5
    severity: dict[str, str] = field(default_factory=dict)


def read_check_rules(given: dict[str, Any], *, indicators: Collection[str]) -> CheckRules:
    """`[checks]` of a `province.toml`. Raises KeyError, TypeError and ValueError, which name what is wrong.

    `indicators`: those of the province's list; empty where it is not at hand.
    """
    rules = CheckRules(
        balances=tuple(_balance(row) for row in given.get("balances", ())),
        parts=tuple((row["part"], row["whole"]) for row in given.get("parts", ())),
        sequences=tuple((row["first"], row["then"]) for row in given.get("sequences", ())),
        people=tuple(given.get("people", ())),
        severity=dict(given.get("severity", {})),
        **({"jump_from": given["jump_from"]} if "jump_from" in given else {}),
    )
    if unknown := set(given) - set(CheckRules.__dataclass_fields__):
        raise ValueError(f"checks: không có mục “{min(unknown)}”")
    if indicators and (strange := _named(rules) - set(indicators)):
        raise ValueError(f"checks: “{min(strange)}” không phải chỉ tiêu nào của indicators.csv")
    if wrong := set(rules.severity.values()) - set(SEVERITIES):
        raise ValueError(f"checks.severity: “{min(map(str, wrong))}” không phải một trong {', '.join(SEVERITIES)}")
    if type(rules.jump_from) is not int or rules.jump_from < 1:
        raise ValueError("checks: jump_from là số nguyên từ 1")
    return rules


def _balance(row: dict[str, Any]) -> Balance:
    return Balance(row["stock"], tuple(row.get("plus", ())), tuple(row.get("minus", ())))


def _named(rules: CheckRules) -> set[str]:
    pairs = {code for pair in (*rules.parts, *rules.sequences) for code in pair}
    balanced = {code for one in rules.balances for code in (one.stock, *one.plus, *one.minus)}
    return {*pairs, *balanced, *rules.people}
