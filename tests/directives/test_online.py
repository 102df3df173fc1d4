"""Directives are to be online as soon as they are issued: how soon they were is there for the oversight to see."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import log

from core import clock
from core.simulation import mark_simulated
from directives.selectors import initial_load
from directives.selectors.online import arrival, arrivals, online_after_days, pace
from tests.directives.factories import directive
from units.models import User
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")
SCREEN = "/quan-tri/van-ban/len-cong/"


def signed(days_ago, **fields):
    return directive(date=clock.today() - dt.timedelta(days=days_ago), **fields)


@pytest.mark.parametrize("days", [0, 1, 40, -2])
def test_days_count_from_the_date_of_the_document(days):
    assert online_after_days(signed(days)) == days


def test_a_document_without_a_date_and_a_draft_say_nothing():
    assert online_after_days(directive(date=None)) is None
    assert online_after_days(signed(3, publish=False)) is None


def test_publishing_anew_changes_nothing():
    page = signed(5)
    page.abstract = "Về việc khác"
    with clock.at(clock.now() + dt.timedelta(days=9)):
        page.save_revision().publish()
    page.refresh_from_db()
    assert online_after_days(page) == 5


def test_the_initial_load_does_not_count():
    for days in (0, 1, 4):
        signed(days)
    signed(300, publish=False)
    old = signed(300)
    log(instance=old, action=initial_load.ACTION)
    assert (pace().counted, pace().by_next_day, pace().middle) == (3, 2, 1)
    assert [(one.days, one.initial) for one in map(arrival, arrivals())] == [
        (300, True),
        (4, False),
        (1, False),
        (0, False),
    ]


@pytest.fixture
def signed_in(client):
    def enter(**fields):
        mark_simulated(complete=True)
        user = User.objects.create(username="nguoi-xem", **fields)
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        return client

    return enter


def test_the_oversight_sees_each_with_its_days(signed_in):
    for days in (0, 12):
        signed(days)
    client = signed_in(unit=unit_named("stttt"), kind="person", across="oversight")
    shown = client.get(SCREEN)
    text = shown.content.decode()
    assert shown.status_code == 200 and "cùng ngày" in text and "12 ngày" in text
    few = queries(client)
    for _ in range(10):
        signed(1)
    assert queries(client) == few


def queries(client):
    with CaptureQueriesContext(connection) as found:
        client.get(SCREEN)
    return len(found)


def test_to_others_the_screen_is_not_there(signed_in, client):
    assert client.get(SCREEN).status_code == 302
    assert signed_in(unit=unit_named("syt")).get(SCREEN).status_code == 404
