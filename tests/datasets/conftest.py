"""What only the tests of figures share."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import FileSystemStorage

from datasets.models import Correction
from units.models import User


@pytest.fixture
def sign_in(client, province):
    """(unit's abbreviation) → a client of that unit's account, which may enter the admin."""

    def signed_in(name):
        user, _ = User.objects.get_or_create(username=name, unit=province.units[name])
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def own_storage(monkeypatch, settings, tmp_path):
    """Evidence lies in a folder of the test."""
    settings.DATA_DIR = tmp_path
    field = Correction._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path / "originals", base_url=None))
