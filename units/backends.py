"""Who may sign in at all: asked with every password, and again with every request of a session."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from units.models import User
from units.roles import may_sign_in


class AccountBackend(ModelBackend):
    """Whoever may not is told what a wrong password is told."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and may_sign_in(user)

    def get_user(self, user_id: Any) -> User | None:
        """With its unit, which every policy asks for."""
        user = User.objects.select_related("unit").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
