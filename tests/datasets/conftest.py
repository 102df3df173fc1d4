"""What only the tests of figures share."""

import pytest
from django.contrib.auth.models import Permission

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
