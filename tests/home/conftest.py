"""A whole province in the database, loaded once for all tests of pages."""

import pytest

from config.management.commands.load_province import load


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Nghệ An's areas, units and page tree, written once for this folder and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load("nghe-an")
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def province(loaded, db, evening):
    """The loaded province at 18:05 on 8 October 2021, before any release unless the test publishes one."""
