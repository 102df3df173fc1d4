"""allauth's list of sessions as this portal uses it."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionsConfig(UserSessionsConfig):
    """Without its receivers, which ask for each of an account's sessions one by one at every sign-in.

    `units.sign_in.middleware` keeps the list instead.
    """

    def ready(self) -> None:
        """Nothing to connect."""
