"""Help of a duty: what, where, how, by which article, until when, and whom to ask."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import clock, province
from units.deadlines import in_words, period
from units.models import Duty, DutyHelp, OrganisationalUnit, User
from units.models.users import INSIDE
from units.permissions import concerned, sees_everything, watched
from units.policy import entering
from units.roles import ENTERS, holds
from units.selectors.organisations import delegated_to, unit_named
from units.work import known_work


@dataclass(frozen=True)
class Guide:
    """`place`: (address, label) of where the account does it, None for what it does not do on the portal;
    `areas`: where its unit has to; `office`: who runs the portal, with its focal points."""

    duty: Duty
    steps: tuple[str, ...]
    rule: str
    until: dt.datetime | None
    areas: tuple[str, ...]
    place: tuple[str, str] | None
    office: OrganisationalUnit | None
    contacts: tuple[User, ...]


def readable_duties(user: User) -> QuerySet[Duty]:
    """Those whose help the account may open: of its own unit, also by delegation, and of the units that it reviews
    or follows up; every one for who views everything."""
    if sees_everything(user):
        return Duty.objects.all()
    units = OrganisationalUnit.objects.filter(Q(pk__in=concerned(user)) | Q(pk__in=watched(user)))
    theirs = Q(unit__in=units.values("pk")) | Q(unit_kind__in=units.values("kind"))
    if user.unit is not None and holds(user, *INSIDE):
        theirs |= Q(pk__in=delegated_to(user.unit).values("duty"))
    return Duty.objects.filter(theirs)


def guide_of(user: User, duty: Duty) -> Guide:
    """The help of the duty for the account, by the portal's clock."""
    found = DutyHelp.objects.filter(subject=duty.subject, action=duty.action).first()
    span = period(duty.frequency, clock.now(), duty.deadline)
    office = unit_named(province.current().managed_by)
    return Guide(
        duty=duty,
        steps=tuple(found.steps) if found else (),
        rule=in_words(duty.frequency, duty.deadline),
        until=span[1] if span else None,
        areas=_areas(user, duty),
        place=_place(user, duty),
        office=office,
        contacts=tuple(User.objects.filter(unit=office, focal_point=True, is_active=True)) if office else (),
    )


def _areas(user: User, duty: Duty) -> tuple[str, ...]:
    """Of the account's unit, or of those that delegated the duty to it; nothing where it is not the unit's own."""
    if user.unit is None:
        return ()
    held = [one.unit for one in entering(user.unit) if one.duty == duty]
    own = [user.unit] if duty.unit_id == user.unit.pk or duty.unit_kind_id == user.unit.kind_id else []
    return tuple(dict.fromkeys(unit.area.name for unit in held or own if unit.area is not None))


def _place(user: User, duty: Duty) -> tuple[str, str] | None:
    enters = user.unit is not None and holds(user, ENTERS)
    if user.unit is not None and enters and any(one.duty == duty for one in entering(user.unit)):
        work = known_work().get(duty.subject)
        return (work.form(duty.subject), "Mở biểu mẫu") if work else None
    if watched(user).exists():
        return reverse("units_undone"), "Mở danh sách đơn vị chưa làm"
    return None
