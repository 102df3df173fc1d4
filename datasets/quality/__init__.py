"""The checks of figures: one registry, run alike for a grid, a form, a file, a command and at release.

`registry` says which checks there are, `known` what they compare with, `reading`, `report` and `neighbours` hold
them, `run` runs those of reports. A check says what it found; what follows from it is its severity's matter:

- `stop`: the report cannot be handed to review; a draft is kept, so that nobody loses what was typed;
- `reason`: it can, with a reason, which the reviewer reads;
- `tell`: it is only said.

What cannot be read at all (an area that does not exist, a negative number) is refused as a draft too.
"""

from datasets.quality import file, neighbours, reading, report
from datasets.quality.known import Known
from datasets.quality.registry import Check, Finding, Severity, checks
from datasets.quality.run import examine, examine_reports, refusals

__all__ = [
    "Check",
    "Finding",
    "Known",
    "Severity",
    "checks",
    "examine",
    "examine_reports",
    "file",
    "neighbours",
    "reading",
    "refusals",
    "report",
]
