"""The areas that documents are about, counted for each area and for those it lies in."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping

from search.gazetteer import gazetteer
from units.models import AdministrativeArea

Codes = tuple[str, ...]


def by_area(grounds: Mapping[Codes, int], day: dt.date) -> dict[str, int]:
    """{code: documents}. `grounds`: documents by all the codes they are about."""
    around = _around({code for codes in grounds for code in codes}, day)
    counts: Counter[str] = Counter()
    for codes, documents in grounds.items():
        for code in {taking_in for about in codes for taking_in in around[about]}:
            counts[code] += documents
    return dict(counts)


def _around(codes: Collection[str], day: dt.date) -> dict[str, Codes]:
    """{code: its own and those of the areas it lies in, below the province}."""
    known = gazetteer(day) if codes else None
    found = {code: known.around(code) for code in codes} if known else {}
    unknown = [code for code, chain in found.items() if not chain]
    if known and unknown:
        hamlets = AdministrativeArea.objects.valid_at(day).filter(code__in=unknown)
        found |= {code: (code, *known.around(above)) for code, above in hamlets.values_list("code", "parent__code")}
    return found
