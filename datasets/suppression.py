"""Small numbers that could point at a person are not published: the one rule for page, chart, map, file and API.

What is hidden is the whole series of an indicator in an area, from the first release that has a small number in it
and for good: running totals, day sums and the difference of two releases would otherwise give the number back. An
area's figure is its children's sum, so in every family no member is hidden alone: the next one is hidden too. A stock
is its value a slot before, plus and minus some flows (`balances` of the province's `[checks]`), so in the same areas
the stock is hidden with its flow, or the first flow with its stock. Means, rates and shares are not shown of what is
hidden; that a part is not more than its whole tells no exact number.

So no hidden number follows from the shown ones: if `v` changes the hidden areas and leaves every sum of areas, and
`w` changes the hidden indicators and leaves every balance, then `v` times `w` changes nothing that is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Min, Q

from core import province
from core.known import known
from core.suppression_rules import SuppressionRules, companions
from datasets.models import Fact, Indicator, Release, valid
from units.models import AdministrativeArea, Level

_KEPT_SECONDS = 3_600


class Place(NamedTuple):
    """An area as far as sums go; `end`, exclusive, is `date.max` while it is open."""

    pk: int
    parent: int | None
    start: date
    end: date

    def spans(self, other: "Place") -> bool:
        """Whether it is there on every day on which the other one is."""
        return self.start <= other.start and other.end <= self.end


def shown(release: int) -> Q:
    """The facts, and sums of blocks, that a release shows to readers."""
    return valid(release) & not_hidden(release)


def not_hidden(release: int) -> Q:
    """Facts of any release in the series that this one shows: what it hides, no difference to an older one tells."""
    condition = Q()
    for indicator, areas in hidden(release).items():
        condition &= ~Q(indicator=indicator, area__in=areas)
    return condition


def hidden(release: int) -> dict[int, frozenset[int]]:
    """{indicator: areas whose series the release hides}; empty, and without a query, where nothing is suppressed."""
    rules = province.current().suppression
    if not rules.below:
        return {}
    token = Release.objects.filter(number=release).values_list("token", flat=True).first()
    key = f"hidden:{known().instance}:{rules.key}:{release}:{token}"
    return cache.get_or_set(key, lambda: _hidden(rules, release), _KEPT_SECONDS) or {}


def _hidden(rules: SuppressionRules, release: int) -> dict[int, frozenset[int]]:
    """Every version of a fact up to the release counts, so what one release hides no later one shows."""
    levels = [Level[name.upper()].value for name in rules.levels]
    facts = Fact.objects.filter(indicator__code__in=rules.indicators, area__level__in=levels)
    small = facts.filter(from_release__lte=release, value__gt=0, value__lt=rules.below)
    order = small.values_list("indicator__code", "area").annotate(first=Min("from_release")).order_by("first", "area")
    by_indicator: dict[str, list[int]] = defaultdict(list)
    for indicator, area, _ in order:
        by_indicator[indicator].append(area)
    if not by_indicator:
        return {}
    ids, concealed = dict(Indicator.objects.values_list("code", "pk")), hidden_series(_places(), by_indicator, rules)
    return {ids[code]: frozenset(areas) for code, areas in concealed.items() if code in ids}


def hidden_series(
    places: Sequence[Place], small: Mapping[str, Sequence[int]], rules: SuppressionRules
) -> dict[str, set[int]]:
    """{indicator: places to hide} so that neither sums of places nor balances give back what is `small`.

    `small`: {indicator: the places in the order in which they became so}.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for indicator, areas in small.items():
        concealed = hidden_places(places, areas)
        for one in companions(indicator, rules.balances):
            found[one] |= concealed
    return dict(found)


def _places() -> list[Place]:
    rows = AdministrativeArea.objects.order_by("code", "valid_from")
    return [
        Place(pk, parent, start, end or date.max)
        for pk, parent, start, end in rows.values_list("pk", "parent", "valid_from", "valid_to")
    ]


def hidden_places(places: Sequence[Place], small: Iterable[int]) -> set[int]:
    """The places to hide so that no sum gives a small one back. `small` in the order in which they became so.

    Of a longer `small` with the same beginning the answer holds that of the shorter: what is hidden stays hidden.
    """
    by_id, found = {place.pk: place for place in places}, set[int]()
    children: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.parent is not None:
            children[place.parent].append(place)
    for pk in small:
        waiting = [pk]
        while waiting:
            place = by_id[waiting.pop()]
            if place.pk not in found:
                found.add(place.pk)
                waiting += [*_around(place, children, found), *_below(place, children, found)]
    return found


def _around(place: Place, children: dict[int, list[Place]], found: set[int]) -> list[int]:
    """Who else is to be hidden lest the parent and the siblings give the place back: a sibling, else the parent."""
    if place.parent is None or place.parent in found:
        return []
    siblings = [one for one in children[place.parent] if one.pk != place.pk and one.spans(place)]
    if any(one.pk in found for one in siblings):
        return []
    return [siblings[0].pk] if siblings else [place.parent]


def _below(place: Place, children: dict[int, list[Place]], found: set[int]) -> list[int]:
    """Which children are to be hidden lest their sum gives the place back: on each day one."""
    chosen: list[Place] = [one for one in children[place.pk] if one.pk in found]
    for child in children[place.pk]:
        if not any(one.spans(child) for one in chosen):
            chosen.append(child)
    return [one.pk for one in chosen if one.pk not in found]
