"""What happened to a directive's force and will happen, day by day, and how it was withdrawn."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core import force
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.relations import Linked

Kind = DirectiveRelation.Kind
_DOES = {
    Kind.REPLACES: "Thay thế",
    Kind.PARTLY_REPLACES: "Thay thế một phần",
    Kind.AMENDS: "Sửa đổi",
    Kind.SUPPLEMENTS: "Bổ sung",
    Kind.REPEALS: "Bãi bỏ",
    Kind.SUSPENDS: "Ngưng hiệu lực của",
    Kind.CORRECTS: "Đính chính",
    Kind.WITHDRAWS: "Thu hồi",
}
_SUFFERS = {
    Kind.REPLACES: ("Hết hiệu lực", "được thay thế bởi"),
    Kind.PARTLY_REPLACES: ("Hết hiệu lực một phần", "được thay thế bởi"),
    Kind.AMENDS: ("Hết hiệu lực một phần", "được sửa đổi bởi"),
    Kind.SUPPLEMENTS: ("Được bổ sung", "theo"),
    Kind.REPEALS: ("Hết hiệu lực", "bị bãi bỏ bởi"),
    Kind.SUSPENDS: ("Ngưng hiệu lực", "theo"),
    Kind.CORRECTS: ("Được đính chính", "bởi"),
    Kind.WITHDRAWS: ("Bị thu hồi", "bởi"),
}


@dataclass(frozen=True)
class Step:
    """A day on which something happens to a directive's force; `link` is the directive that does it or suffers it."""

    day: dt.date
    words: str
    link: Linked | None = None
    ahead: bool = False


def timeline(page: DirectivePage, relations: Iterable[Linked], today: dt.date) -> list[Step]:
    """By day; `ahead` as of today."""
    steps = [*_own(page), *(step for one in relations for step in _of(one))]
    steps += [
        (one.day, f"Hiệu đính trên Cổng: {one.note or 'sửa cho đúng bản gốc'}.", None) for one in page.emendations
    ]
    known = [Step(day, words, link, day > today) for day, words, link in steps]
    return sorted(known, key=lambda step: step.day)


def _own(page: DirectivePage) -> Iterator[tuple[dt.date, str, None]]:
    start = page.force.start
    if page.date:
        yield page.date, "Ban hành, có hiệu lực." if start == page.date else "Ban hành.", None
    if start and start != page.date:
        yield start, "Có hiệu lực.", None
    if page.effective_to:
        yield page.effective_to, "Hết hiệu lực.", None
    if page.withdrawn_on:
        yield page.withdrawn_on, f"Bị thu hồi. {page.withdrawn_why}".strip(), None


def _of(one: Linked) -> Iterator[tuple[dt.date, str, Linked | None]]:
    kind = Kind(one.kind)
    if one.since is None or kind not in _DOES:
        return
    places = f" {one.places}" if one.places else ""
    if not one.incoming:
        yield one.since, f"{_DOES[kind]}{places}{' của' if places else ''}", one
        return
    happens, by = _SUFFERS[kind]
    yield one.since, f"{happens}{places}{' ' if by in ('theo', 'bởi') else ', '}{by}", one
    if one.over:
        yield one.over, f"Hết thời gian ngưng hiệu lực{places}.", None


@dataclass(frozen=True)
class Withdrawal:
    """Since when a directive is withdrawn, by which one of the portal, and why."""

    day: dt.date
    link: Linked | None
    why: str


def withdrawal(page: DirectivePage, relations: Iterable[Linked], day: dt.date) -> Withdrawal | None:
    """None while it is not withdrawn."""
    since = page.force.withdrawn
    if since is None or page.force.at(day) != force.WITHDRAWN:
        return None
    by = next((one for one in relations if one.incoming and one.kind == Kind.WITHDRAWS and one.since == since), None)
    return Withdrawal(since, by, by.reason if by else page.withdrawn_why)
