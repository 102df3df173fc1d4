"""Whether a file or a document has been handed in before."""

from directives.models import DirectivePage, Issuer, Original
from units.models import OrganisationalUnit
from units.selectors.folders import owner_of


def directive_of_bytes(sha256: str) -> DirectivePage | None:
    """The directive that was made of exactly these bytes."""
    original = Original.objects.filter(sha256=sha256).exclude(directive=None).select_related("directive").first()
    return original.directive if original else None


def same_directive(*, issuer: Issuer | None, number: str, symbol: str, year: int | None) -> DirectivePage | None:
    """The directive, published or not, that issuer, year, number and symbol name; None while one is not known."""
    if issuer is None or not number or year is None:
        return None
    return DirectivePage.objects.filter(issuer=issuer, number=number, symbol=symbol, year=year).first()


def called(page: DirectivePage, *, by: OrganisationalUnit) -> str:
    """How one may speak of it to a unit: another unit's draft is nobody else's business."""
    if page.live:
        return f"“{page.title}”, đã công bố"
    if owner_of(page) == by:
        return f"“{page.title}”, bản nháp của đơn vị"
    return "văn bản chưa công bố của đơn vị khác"
