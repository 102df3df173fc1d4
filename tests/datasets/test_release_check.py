"""What the province is about to show is held against what its verifying units say; a difference is never hidden."""

import dataclasses

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock
from core import province as provinces
from core.check_rules import CheckRules
from core.problems import Refused
from datasets.actions.publish import publish_release
from datasets.models import Release, Report
from tests.datasets import factories
from units.models import User


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def approved(province):
    """(unit, area, cases) → its signed report of this evening."""

    def signed(unit, area, cases, **fields):
        signature = {"state": "approved", "approved_by": "syt", "approved_at": clock.now()}
        return factories.report(province, unit, area, values={"ca": cases}, **signature | fields)

    return signed


@pytest.fixture
def districts(approved):
    """Five cases in two districts."""
    approved("ttyt-mot", "1", 2)
    approved("ttyt-hai", "2", 3)


@pytest.fixture
def severity(monkeypatch):
    def said(word):
        known = dataclasses.replace(provinces.current(), checks=CheckRules(severity={"children_differ": word}))
        monkeypatch.setattr(provinces, "current", lambda: known)

    return said


def test_a_provincial_figure_that_is_not_the_sum_stops_the_release_and_leaves_nothing(districts, approved):
    approved("cdc", "40", 6)
    with pytest.raises(Refused, match="cdc báo cáo 6, tổng cấp dưới là 5"):
        publish_release()
    assert not Release.objects.exists()
    assert not Report.objects.exclude(release=None).exists()


def test_the_command_says_why_it_stopped(districts, approved):
    approved("cdc", "40", 6)
    with pytest.raises(CommandError, match="tổng cấp dưới là 5") as stopped:
        call_command("publish_release")
    assert stopped.value.returncode == 3


def test_the_units_reason_lets_it_go_out_and_stays_with_the_release(districts, approved):
    approved("cdc", "40", 6, reason="Một ca chưa rõ nơi cư trú")
    publish_release()
    (kept,) = Release.objects.get().contents["differs"]
    assert (kept["said"], kept["shown"], kept["is_sum"], kept["reason"]) == (6, 5, True, "Một ca chưa rõ nơi cư trú")


def test_the_publishers_reason_does_too(districts, approved):
    approved("cdc", "40", 6)
    publish_release(reason="CDC đối chiếu sau")
    assert Release.objects.get().contents["differs"]


def test_what_agrees_goes_out_and_nothing_is_kept(districts, approved):
    approved("cdc", "40", 5)
    publish_release()
    assert "differs" not in Release.objects.get().contents


def test_a_district_that_differs_from_its_commune_is_told_and_stops_nothing(districts, approved):
    approved("tyt-11", "11", 4)
    approved("ttyt-mot", "11", 5)
    publish_release()
    (kept,) = Release.objects.get().contents["differs"]
    assert (kept["unit"], kept["said"], kept["shown"], kept["is_sum"]) == ("ttyt-mot", 5, 4, False)


@pytest.mark.parametrize(("word", "goes_out"), [("stop", False), ("tell", True), ("off", True)])
def test_a_province_chooses_how_grave_it_is(districts, approved, severity, word, goes_out):
    approved("cdc", "40", 6, reason="Có lý do")
    severity(word)
    if goes_out:
        publish_release()
    else:
        with pytest.raises(Refused):
            publish_release(reason="Người công bố có lý do")
    assert Release.objects.exists() is goes_out


def test_the_publisher_reads_it_on_the_releases_page(districts, approved, province, client):
    approved("cdc", "40", 6, reason="Một ca chưa rõ nơi cư trú")
    publish_release()
    reader = User.objects.create(username="cdc", unit=province.units["cdc"])
    reader.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(reader)
    address = reverse("wagtailsnippets_datasets_release:inspect", args=[Release.objects.get().pk])
    page = client.get(address).content.decode()
    assert "Số đối chiếu khác số công bố: 1" in page and "Một ca chưa rõ nơi cư trú" in page
