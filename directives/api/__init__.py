"""Published directives for other systems."""

from directives.api.directives import router

__all__ = ["router"]
