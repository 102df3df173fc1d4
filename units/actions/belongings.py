"""What a unit has, how much of it, and the way it goes to whoever takes over. Rooms above add theirs by a hook."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from units.actions.folders import hand_over_folder
from units.handover import Handover
from units.models import Duty, UnitFolder, User

Records = Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class Belongings:
    """`records`: what there is to hand over, with a field `unit`; `hand_over` writes, in the caller's transaction."""

    label: str
    records: Records
    hand_over: Callable[[Handover], None]
    fate: str = ""
    """What becomes of them instead of going to the heir."""

    def counts(self, units: Iterable[int]) -> dict[int, int]:
        """{unit: records}, of those units that have any."""
        mine = self.records().filter(unit__in=list(units)).order_by()
        return dict(mine.values_list("unit").annotate(count=Count("pk")))


def records(label: str, found: Records, *, by_place: bool = False) -> Belongings:
    """Records that go over by their field `unit`; `by_place`: to whoever takes over where their `area` is."""

    def hand_over(handover: Handover) -> None:
        columns = ("pk", "unit_id", "area_id") if by_place else ("pk", "unit_id")
        goes: dict[int, list[int]] = {}
        for pk, *whose in found().filter(unit__in=handover.units).values_list(*columns):
            if heir := handover.heir(*whose):
                goes.setdefault(heir.pk, []).append(pk)
        for heir_id, keys in goes.items():
            found().filter(pk__in=keys).update(unit=heir_id)

    return Belongings(label, found, hand_over)


def own_belongings() -> list[Belongings]:
    """Those of this room."""
    return [
        Belongings("tài khoản đơn vị", _unit_accounts, _suspend_accounts, fate="tạm khóa"),
        Belongings("tài khoản cá nhân", _persons, _hand_over_persons),
        Belongings("nhiệm vụ riêng", lambda: Duty.objects.exclude(unit=None), _hand_over_duties),
        Belongings("thư mục trang", _pages, _hand_over_folders),
    ]


def _unit_accounts() -> QuerySet[User]:
    return User.objects.filter(is_active=True, kind=User.Kind.UNIT).exclude(unit=None)


def _persons() -> QuerySet[User]:
    return User.objects.filter(is_active=True, kind=User.Kind.PERSON).exclude(unit=None)


def _suspend_accounts(handover: Handover) -> None:
    keys = _unit_accounts().filter(unit__in=handover.units).values_list("pk", flat=True)
    User.objects.filter(pk__in=list(keys)).update(is_active=False, state=User.State.SUSPENDED)


def _hand_over_persons(handover: Handover) -> None:
    """To the heir; suspended where there is none."""
    accounts = list(_persons().filter(unit__in=handover.units).select_related("unit"))
    for account in accounts:
        heir = handover.heir(account.unit_id) if account.unit_id else None
        account.is_active, account.unit = heir is not None, heir or account.unit
        account.state = User.State.ACTIVE if heir else User.State.SUSPENDED
    User.objects.bulk_update(accounts, ["is_active", "state", "unit"], batch_size=300)


def _hand_over_duties(handover: Handover) -> None:
    """Duties that name the unit; those of its kind bind whoever follows of the same kind."""
    for duty in Duty.objects.filter(unit__in=handover.units):
        if duty.unit_id and (heir := handover.heir(duty.unit_id)):
            Duty.objects.filter(pk=duty.pk).update(unit=heir, kept_here=True)


def _pages() -> QuerySet[UnitFolder]:
    """Sections in which a unit has a folder: its pages go over together."""
    return UnitFolder.objects.all()


def _hand_over_folders(handover: Handover) -> None:
    for folder in UnitFolder.objects.filter(unit__in=handover.units):
        if heir := handover.heir(folder.unit_id):
            hand_over_folder(folder=folder, heir=heir)
