"""What is a sum of what: read once, used for every slot of a release or of a long import."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from datasets.actions.write import Cells, Key, open_values
from datasets.models import BlockSum, Fact, Source
from units.models import AdministrativeArea, Level

LEVELS_BELOW = (Level.COMMUNE, Level.DISTRICT)
"""From which level sums are made, lowest first."""


@dataclass(frozen=True)
class SumRules:
    """`summed`: {level: indicators that are their children's sum there}; areas by parent and child."""

    summed: dict[int, set[int]]
    parent: dict[int, dict[int, int]]
    children: dict[int, list[int]]

    @classmethod
    def read(cls) -> "SumRules":
        summed: dict[int, set[int]] = defaultdict(set)
        for level, indicator in Source.objects.filter(mode=Source.Mode.SUM).values_list("level", "indicator_id"):
            summed[level].add(indicator)
        parent: dict[int, dict[int, int]] = defaultdict(dict)
        children: dict[int, list[int]] = defaultdict(list)
        below = AdministrativeArea.objects.filter(level__in=LEVELS_BELOW)
        for area, level, above in below.values_list("id", "level", "parent_id"):
            parent[level][area] = above
            children[above].append(area)
        return cls(summed, parent, children)

    def sums(self, model: type[Fact] | type[BlockSum], level: int, moved: Iterable[Key]) -> Cells:
        """The new sums of the parents whose children at `level` moved; None where no child reports any more."""
        summed, parent = self.summed.get(level - 1, set()), self.parent.get(level, {})
        sums: dict[Key, int | None] = {
            (i, parent[a], d, s): None for i, a, d, s in moved if i in summed and a in parent
        }
        wanted = {(i, child, d, s): None for i, a, d, s in sums for child in self.children[a]}
        for (i, a, d, s), value in open_values(model, wanted).items():
            if (key := (i, parent.get(a, 0), d, s)) in sums:
                sums[key] = (sums[key] or 0) + value
        return sums
