"""A lock-out of a name that is no account's is ended by hand, without the name appearing anywhere."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

from tests.datasets import factories
from tests.units import sign_in_steps as steps
from units.models import User
from units.models.audit import AuditEntry

LOCKED = "/quan-tri/khoa-dang-nhap/"
TYPED = "mat-khau-go-nham"


@pytest.fixture
def administrator(db, evening):
    factories.build()
    client = Client()
    client.force_login(User.objects.create(username="admin", kind="system", is_superuser=True))
    return client


@pytest.fixture
def locked():
    for _ in range(5):
        steps.give_password(Client(), TYPED, "x")
    return AccessAttempt.objects.get(username=TYPED)


def test_the_administrator_ends_it_and_the_name_is_not_told(administrator, locked):
    page = administrator.get(LOCKED)
    assert f'name="attempt" value="{locked.pk}"' in page.content.decode()
    answer = administrator.post(LOCKED, {"attempt": locked.pk}, follow=True)
    assert "Đã mở khóa." in answer.content.decode()
    assert answer.context["locked"] == []
    assert not any(TYPED in entry.details for entry in AuditEntry.objects.filter(action="change"))


@pytest.mark.parametrize("attempt", ["0", "999999", "x", "99999999999999999999", ""])
def test_a_forged_or_second_click_ends_nothing(administrator, locked, attempt):
    assert "Không còn khóa nào" in administrator.post(LOCKED, {"attempt": attempt}, follow=True).content.decode()
    assert AccessAttempt.objects.exists()
