"""The room of units in the admin, a module for each thing it adds or changes there."""

from units.wagtail_hooks import addresses, desk, lists, menu, pages, stock

__all__ = ["addresses", "desk", "lists", "menu", "pages", "stock"]
