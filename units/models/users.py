"""Accounts. One per unit, named by its abbreviation, and beneath it the persons who act for it."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from units.models.organisations import OrganisationalUnit

INSIDE = ("enters", "reviews", "focal_point")
"""Fields of the roles that a person has inside its unit."""


class User(AbstractUser):
    """An account of a unit, of a person who acts for it, or of the system.

    What it may do: `units.roles`, `units.policy`. Its full name stands in `first_name`, as it is written and spoken.
    Its life: `units.actions.accounts`; only an active one has a password that opens anything.
    """

    class Kind(models.TextChoices):
        UNIT = "unit", "đơn vị"
        PERSON = "person", "cá nhân"
        SYSTEM = "system", "hệ thống"

    class State(models.TextChoices):
        ISSUED = "issued", "chờ kích hoạt"
        ACTIVE = "active", "đang dùng"
        SUSPENDED = "suspended", "tạm khóa"
        REVOKED = "revoked", "đã thu hồi"

    class Across(models.TextChoices):
        OVERSIGHT = "oversight", "Giám sát"
        COMMAND_CENTRE = "command_centre", "Trung tâm chỉ huy"
        AUDITOR = "auditor", "Kiểm tra nhật ký"
        ADMINISTRATOR = "administrator", "Quản trị hệ thống"

    unit = models.ForeignKey(
        OrganisationalUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="đơn vị",
    )
    kind = models.CharField("loại tài khoản", max_length=10, choices=Kind.choices, default=Kind.UNIT)
    enters = models.BooleanField("cập nhật", default=False)
    reviews = models.BooleanField("kiểm duyệt", default=False)
    focal_point = models.BooleanField("đầu mối", default=False)
    across = models.CharField("vai trò toàn tỉnh", max_length=20, choices=Across.choices, blank=True)
    position = models.CharField("chức vụ", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.ACTIVE)
    valid_until = models.DateField("dùng đến hết ngày", null=True, blank=True)
    issue_form = models.CharField("biểu mẫu cấp", max_length=64, unique=True, null=True, editable=False)
    """The stamp of the form by which a person's account was issued: the same form sent twice gives one account."""

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, state="active") | (Q(is_active=False) & ~Q(state="active")),
                name="account_is_active_by_its_state",
            ),
            models.CheckConstraint(
                condition=Q(across="") | Q(enters=False, reviews=False, focal_point=False),
                name="account_across_has_nothing_inside",
            ),
            models.CheckConstraint(
                condition=Q(across="")
                | Q(across="administrator", is_superuser=True)
                | (~Q(across="administrator") & Q(is_superuser=False)),
                name="account_across_is_superuser_as_administrator",
            ),
            models.CheckConstraint(
                condition=Q(kind="person") | Q(across="", enters=False, reviews=False, focal_point=False),
                name="account_roles_are_persons",
            ),
        ]

    @property
    def owner_unit(self) -> OrganisationalUnit | None:
        """Whose account it is, for `units.policy`."""
        return self.unit

    @property
    def subject(self) -> str:
        """A person who watches all units is no unit's to manage."""
        return "accounts:across" if self.across else f"accounts:{self.kind}"

    @property
    def place(self) -> None:
        return None
