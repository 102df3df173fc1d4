"""What an account is in the portal: its roles inside its unit, or one across all units."""

from units.models import User

ENTERS, REVIEWS, FOCAL_POINT = "enters", "reviews", "focal_point"
ADMINISTRATOR = "administrator"
NAMES = {
    ENTERS: "Cập nhật",
    REVIEWS: "Kiểm duyệt",
    FOCAL_POINT: "Đầu mối",
    ADMINISTRATOR: "Quản trị hệ thống",
}
"""{role: on screen}"""


def roles_of(user: User) -> frozenset[str]:
    """The account's roles. A unit's own account has all that its unit may do; a unit outweighs administration."""
    if user.unit is not None:
        return frozenset({ENTERS, REVIEWS, FOCAL_POINT})
    return frozenset({ADMINISTRATOR}) if user.is_superuser else frozenset()
