"""Who wrote does not sign: not under a second account either, nor after the first one has changed hands."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.problems import Refused
from datasets.actions.review import approve_chosen, return_report
from datasets.models import Report
from directives.models import DirectivePage
from tests.datasets import factories
from tests.units.test_moderation import WAYS, account, draft, province, section, sign_in, submitted  # noqa: F401
from units.actions.review import approve, send_back
from units.models import AccountHandover, User
from units.selectors.review import may_decide


@pytest.fixture
def second(province, account):  # noqa: F811
    """(fields of the person) → an account of cdc that reviews."""

    def issued(**fields):
        account("cdc")
        person = User.objects.create(
            username="thu-hai", unit=province.units["cdc"], kind=User.Kind.PERSON, reviews=True, **fields
        )
        person.user_permissions.set(User.objects.get(username="cdc").user_permissions.all())
        return person

    return issued


def hold(name, **fields):
    User.objects.filter(username=name).update(**fields)


def handed_over(author, name, at):
    AccountHandover.objects.create(
        account=author, outgoing_name=name, incoming_name="Lê Bình", incoming_position="Chuyên viên",
        outgoing_confirmed_at=at, confirmed_by=name, incoming_confirmed_at=at,
    )  # fmt: skip


SAME = {
    "name": ({"first_name": "Nguyễn Văn An"}, {"first_name": "  nguyễn văn  AN "}),
    "address": ({"email": "an@tinh.gov.vn"}, {"email": "An@tinh.gov.vn", "first_name": "Tên khác"}),
}


@pytest.mark.parametrize("trait", SAME)
@pytest.mark.parametrize("way", WAYS)
def test_a_second_account_signs_no_page(trait, way, client, submitted, second):  # noqa: F811
    first, other = SAME[trait]
    hold("ttyt-mot", **first)
    person = second(**other)
    client.force_login(person)
    client.raise_request_exception = False
    path, body = WAYS[way](submitted, submitted.current_workflow_task_state)
    assert client.post(path, body).status_code < 500
    assert not DirectivePage.objects.get().live
    for step in (approve, send_back):
        with pytest.raises(Refused, match="kể cả bằng tài khoản khác"):
            step(record=submitted, reviewer=person.unit, user=person, comment="Thiếu.")


def test_another_person_of_the_reviewing_unit_signs(submitted, second):  # noqa: F811
    hold("ttyt-mot", first_name="Nguyễn Văn An", email="an@tinh.gov.vn")
    person = second(first_name="Nguyễn Vân Ân", email="binh@tinh.gov.vn")
    approve(record=submitted, reviewer=person.unit, user=person)
    assert DirectivePage.objects.get().live


def test_accounts_without_name_and_address_are_not_one_person(submitted, second):  # noqa: F811
    assert may_decide(second(), submitted)


def test_who_handed_the_authors_account_over_meanwhile_is_still_the_author(submitted, second):  # noqa: F811
    hold("ttyt-mot", first_name="Lê Bình")
    person = second(first_name="Nguyễn Văn An")
    author = User.objects.get(username="ttyt-mot")
    handed_over(author, "Nguyễn Văn An", clock.now() - dt.timedelta(days=30))
    assert may_decide(person, submitted)
    handed_over(author, "Nguyễn Văn An", clock.now() + dt.timedelta(minutes=1))
    assert not may_decide(person, submitted)


@pytest.fixture
def report(province, account):  # noqa: F811
    found = factories.report(province, "ttyt-mot", "1")
    account("ttyt-mot")
    Report.objects.filter(pk=found.pk).update(entered_by="ttyt-mot")
    return Report.objects.get(pk=found.pk)


@pytest.mark.parametrize("trait", SAME)
def test_a_second_account_signs_no_figures(trait, client, report, second):
    first, other = SAME[trait]
    hold("ttyt-mot", **first)
    person = second(**other)
    client.force_login(person)
    inspect = reverse("wagtailsnippets_datasets_report:inspect", args=[report.pk])
    assert "Bạn đã nhập báo cáo này" in client.get(inspect).content.decode()
    for name, body in (("approve", {}), ("return", {"reason": "Thiếu."})):
        client.post(reverse(f"wagtailsnippets_datasets_report:{name}", args=[report.pk]), body)
    client.post(reverse("wagtailsnippets_datasets_report:approve_chosen"), {"id": [report.pk]})
    with pytest.raises(Refused):
        return_report(report=report, reviewer=person.unit, reason="Thiếu.", user=person)
    report.refresh_from_db()
    assert report.state == "review"


def test_one_report_of_ones_own_stops_the_whole_bulk(report, province, second):  # noqa: F811
    hold("ttyt-mot", first_name="Nguyễn Văn An")
    person = second(first_name="Nguyễn Văn An")
    other = factories.report(province, "ttyt-hai", "2")
    with pytest.raises(Refused):
        approve_chosen(reviewer=person.unit, ids=[report.pk, other.pk], user=person)
    assert set(Report.objects.values_list("state", flat=True)) == {"review"}
    assert approve_chosen(reviewer=person.unit, ids=[other.pk], user=person) == 1
