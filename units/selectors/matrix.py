"""The whole of who may do what, found by asking the policy itself about made-up accounts and records."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import clock
from units.models import Duty, OrganisationalUnit, ReviewDeputy, User
from units.models.users import INSIDE
from units.policy import (
    CONFIGURE,
    ENTER,
    ENTERING,
    MANAGE,
    PERSONS,
    REVIEW,
    URGENT,
    VIEW,
    Held,
    has_duty,
    may,
    may_audit,
    watches,
)
from units.roles import ADMINISTRATOR, NAMES
from units.selectors.organisations import working_units
from units.subjects import SUBJECTS

ACTIONS = {
    VIEW: "Xem",
    ENTER: "Nhập, sửa, xóa",
    REVIEW: "Duyệt, trả lại",
    URGENT: "Công bố khẩn",
    CONFIGURE: "Thiết lập",
    MANAGE: "Cấp, khóa, thu hồi",
}
"""{action of the policy: on screen}"""
SHOWN = ("figures", "facilities:", "hotlines", "directives", "guidance", "news")
"""Of which subjects, or how several begin, the table speaks."""
UNITS_ACCOUNT = "unit"
Tester = Callable[[str, Held], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of record, and for each role and action where it is granted: "" for nowhere."""

    name: str
    lines: list[tuple[str, list[str]]]

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The lines, with each answer beside its action's name: [(role, [(action, where)])]."""
        return [(role, list(zip(ACTIONS.values(), cells, strict=True))) for role, cells in self.lines]


def role_names() -> dict[str, str]:
    return {UNITS_ACCOUNT: "Tài khoản đơn vị", **NAMES}


def matrix() -> list[Kind]:
    """Each kind of record that duties name or that the portal is made of."""
    found = [_of_subject(SUBJECTS[subject], subject) for subject in SHOWN]
    unit = working_units().select_related("area").first()
    accounts = {PERSONS: "Tài khoản cá nhân", "accounts:unit": "Tài khoản đơn vị"}
    found += [_kind(name, unit, subject) for subject, name in accounts.items()]
    return [*found, _setup(unit), _log(unit)]


def deputies_now(user: User) -> QuerySet[ReviewDeputy]:
    """Who reviews today in whose place, by unit: all for who watches every unit, else what concerns one's own."""
    units = working_units().values("pk")
    found = ReviewDeputy.objects.on(clock.today()).filter(unit__in=units).order_by("unit__abbreviation", "pk")
    if not watches(user):
        found = found.filter(Q(unit=user.unit_id) | Q(deputy_unit=user.unit_id)) if user.unit_id else found.none()
    return found.select_related("unit", "person", "deputy_unit")


def _of_subject(name: str, subject: str) -> Kind:
    """Asked of a unit that has the duty, so that what is refused is refused to the role."""
    duties = Duty.objects.filter(subject__startswith=subject, action__in=ENTERING).select_related("unit")
    for duty in duties:
        whose = Q(pk=duty.unit.pk) if duty.unit else Q(kind=duty.unit_kind_id)
        unit = working_units().filter(whose).select_related("area").first()
        if unit is not None and has_duty(unit, duty.subject, None):
            return _kind(name, unit, duty.subject)
    return _kind(name, None, subject)


def _kind(name: str, unit: OrganisationalUnit | None, subject: str) -> Kind:
    places = {
        "đơn vị mình": unit,
        "đơn vị do mình duyệt": OrganisationalUnit(reviewer=unit) if unit else None,
        "đơn vị khác": OrganisationalUnit(),
    }
    records = {where: Held(owner, subject) for where, owner in places.items() if owner is not None}
    return Kind(name, [(label, _line(role, unit, records)) for role, label in role_names().items()])


def _line(role: str, unit: OrganisationalUnit | None, records: dict[str, Held]) -> list[str]:
    user = _probe(role, unit)
    return [_where({where: may(user, action, record) for where, record in records.items()}) for action in ACTIONS]


def _where(answers: dict[str, bool]) -> str:
    granted = [where for where, yes in answers.items() if yes]
    return "tất cả" if len(granted) == len(answers) > 1 else ", ".join(granted)


def _setup(unit: OrganisationalUnit | None) -> Kind:
    """What the portal is made of is nobody's: units, areas, duties, indicators, its own pages."""
    records = {"phần của đơn vị mình": Held(unit), "phần chung": Held(None)}
    lines = [(label, _line(role, unit, records)) for role, label in role_names().items()]
    return Kind("Thiết lập chung của cổng", lines)


def _log(unit: OrganisationalUnit | None) -> Kind:
    none = [""] * (len(ACTIONS) - 1)
    lines = [
        (label, ["toàn bộ" if may_audit(_probe(role, unit)) else "", *none]) for role, label in role_names().items()
    ]
    return Kind("Nhật ký", lines)


def _probe(role: str, unit: OrganisationalUnit | None) -> User:
    """An account of the role that is stored nowhere."""
    if role == UNITS_ACCOUNT:
        return User(unit=unit)
    if role == ADMINISTRATOR:
        return User(kind=User.Kind.SYSTEM, is_superuser=True)
    if role in INSIDE:
        return User(unit=unit, kind=User.Kind.PERSON, **{role: True})
    return User(unit=unit, kind=User.Kind.PERSON, across=role)
