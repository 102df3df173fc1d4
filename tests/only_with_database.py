"""A plugin for runs on another database: leaves out the tests that ask none, which `make test` has run."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _asks_a_database(item: pytest.Item) -> bool:
    """By its mark, or by a fixture, its own or another's; what needs a server may start a portal."""
    fixtures = {"db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(mark) for mark in ("django_db", "server"))
