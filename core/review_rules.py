"""How drafts are reviewed in a province, as its data says: by how many signatures, and whose."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

FIGURES = "figures"
"""Reports of figures have a way of their own: always one other unit."""
MOST_HOURS = 24 * 14


@dataclass(frozen=True)
class ReviewRules:
    """Subjects, as in `duties.csv`, that go another way than by one signature of the unit that reviews the owner.

    - `two_steps`: after the owner's reviewer that unit's own reviewer signs too; where that is the owner again,
      `chain_end` (a unit's abbreviation) does;
    - `same_unit`: another person of the owner's unit may sign as well;
    - `urgent`: may be published at once with a reason; the review comes within `later_review_hours`.
    """

    two_steps: tuple[str, ...] = ()
    chain_end: str = ""
    same_unit: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    later_review_hours: int = 24


LISTS = ("two_steps", "same_unit", "urgent")


def read_review_rules(given: dict[str, Any], *, subjects: Collection[str]) -> ReviewRules:
    """`[review]` of a `province.toml`. Raises TypeError and ValueError, which name what is wrong.

    `subjects`: those of the province's duties; empty where they are not at hand.
    """
    rules = ReviewRules(**given | {name: tuple(given.get(name, ())) for name in LISTS})
    for name in LISTS:
        _check_subjects(name, getattr(rules, name), subjects)
    _check_types(rules)
    if both := set(rules.two_steps) & set(rules.same_unit):
        raise ValueError(f"review: “{min(both)}” vừa ở two_steps vừa ở same_unit")
    if rules.two_steps and not rules.chain_end:
        raise ValueError("review: two_steps cần chain_end, đơn vị duyệt bước hai ở cuối tuyến duyệt")
    if not 1 <= rules.later_review_hours <= MOST_HOURS:
        raise ValueError(f"review: later_review_hours từ 1 đến {MOST_HOURS}")
    return rules


def _check_subjects(name: str, named: tuple[Any, ...], subjects: Collection[str]) -> None:
    for subject in named:
        if subject == FIGURES:
            raise ValueError(f"review.{name}: số liệu luôn do một đơn vị khác duyệt")
        if not isinstance(subject, str) or (subjects and subject not in subjects):
            raise ValueError(f"review.{name}: “{subject}” không phải nội dung nào của duties.csv")


def _check_types(rules: ReviewRules) -> None:
    for field in dataclasses.fields(rules):
        if type(getattr(rules, field.name)) is not type(field.default):
            raise TypeError(f"review.{field.name}")
