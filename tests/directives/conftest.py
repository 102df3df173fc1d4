"""A whole province in the database, loaded once for all tests of documents, and a place of its own for files."""

import pytest
from django.core.files.storage import FileSystemStorage

from config.management.commands.load_province import load
from directives.models import IntakeFile, Original


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
    """The loaded province at 18:05 on 8 October 2021, without any directive."""


@pytest.fixture(autouse=True)
def _only_programs_asked_for(request, monkeypatch):
    """A test reads scans and DOC only if it says so, whatever the machine has."""
    if not request.node.get_closest_marker("programs"):
        monkeypatch.setenv("TESSERACT", "")
        monkeypatch.setenv("CATDOC", "")


@pytest.fixture(autouse=True)
def _files_of_their_own(monkeypatch, tmp_path):
    """The field asked for its storage when it was made."""
    for model in (Original, IntakeFile):
        field = model._meta.get_field("file")
        monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path / "originals", base_url=None))
