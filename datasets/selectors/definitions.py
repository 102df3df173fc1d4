"""What each indicator counts, and at each level who reports it, how often and by which article."""

from dataclasses import dataclass, field

from datasets.models import Indicator, Source
from units.models import Level


@dataclass(frozen=True)
class Reporting:
    """Where the figure of a level comes from; `who` is empty for a sum of the level below."""

    level: str
    who: str = ""
    frequency: str = ""
    article: str = ""


@dataclass
class Definition:
    indicator: Indicator
    reporting: list[Reporting] = field(default_factory=list)


def definitions() -> list[Definition]:
    """Of every indicator, in their order; two queries."""
    found = {one.pk: Definition(one) for one in Indicator.objects.all()}
    sources = Source.objects.select_related("duty__unit", "duty__unit_kind").order_by("level")
    for source in sources:
        found[source.indicator_id].reporting.append(_reporting(source))
    return list(found.values())


def _reporting(source: Source) -> Reporting:
    level, duty = Level(source.level).label, source.duty
    if duty is None:
        return Reporting(level)
    who = duty.unit.name if duty.unit else duty.unit_kind.name if duty.unit_kind else ""
    return Reporting(level, who, duty.get_frequency_display(), duty.article)
