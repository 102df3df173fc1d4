"""Who reports in another's place reports what the other's duty names, at its areas, and its figures count."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.problems import Code
from datasets.actions.import_reports import import_reports
from datasets.actions.publish import publish_release
from datasets.models import Fact, Report
from tests.datasets import factories
from tests.datasets.factories import csv
from units.models import Duty, DutyRelief

TODAY = dt.date(2021, 10, 8)


@pytest.fixture
def province(db, evening):
    """The station of commune 11 is closed; the health centre of the other district reports for it until tomorrow."""
    province = factories.build()
    DutyRelief.objects.create(
        duty=Duty.objects.get(code="tyt"), unit=province.units["tyt-11"], delegate=province.units["ttyt-hai"],
        valid_from=TODAY, valid_to=TODAY + dt.timedelta(days=1), article="12/QĐ-SYT",
    )  # fmt: skip
    return province


@pytest.fixture
def send(province):
    def _send(*rows, unit="ttyt-hai", header="ngay,khung_gio,ma_dia_ban,ca,dt"):
        data = csv(*rows, header=header)
        return import_reports(data=data, name="tệp.csv", unit=province.units[unit], submit=True)

    return _send


def approve_all():
    Report.objects.update(state=Report.State.APPROVED, approved_by="cdc", approved_at=clock.now())


def published(province, code="ca", area="11"):
    found = Fact.objects.filter(indicator=province.indicators[code], area=province.areas[area])
    return list(found.values_list("value", flat=True))


def test_the_delegate_reports_what_the_duty_names_and_it_counts(province, send):
    assert send("2021-10-08,18:00,11,3,5").accepted == 1
    approve_all()
    publish_release()
    assert [published(province), published(province, "dt")] == [[3], [5]]


def test_it_counts_though_the_delegation_has_ended_by_the_release(province, send):
    send("2021-10-08,18:00,11,3,5")
    approve_all()
    with clock.at(clock.now() + dt.timedelta(days=2)):
        publish_release()
        assert published(province) == [3]
        assert Code.NOT_YOUR_AREA in {error.code for error in send("2021-10-10,06:00,11,1,1").errors}


def test_the_unit_itself_does_not_report_meanwhile(send):
    assert send("2021-10-08,18:00,11,3,5", unit="tyt-11").errors


def test_the_delegate_reports_no_other_area_and_no_other_figure(send):
    assert {error.code for error in send("2021-10-08,18:00,12,3,5").errors} == {Code.NOT_YOUR_AREA}
    found = send("2021-10-08,18:00,11,9", header="ngay,khung_gio,ma_dia_ban,nha")
    assert {error.code for error in found.errors} == {Code.NOT_YOUR_INDICATOR}


def test_what_another_unit_says_of_the_commune_still_only_verifies(province, send):
    assert send("2021-10-08,18:00,11,4,5", unit="ttyt-mot").accepted == 1
    approve_all()
    publish_release()
    assert published(province) == []


def test_the_sheet_of_the_delegate_has_the_commune(province, sign_in):
    text = sign_in("ttyt-hai").get(reverse("wagtailsnippets_datasets_report:add"), {"cap": "2"}).content.decode()
    assert "Xã Mười Một" in text
    assert "Xã Mười Hai" not in text  # the other district's own
