"""Whether a citation means a directive. Two that could be two documents are never taken for one."""

from collections.abc import Iterable

from core.directive_ref import DirectiveRef
from directives.issuer_names import cited_key, keys_of
from directives.models import DirectivePage
from directives.numbers import number_key


def numerals(numbers: Iterable[str]) -> set[str]:
    """How the numerals of full numbers may stand in the database: "1/CT-UBND" → {"1", "01", "001"}."""
    bare = {number_key(number).split("/")[0] for number in numbers} - {""}
    return {one.zfill(width) for one in bare for width in range(len(one), max(len(one), 3) + 1)}


def agrees(ref: DirectiveRef, page: DirectivePage) -> bool:
    """Same number and symbol, and nothing said beside them that differs.

    Needs `page.issuer.unit` fetched to ask the database nothing.
    """
    if not ref.number or number_key(ref.number) != number_key(page.full_number):
        return False
    if ref.date is not None and ref.date != page.date:
        return False
    return not ref.issuer or (page.issuer is not None and cited_key(ref.issuer) in keys_of(page.issuer))


def means(ref: DirectiveRef, page: DirectivePage) -> bool:
    """They agree, and at least date or issuer confirms it: a number alone comes back every year, in every office."""
    return bool(ref.issuer or ref.date) and agrees(ref, page)
