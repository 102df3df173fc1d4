"""Who inherits what from units that end on a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from units.models import AreaSuccession, OrganisationalUnit


class Handover:
    """`heirs`: {id of a unit that ends: those who take over, the heir of what has no place first, or none}."""

    def __init__(self, heirs: Mapping[int, Sequence[OrganisationalUnit]]) -> None:
        self.heirs = heirs

    @property
    def units(self) -> list[int]:
        """The ids of the units that end."""
        return list(self.heirs)

    def heir(self, unit: int, place: int | None = None) -> OrganisationalUnit | None:
        """Who takes over what lies at the area `place`: of that very area, or of one that took its place."""
        found = self.heirs[unit]
        if place is not None:
            near = {place, *self._area_successors.get(place, ())}
            found = [heir for heir in found if heir.area_id in near] or found
        return found[0] if found else None

    @cached_property
    def _area_successors(self) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for old, new in AreaSuccession.objects.values_list("predecessor", "successor"):
            found[old].add(new)
        return found
