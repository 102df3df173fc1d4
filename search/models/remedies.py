"""What editors keep so that those who search find what they mean."""

from abc import abstractmethod
from typing import Self

from units.models import AdministrativeArea, Reviewed


class Remedy(Reviewed):
    """Kept by a unit that runs the portal; it works as soon as it is approved, for every search."""

    class Meta:
        abstract = True

    @classmethod
    @abstractmethod
    def for_sought(cls, text: str) -> Self:
        """One to begin with, unsaved, for what people looked for in vain; without what is too long for it."""

    @property
    def subject(self) -> str:
        return "portal"

    @property
    def place(self) -> AdministrativeArea | None:
        """Of no place."""
        return None
