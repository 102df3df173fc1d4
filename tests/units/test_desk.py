"""The fullest desk that there can be asks the database thirty questions at most: offices have old computers."""

import dataclasses
import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core import province as province_module
from core.problems import Code
from datasets.actions.review import return_report
from datasets.models import Facility
from directives.models import DirectivePage
from tests.datasets import factories
from tests.units.test_due import give
from tests.units.test_moderation import account, draft, market, province, section, sign_in  # noqa: F401
from units.actions.deputies import appoint_deputy
from units.actions.review import send_back, submit
from units.actions.tell import tell
from units.actions.urgent import publish_at_once
from units.models import Duty, DutyQuestion, Notice
from units.selectors.undone import count_key

TODAY = dt.date(2021, 10, 8)
WRITTEN = ("directives", "hotlines", "guidance", "news", "services", "facilities:cach_ly", "zones")
"""What the office writes itself, beside its figures."""
PARTS = (
    "Việc của đơn vị", "Đăng nhập từ thiết bị mới", "Câu hỏi chờ trả lời", "Câu hỏi của đơn vị tôi",
    "Đơn vị của tôi chưa làm", "Công bố khẩn chờ xem lại", "Nội dung chờ tôi duyệt", "Nội dung bị trả lại",
    "Chờ tôi duyệt", "Số liệu bị trả lại", "Báo cáo gần đây", "Số đối chiếu khác nhau",
)  # fmt: skip


@pytest.fixture
def office(rules, monkeypatch, province, account, draft, market):  # noqa: F811
    """syt runs the portal, signs for two units and in cdc's place, and has of everything that a desk can show."""
    rules(urgent=["directives"], chain_end="cdc", later_review_hours=6)
    here = dataclasses.replace(province_module.current(), managed_by="syt")
    monkeypatch.setattr(province_module, "current", lambda: here)
    for subject in WRITTEN:
        give(province.units["syt"], subject, "day")
    _waits(province, account, draft, market)
    _came_back(province, account, draft)
    _was_asked(province, account)
    _was_told(province, account)
    return account("syt")


def _waits(province, account, draft, market):  # noqa: F811
    for slot in (0, 1):
        factories.report(province, "cdc", "40", slot=slot, findings=[_differs()])
    for name in ("cdc", "vp", "ttyt-mot", "ttyt-hai"):
        submit(record=draft(name), user=account(name))
    urgent = draft("ttyt-mot", "Khẩn")
    publish_at_once(record=urgent, user=account("ttyt-mot"), reason="Dời ngay.", seen=urgent.latest_revision_id)
    appoint_deputy(
        by=account("cdc"), deputy=province.units["syt"], first_day=TODAY, last_day=TODAY, reason="Đi công tác."
    )


def _differs():
    return {"code": Code.SOURCE_DIFFERS.value, "column": "ca", "message": "Lệch 2 ca.", "severity": "tell"}


def _came_back(province, account, draft):  # noqa: F811
    reviewer, author = province.units["vp"], account("syt")
    for words in ("Một", "Hai"):
        page = draft("syt", words)
        submit(record=page, user=author)
        send_back(record=page, reviewer=reviewer, user=account("vp"), remarks={"abstract": "Thiếu."})
    report = factories.report(province, "syt", "40")
    return_report(report=report, reviewer=reviewer, user=account("vp"), reason="Thiếu ca.")


def _was_asked(province, account):  # noqa: F811
    own = province.units["syt"]
    duty = Duty.objects.filter(unit=own).first()
    for unit in (own, province.units["ttyt-mot"]):
        for number in range(7):
            DutyQuestion.objects.create(
                duty=duty, unit=unit, text=f"Số {number}?", asked_by=account("syt"), asked_at=clock.now(),
                subject=duty.subject, action=duty.action,
            )  # fmt: skip


def _was_told(province, account):  # noqa: F811
    own, page, place = account("syt"), DirectivePage.objects.first(), Facility.objects.first()
    about = {
        Notice.Kind.WAITS: (page, place, province.units["ttyt-mot"]), Notice.Kind.RETURNED: (page, place),
        Notice.Kind.SECURITY: (own,), Notice.Kind.QUESTION: (DutyQuestion.objects.first(),),
        Notice.Kind.LATE: (province.units["ttyt-hai"],), Notice.Kind.ACCOUNTS: (account("ttyt-mot"),),
    }  # fmt: skip
    for kind, records in about.items():
        for record in records:
            tell(to=[own], kind=kind, about=record, text="Đã có việc")


def test_the_fullest_desk_asks_thirty_questions_at_most(office, client):
    for browser in ("Firefox", "Chrome"):
        Client(headers={"user-agent": browser}).force_login(office)
    client.force_login(office)
    client.get("/quan-tri/")
    cache.delete(count_key(office))
    with CaptureQueriesContext(connection) as queries:
        text = client.get("/quan-tri/").content.decode()
    assert not [part for part in PARTS if part not in text]
    assert len(queries) <= 30, "\n".join(query["sql"][:160] for query in queries)
