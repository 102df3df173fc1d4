"""Who watches every unit reads all their pages, also unpublished ones, and changes none."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from tests.conftest import EVENING
from tests.walls import world
from units.selectors.folders import last_written

LIST = "/quan-tri/trang-don-vi/"


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Built once, since it takes long; what each test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(EVENING):
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def portal(built, db, evening):
    return built


@pytest.fixture
def entered(portal):
    """(account, what it is) → a client of it."""

    def client_of(name, **fields):
        client = Client(raise_request_exception=False)
        client.force_login(world.account(portal.province, name, **fields))
        return client

    return client_of


@pytest.fixture
def watcher(entered):
    return entered("syt.giamsat", kind="person", across="oversight")


def draft_of(portal, name):
    return next(target.record for target in portal.of(name) if target.label == "home.guidancepage")


def test_oversight_finds_every_units_drafts_by_title_and_reads_them(portal, watcher):
    page = draft_of(portal, "ttyt-mot")
    shown = watcher.get(LIST, {"q": page.draft_title.upper()}).content.decode()
    assert reverse("units_read_page", args=[page.pk]) in shown
    assert page.draft_title in watcher.get(f"{LIST}{page.pk}/").content.decode()


def test_a_state_chosen_leaves_out_the_others(portal, watcher):
    page = draft_of(portal, "ttyt-mot")
    assert page.draft_title not in watcher.get(LIST, {"muc": "đã công bố"}).content.decode()


def test_a_unit_finds_no_such_list_and_no_page_of_another(portal, entered):
    client, page = entered("cdc"), draft_of(portal, "vp")
    assert [client.get(LIST).status_code, client.get(f"{LIST}{page.pk}/").status_code] == [404, 404]


@pytest.mark.parametrize("odd", ["0/", "999999999/", f"{2**70}/", "?p=abc&q=%00&muc=x", "?p=99999"])
def test_odd_addresses_are_answered_plainly(watcher, odd):
    assert watcher.get(LIST + odd).status_code in (200, 400, 404)


def test_the_list_asks_a_fixed_number_of_queries(watcher):
    watcher.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        watcher.get(LIST)
    assert len(asked) <= 20


def test_a_page_that_was_never_drafted_is_known_without_a_time(portal, watcher):
    page = draft_of(portal, "cdc")
    type(page).objects.filter(pk=page.pk).update(latest_revision_created_at=None)
    unit = portal.province.units["cdc"]
    written = last_written(type(unit).objects.filter(pk=unit.pk))
    assert (unit.pk, "guidance") in {(owner, subject) for owner, subject, _ in written}
    assert watcher.get(LIST).status_code == 200
