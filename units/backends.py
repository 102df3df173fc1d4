"""Who may sign in at all: asked with every password, and again with every request of a session."""

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from units.models import User
from units.roles import may_sign_in
from units.sign_in import rule


@cache
def _accounts() -> QuerySet[Any]:
    """Built once: every request of a session asks."""
    factor = Exists(rule.factors().filter(user=OuterRef("pk")))
    return User.objects.select_related("unit", "wagtail_userprofile").annotate(had_factor=factor).order_by("pk")


class AccountBackend(ModelBackend):
    """Whoever may not is told what a wrong password is told."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and may_sign_in(user)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Its own and its groups' in one query, which every page of the admin asks. Names, as Django has them."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            found = Permission.objects.order_by()
            if not user_obj.is_superuser:
                found = found.filter(Q(user=user_obj) | Q(group__user=user_obj))
            names = found.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        kept: set[str] = user_obj._perm_cache
        return kept

    def get_user(self, user_id: Any) -> User | None:
        """With what every page of the admin asks for: its unit, its settings, whether it has a second factor."""
        user = _accounts().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
