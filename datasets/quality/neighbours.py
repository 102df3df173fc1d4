"""The checks of one report beside those of the areas below it, and beside the unit whose figure counts."""

from core.problems import Code
from core.templatetags.portal import number
from datasets.quality.known import Claim, Known
from datasets.quality.registry import Hits, Severity, check

NAMED = 3
"""So many missing areas are named, the others counted."""


@check(Code.CHILDREN_DIFFER, Severity.REASON, "Số của địa bàn bằng tổng các địa bàn cấp dưới.")
def children_differ(claim: Claim, known: Known) -> Hits:
    children = len(known.children(claim))
    for code, value in claim.values.items() if children else ():
        total, reported = known.below(code, claim)
        if value is not None and reported and (total > value or (reported == children and total != value)):
            coverage = _coverage(reported, children)
            yield code, f"{number(value)}, còn cấp dưới cộng lại là {number(total)} ({coverage})."


@check(Code.MISSING_CHILD, Severity.TELL, "Mọi địa bàn cấp dưới đã báo cáo.")
def missing_child(claim: Claim, known: Known) -> Hits:
    children = len(known.children(claim))
    for code in claim.values if children else ():
        reported = known.below(code, claim).reported
        if 0 < reported < children:
            missing = known.missing_below(code, claim)
            others = f" và {len(missing) - NAMED} địa bàn khác" if len(missing) > NAMED else ""
            yield code, f"{_coverage(reported, children)}; chưa có {', '.join(missing[:NAMED])}{others}."


@check(Code.SOURCE_DIFFERS, Severity.REASON, "Số đối chiếu khớp với số của đơn vị được giao báo cáo.")
def source_differs(claim: Claim, known: Known) -> Hits:
    for code, counted in known.others(claim).items():
        value = claim.values[code]
        if value is not None and counted != value:
            yield code, f"{number(value)}, còn số của đơn vị được giao là {number(counted)}."


def _coverage(reported: int, children: int) -> str:
    return f"{reported}/{children} địa bàn đã báo cáo"
