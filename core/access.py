"""Every address has a declared rule for who may open it; `core.checks` refuses one without.

A view declares its rule with the decorator (`@access.public`, `@access.signed_in`); `config.urls` declares the
rule of a whole subtree that comes from a library.
"""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable)

PUBLIC = "public"
SIGNED_IN = "signed_in"


def public(view: View) -> View:
    """Anyone may open it; it shows only what is published."""
    view.access_rule = PUBLIC  # type: ignore[attr-defined]
    return view


def rule_of(callback: Callable) -> str | None:
    """The rule that a view declares itself."""
    view = getattr(callback, "view_class", callback)
    return getattr(callback, "access_rule", None) or getattr(view, "access_rule", None)
