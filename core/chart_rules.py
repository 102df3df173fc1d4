"""Which indicators feed the charts of a province, as its data says: a role that nobody has is not drawn."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ChartRules:
    """Codes of indicators by what they are to the charts; empty: the province keeps no such figure.

    All are flows but `current`, which is the stock of people under treatment.
    """

    cases: str = ""
    current: str = ""
    recovered: str = ""
    deaths: str = ""
    tests: str = ""
    positive: str = ""
    first_doses: str = ""
    second_doses: str = ""

    @property
    def codes(self) -> list[str]:
        return [code for code in dataclasses.astuple(self) if code]

    def named(self, *roles: str) -> list[str]:
        """The codes of the roles in their order; empty where one of them is not kept."""
        codes = [getattr(self, role) for role in roles]
        return codes if all(codes) else []


def read_chart_rules(given: dict[str, Any], *, indicators: Collection[str], leading: str) -> ChartRules:
    """`[charts]` of a `province.toml`; `leading` leads where it names no `cases`.

    Raises TypeError for an unknown role or what is no text, ValueError for a code that is not in `indicators`
    (empty where they are not at hand).
    """
    rules = ChartRules(**{"cases": leading} | given)
    for role, code in dataclasses.asdict(rules).items():
        if not isinstance(code, str):
            raise TypeError(f"charts.{role}")
        if code and indicators and code not in indicators:
            raise ValueError(f"charts: không có chỉ tiêu “{code}”")
    return rules
