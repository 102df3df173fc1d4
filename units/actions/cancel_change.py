"""Calling off what was decided about units before its day has come."""

from django.db import transaction
from django.db.models import QuerySet

from core.problems import Refused
from units.models import ENDINGS, OrganisationalUnit, UnitChange


def cancel_change(*, change: int) -> int:
    """Take back a planned change together with the other units' shares of the same decision; how many were.

    A last day that the province's data gives comes back when the data is loaded again. Raises `Refused`: it is
    carried out already or no longer planned, or the province's data plans it.
    """
    with transaction.atomic():
        asked = UnitChange.objects.filter(pk=change).first()
        if asked is None:
            raise Refused("Thay đổi này không còn trong kế hoạch.")
        shares = list(_shares(asked).select_for_update().order_by("pk"))
        if asked.pk not in {share.pk for share in shares}:
            raise Refused("Thay đổi này đã thực hiện, không hủy được; hãy ra quyết định mới.")
        if asked.from_data:
            raise Refused("Thay đổi này theo dữ liệu của tỉnh; hãy sửa trong dữ liệu.")
        if asked.kind in ENDINGS:
            _go_on(shares)
        for share in shares:
            share.delete()
    return len(shares)


def _shares(change: UnitChange) -> QuerySet[UnitChange]:
    """What is still planned by the same decision: a merger names every unit that ends by it."""
    return UnitChange.objects.filter(
        applied_at=None,
        from_data=change.from_data,
        kind=change.kind,
        decision_issuer=change.decision_issuer,
        decision_number=change.decision_number,
        effective=change.effective,
        after=change.after,
    )


def _go_on(shares: list[UnitChange]) -> None:
    """The units no longer end."""
    for unit in OrganisationalUnit.objects.select_for_update().filter(pk__in=[share.unit_id for share in shares]):
        unit.valid_to = None
        unit.save(update_fields=["valid_to"])
