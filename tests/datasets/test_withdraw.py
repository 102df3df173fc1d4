"""Until it is signed a unit may take its report back, and nobody else may."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from core.problems import Refused
from datasets.actions.review import approve_chosen, withdraw_report
from tests.datasets import factories
from units.models import AuditEntry, User

LIST = "wagtailsnippets_datasets_report"


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def report(province):
    return factories.report(province, "ttyt-mot", "1")


@pytest.fixture
def press(client, province, report):
    """(unit's name) → its account presses "Rút lại"; the answer."""

    def pressed(name):
        user, _ = User.objects.get_or_create(username=name, unit=province.units[name])
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        client.raise_request_exception = False
        return client.post(reverse(f"{LIST}:withdraw", args=[report.pk]), follow=True)

    return pressed


def test_the_unit_takes_its_report_back_and_the_log_says_so(press, report, client):
    client.raise_request_exception = False
    assert "Đã rút lại báo cáo" in press("ttyt-mot").content.decode()
    report.refresh_from_db()
    assert report.state == "draft"
    assert [entry.unit for entry in AuditEntry.objects.filter(action="withdraw")] == ["ttyt-mot"]


def test_pressed_twice_it_is_withdrawn_once(press):
    press("ttyt-mot")
    assert "không còn chờ duyệt" in press("ttyt-mot").content.decode()
    assert AuditEntry.objects.filter(action="withdraw").count() == 1


@pytest.mark.parametrize(("name", "status"), [("ttyt-hai", 404), ("cdc", 200), ("syt", 404)])
def test_nobody_else_takes_it_back(press, report, name, status):
    answer = press(name)
    assert answer.status_code == status and "Đã rút lại" not in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "review"


def test_what_is_signed_stays_signed(province, report):
    approve_chosen(reviewer=province.units["cdc"], ids=[report.pk])
    with pytest.raises(Refused):
        withdraw_report(unit=province.units["ttyt-mot"], report=report)
    report.refresh_from_db()
    assert report.state == "approved"


def test_only_while_it_waits_the_button_is_there(press, report, client):
    press("cdc")
    address = reverse(f"{LIST}:inspect", args=[report.pk])
    assert "Rút lại để sửa" not in client.get(address).content.decode()
    press("ttyt-mot")
    assert "Rút lại để sửa" not in client.get(address).content.decode()
    client.post(reverse(f"{LIST}:submit", args=[report.pk]))
    assert "Rút lại để sửa" in client.get(address).content.decode()
