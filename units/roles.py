"""What an account is in the portal: its roles inside its unit, or one across all units; whether it may sign in."""

from core import clock, province
from units.models import User
from units.models.users import INSIDE

ENTERS, REVIEWS, FOCAL_POINT = INSIDE
OVERSIGHT, COMMAND_CENTRE, AUDITOR, ADMINISTRATOR = User.Across.values
WATCHERS = frozenset({OVERSIGHT, COMMAND_CENTRE})
"""They see every unit's records and change none."""
NAMES = {
    ENTERS: "Cập nhật",
    REVIEWS: "Kiểm duyệt",
    FOCAL_POINT: "Đầu mối",
    ADMINISTRATOR: "Quản trị hệ thống",
    **dict(User.Across.choices),
}
"""{role: on screen}"""


def roles_of(user: User) -> frozenset[str]:
    """The roles that the account acts in now: none while it is not active or after its last day."""
    return frozenset() if not user.is_active or has_lapsed(user) else granted(user)


def granted(user: User) -> frozenset[str]:
    """The roles that the account was given.

    An administrator is the system's own account, or a person of the office that runs the portal.
    A unit's own account has all that its unit may do, a person what it was given; a unit outweighs administration.
    """
    if user.across:
        return frozenset({user.across})
    if user.unit is None:
        return frozenset({ADMINISTRATOR}) if user.is_superuser else frozenset()
    if user.kind == User.Kind.PERSON:
        return frozenset(role for role in INSIDE if getattr(user, role))
    return frozenset(INSIDE)


def holds(user: object, *roles: str) -> bool:
    """Whether it is an account, and has one of the roles."""
    return isinstance(user, User) and not roles_of(user).isdisjoint(roles)


def has_lapsed(user: User) -> bool:
    """Whether the account's last day is over, by the portal's clock."""
    return user.valid_until is not None and user.valid_until < clock.today()


def may_sign_in(user: User) -> bool:
    """Whether the account itself may sign in. The province says whether units' own accounts do, or only persons."""
    if not user.is_active or has_lapsed(user):
        return False
    is_units_own = user.kind == User.Kind.UNIT and user.unit_id is not None
    return not is_units_own or province.current().accounts.unit_sign_in
