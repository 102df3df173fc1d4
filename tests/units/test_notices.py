"""Who is told of what, in the admin and by mail; what a dead, slow or refusing mail server does: nothing is lost."""

import datetime as dt
import socket
import time

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from datasets import days
from datasets.actions.review import approve_chosen, approve_reports, return_report, submit_reports, withdraw_report
from datasets.models import Facility, Report
from tests.datasets import factories
from tests.units.mail_server import free_port, send_to
from units import acting
from units.actions import mail, outbox
from units.actions.choose_mails import choose_mails
from units.actions.mail import send_notices
from units.actions.read_notices import mark_read
from units.actions.review import approve, send_back, submit, withdraw
from units.actions.tell import tell, tell_figures_wait, warn_silent_focal_points
from units.actions.workflow import set_up_review
from units.models import Duty, DutyQuestion, Notice, NoticeChoice, UnitKind, User
from units.selectors.notices import MOST_SHOWN, choices_of, next_digest, notices_of, unread

Kind, Mail, Way = Notice.Kind, Notice.Mail, NoticeChoice.Way
MENU = r"Th\u00f4ng b\u00e1o (1)"
"""As the menu's JSON spells it."""
SECRET = "thiếu địa chỉ của nguồn bệnh"


@pytest.fixture
def province(db, evening):
    """ttyt-mot is reviewed by cdc; each unit has an account with a mail address."""
    province = factories.build()
    Duty.objects.create(
        code="cho", unit_kind=UnitKind.objects.get(code="ttyt"), article="1", action="update",
        subject="facilities:thiet_yeu", level=1, frequency="change", task="Cập nhật.",
    )  # fmt: skip
    set_up_review()
    for name, unit in province.units.items():
        User.objects.create(username=name, unit=unit, email=f"{name}@example.com")
    return province


@pytest.fixture
def market(province):
    """A place of ttyt-mot, a draft."""
    unit = province.units["ttyt-mot"]
    record = Facility(unit=unit, name="Chợ Mới", kind="thiet_yeu", live=False, area=unit.area)
    record.save()
    record.save_revision(user=account("ttyt-mot"))
    return record


def account(name):
    return User.objects.get(username=name)


def told(name):
    return [(one.kind, one.text) for one in notices_of(account(name))]


def figures_wait(province):
    tell_figures_wait(unit=province.units["ttyt-mot"])
    return Notice.objects.filter(to=account("cdc")).latest("pk")


def later(hours=24):
    Notice.objects.filter(mail=Mail.QUEUED).update(next_try=clock.real_now() - dt.timedelta(hours=hours))


def test_a_draft_tells_who_reviews_it_and_nobody_else(market):
    submit(record=market, user=account("ttyt-mot"))
    assert told("cdc") == [(Kind.WAITS, "Chờ duyệt: Chợ Mới")]
    assert Notice.objects.exclude(to=account("cdc")).count() == 0


def test_what_came_back_tells_its_unit_the_reason(market, province):
    submit(record=market, user=account("ttyt-mot"))
    send_back(record=market, reviewer=province.units["cdc"], user=account("cdc"), comment=SECRET)
    (notice,) = notices_of(account("ttyt-mot"))
    assert (notice.kind, notice.detail) == (Kind.RETURNED, f"Lý do: {SECRET}")


def test_the_signature_tells_the_unit(market, province):
    submit(record=market, user=account("ttyt-mot"))
    approve(record=market, reviewer=province.units["cdc"], user=account("cdc"))
    assert (Kind.PUBLISHED, "Đã được duyệt và công bố: Chợ Mới") in told("ttyt-mot")


def test_a_withdrawal_tells_who_was_to_review(market):
    submit(record=market, user=account("ttyt-mot"))
    withdraw(record=market, user=account("ttyt-mot"))
    assert (Kind.WITHDRAWN, "Đơn vị soạn đã rút lại: Chợ Mới") in told("cdc")


def test_the_next_step_settles_what_was_told_of_the_last_one(market, province):
    submit(record=market, user=account("ttyt-mot"))
    send_back(record=market, reviewer=province.units["cdc"], user=account("cdc"), comment=SECRET)
    assert unread(account("cdc")).count == 0
    submit(record=market, user=account("ttyt-mot"))
    approve(record=market, reviewer=province.units["cdc"], user=account("cdc"))
    assert [unread(account("cdc")).count, unread(account("ttyt-mot")).count] == [0, 1]
    assert not Notice.objects.filter(mail=Mail.QUEUED).exclude(kind=Kind.PUBLISHED).exists()


def test_the_same_thing_is_one_notice_until_it_is_read(province):
    first = figures_wait(province)
    assert figures_wait(province) == first
    mark_read(user=account("cdc"))
    figures_wait(province)
    assert Notice.objects.filter(to=account("cdc")).count() == 2


def test_who_has_lost_the_right_sees_it_no_more_and_gets_no_mail(province, server):
    figures_wait(province)
    User.objects.filter(username="cdc").update(unit=province.units["ttyt-hai"])
    assert told("cdc") == []
    assert send_notices()["dropped"] == 1
    assert server.taken == []


def test_a_suspended_account_gets_no_mail(province, server):
    figures_wait(province)
    User.objects.filter(username="cdc").update(is_active=False, state="suspended")
    assert send_notices()["dropped"] == 1
    assert server.taken == []


def test_a_mail_is_vietnamese_plain_text_without_what_is_not_public(market, province, server):
    submit(record=market, user=account("ttyt-mot"))
    send_back(record=market, reviewer=province.units["cdc"], user=account("cdc"), comment=SECRET)
    Notice.objects.exclude(kind=Kind.RETURNED).delete()
    assert send_notices() == {"sent": 1, "waiting": 0, "failed": 0, "dropped": 0}
    (sent,) = server.taken
    assert sent["subject"] == "Bị trả lại để sửa: Chợ Mới"
    assert sent["to"] == "ttyt-mot@example.com"
    assert sent["auto-submitted"] == "auto-generated"
    assert sent["message-id"].strip() == Notice.objects.get(kind=Kind.RETURNED).message_id
    assert sent.get_content_type() == "text/plain"
    assert SECRET not in sent.get_content()
    assert "/quan-tri/" in sent.get_content()


def test_what_is_sent_is_not_sent_again(province, server):
    figures_wait(province)
    send_notices()
    later()
    assert send_notices()["sent"] == 0
    assert len(server.taken) == 1


def test_what_another_sender_has_claimed_is_left_to_it(province, server):
    notice = figures_wait(province)
    assert mail._claim(notice.pk) is not None
    assert mail._claim(notice.pk) is None
    assert send_notices()["sent"] == 0


def test_a_sender_that_died_leaves_the_mail_to_the_next_with_its_number(province, server):
    claimed = mail._claim(figures_wait(province).pk)
    later()
    assert send_notices()["sent"] == 1
    assert server.taken[0]["message-id"].strip() == claimed.message_id


@pytest.mark.parametrize("fault", ["nobody there", "hangs", "drops", "greylists", "busy"])
def test_a_faulty_server_loses_nothing(province, server, settings, fault):
    good, notice = settings.EMAIL_PORT, figures_wait(province)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if fault == "hangs":
            silent.listen()
        if fault in ("nobody there", "hangs"):
            settings.EMAIL_PORT = silent.getsockname()[1]
        server.cut = fault == "drops"
        server.to_recipient = "450 later" if fault == "greylists" else "250 OK"
        server.answer = "451 busy" if fault == "busy" else "250 OK"
        begun = time.monotonic()
        assert send_notices()["waiting"] == 1
        assert time.monotonic() - begun < 5
    notice.refresh_from_db()
    assert (notice.mail, notice.tries) == (Mail.QUEUED, 1)
    assert notice.next_try > clock.real_now()
    settings.EMAIL_PORT, server.cut, server.to_recipient, server.answer = good, False, "250 OK", "250 OK"
    later()
    assert send_notices()["sent"] == 1


def test_an_address_that_is_refused_for_good_is_shown_to_the_administrator(province, server, client):
    figures_wait(province)
    server.to_recipient = "550 no such user"
    assert send_notices()["failed"] == 1
    assert b"cdc" in inbox(client, administrator()).content
    assert "Thư không gửi được" in inbox(client, administrator()).content.decode()
    assert "Thư không gửi được" not in inbox(client, account("cdc")).content.decode()


def test_a_server_that_is_dead_for_good_is_given_up_after_growing_pauses(province, settings):
    send_to(settings, free_port())
    notice, pauses = figures_wait(province), []
    for _ in range(outbox.MOST_TRIES):
        later()
        send_notices()
        notice.refresh_from_db()
        pauses.append(notice.next_try - clock.real_now())
    assert pauses[0] < pauses[3] < pauses[6]
    assert notice.mail == Mail.FAILED


def test_without_a_mail_server_or_an_address_nothing_queues(province, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert figures_wait(province).mail == Mail.NONE


def administrator():
    user, _ = User.objects.get_or_create(username="admin", kind="system", is_superuser=True)
    return user


def inbox(client, user, **posted):
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    client.raise_request_exception = False
    address = reverse("units_notices")
    return client.post(address, posted) if posted else client.get(address)


def test_the_menu_counts_and_the_inbox_ticks_off(province, client):
    notice = figures_wait(province)
    assert MENU in inbox(client, account("cdc")).content.decode()
    inbox(client, account("cdc"), notice=notice.pk)
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert MENU not in inbox(client, account("cdc")).content.decode()


@pytest.mark.parametrize("forged", ["another's", "0", "-1", "x\x00", str(2**70)])
def test_another_ones_notice_is_not_found(province, client, forged):
    notice = figures_wait(province)
    given = notice.pk if forged == "another's" else forged
    assert inbox(client, account("ttyt-mot"), notice=given).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_silent_focal_point_its_unit_and_the_administrator_are_told_once(province):
    administrator()
    User.objects.update(last_login=clock.real_now())
    User.objects.filter(username="ttyt-mot").update(last_login=clock.real_now() - dt.timedelta(days=31))
    assert warn_silent_focal_points() == 1
    assert warn_silent_focal_points() == 0
    assert set(Notice.objects.values_list("to__username", flat=True)) == {"ttyt-mot", "admin"}
    mark_read(user=account("ttyt-mot"))
    assert warn_silent_focal_points() == 0, "once a silence, read or not"


def test_a_new_silence_is_told_anew(province):
    User.objects.update(last_login=clock.real_now())
    User.objects.filter(username="ttyt-mot").update(last_login=clock.real_now() - dt.timedelta(days=31))
    warn_silent_focal_points()
    before = clock.recorded(clock.real_now() - dt.timedelta(days=32))
    Notice.objects.update(created_at=before, read_at=before)
    assert warn_silent_focal_points() == 1


def wants(way, name="cdc"):
    kinds = choices_of(account(name)).keys() - {Kind.DUE}
    choose_mails(user=account(name), ways=dict.fromkeys(kinds, way))


def digest_is_due():
    Notice.objects.filter(mail=Mail.DIGEST).update(next_try=clock.real_now() - dt.timedelta(minutes=1))


def test_a_digest_is_one_mail_for_all_that_waited_for_it(province, market, server):
    wants(Way.DIGEST)
    figures_wait(province)
    submit(record=market, user=account("ttyt-mot"))
    assert send_notices()["sent"] == 0
    digest_is_due()
    assert send_notices()["sent"] == 1
    (sent,) = server.taken
    assert sent["subject"] == "Bản tin ngày: 2 thông báo"
    assert "Chợ Mới" in sent.get_content() and f"số liệu của {province.units['ttyt-mot']}" in sent.get_content()
    digest_is_due()
    assert send_notices()["sent"] == 0


def test_a_digest_that_is_sent_again_is_known_as_the_same_mail_unless_more_is_in_it(province, market, server):
    wants(Way.DIGEST)
    figures_wait(province)
    marks = []
    for more in (False, False, True):
        if more:
            submit(record=market, user=account("ttyt-mot"))
        digest_is_due()
        marks.append(mail._claim_digest(account("cdc").pk)[0].message_id)
    assert marks[0] == marks[1] != marks[2]


@pytest.mark.parametrize("way", [Way.AT_ONCE, Way.DIGEST])
def test_what_was_read_is_not_mailed_any_more(province, server, way):
    wants(way)
    figures_wait(province)
    mark_read(user=account("cdc"))
    digest_is_due()
    assert send_notices() == {"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}


def test_a_digest_goes_out_at_the_provinces_hour(province):
    before, after = (dt.datetime(2021, 10, 8, hour, tzinfo=clock.ZONE) for hour in (6, 8))
    assert next_digest(before) == dt.datetime(2021, 10, 8, 7, tzinfo=clock.ZONE)
    assert next_digest(after) == dt.datetime(2021, 10, 9, 7, tzinfo=clock.ZONE)


def test_a_dead_server_loses_no_digest(province, server, settings):
    wants(Way.DIGEST)
    figures_wait(province)
    digest_is_due()
    settings.EMAIL_PORT, good = free_port(), settings.EMAIL_PORT
    assert send_notices()["waiting"] == 1
    settings.EMAIL_PORT = good
    digest_is_due()
    assert send_notices()["sent"] == 1


def test_a_digest_leaves_out_what_the_account_may_not_know_any_more(province, market, server):
    wants(Way.DIGEST)
    figures_wait(province)
    User.objects.filter(username="cdc").update(unit=province.units["syt"])
    digest_is_due()
    assert send_notices()["dropped"] == 1
    assert server.taken == []


def test_what_another_sender_puts_in_its_digest_is_left_to_it(province, server):
    wants(Way.DIGEST)
    figures_wait(province)
    digest_is_due()
    assert len(mail._claim_digest(account("cdc").pk)) == 1
    assert mail._claim_digest(account("cdc").pk) == []
    assert send_notices()["sent"] == 0


def test_who_wants_no_mail_still_finds_the_notice(province, server):
    wants(Way.NEVER)
    figures_wait(province)
    assert send_notices()["sent"] == 0
    assert unread(account("cdc")).count == 1


INBOX = "/quan-tri/thong-bao/"
MAILS = f"{INBOX}tuy-chon/"


def test_an_account_chooses_kind_by_kind(province, client):
    asked = choices_of(account("cdc")) | {Kind.WAITS: Way.DIGEST}
    inbox(client, account("cdc"))
    assert client.post(MAILS, asked).status_code == 302
    assert choices_of(account("cdc")) == asked
    assert "gộp vào bản tin ngày" in client.get(MAILS).content.decode()
    assert choices_of(account("ttyt-mot"))[Kind.WAITS] == Way.AT_ONCE


@pytest.mark.parametrize("odd", [{}, {"waits": "x"}, {"waits": "digest\0"}])
def test_a_forged_choice_changes_nothing(province, client, odd):
    inbox(client, account("cdc"))
    before = choices_of(account("cdc"))
    assert client.post(MAILS, odd).status_code in (200, 400)
    assert client.post(MAILS, before | {Kind.DUE: Way.AT_ONCE}).status_code == 200
    assert choices_of(account("cdc")) == before
    assert not NoticeChoice.objects.exists()


@pytest.fixture
def waiting_report(province):
    """One report of ttyt-mot that waits for cdc, which was told."""
    report = factories.report(province, "ttyt-mot", "1", state="draft")
    submit_reports(unit=report.unit, ids=[report.pk])
    assert unread(account("cdc")).count == 1
    return report


def test_a_signature_settles_that_figures_wait(province, waiting_report):
    approve_reports(reviewer=province.units["cdc"], date=days.date(waiting_report.day))
    assert unread(account("cdc")).count == 0


def unread_kinds(name):
    return [one.kind for one in notices_of(account(name)) if one.read_at is None]


def test_a_withdrawal_settles_that_figures_wait_and_is_told(province, waiting_report):
    withdraw_report(unit=waiting_report.unit, report=waiting_report)
    text = f"Đơn vị đã rút lại: số liệu ngày 08/10/2021 của {waiting_report.unit}"
    assert told("cdc")[0] == (Kind.WITHDRAWN, text)
    assert unread_kinds("cdc") == [Kind.WITHDRAWN]


def test_what_is_handed_in_again_is_no_longer_told_as_withdrawn(province, waiting_report):
    withdraw_report(unit=waiting_report.unit, report=waiting_report)
    submit_reports(unit=waiting_report.unit, ids=[waiting_report.pk])
    assert unread_kinds("cdc") == [Kind.WAITS]


def test_a_signature_is_told_to_the_unit_alone_with_the_days_of_its_figures(province, waiting_report):
    factories.report(province, "ttyt-mot", "1", day=waiting_report.day - 1)
    ids = list(Report.objects.values_list("pk", flat=True))
    approve_chosen(reviewer=province.units["cdc"], ids=ids)
    signed = f"Đã được duyệt: số liệu từ ngày 07/10/2021 đến ngày 08/10/2021 của {waiting_report.unit}"
    assert told("ttyt-mot") == [(Kind.PUBLISHED, signed)]
    assert set(Notice.objects.filter(kind=Kind.PUBLISHED).values_list("to__username", flat=True)) == {"ttyt-mot"}


def test_a_second_return_of_the_same_report_is_told_and_mailed_anew(province, waiting_report, server):
    for reason in ("Thiếu xã Một.", "Vẫn sai tổng."):
        return_report(report=waiting_report, reviewer=province.units["cdc"], reason=reason)
        submit_reports(unit=waiting_report.unit, ids=[waiting_report.pk])
    return_report(report=waiting_report, reviewer=province.units["cdc"], reason="Lần ba.")
    returned = Notice.objects.filter(to=account("ttyt-mot"), kind=Kind.RETURNED)
    assert [(one.detail, one.mail) for one in returned.order_by("pk")] == [
        ("Lý do: Thiếu xã Một.", Mail.NONE),
        ("Lý do: Vẫn sai tổng.", Mail.NONE),
        ("Lý do: Lần ba.", Mail.QUEUED),
    ]


def test_a_run_sends_no_more_mails_than_its_limit_and_the_next_goes_on(province, waiting_report, server):
    return_report(report=waiting_report, reviewer=province.units["cdc"], reason="Sai tổng.")
    figures_wait(province)
    assert send_notices(1)["sent"] == 1
    assert send_notices(1)["sent"] == 1
    assert len(server.taken) == 2


def test_figures_wait_as_long_as_one_report_does(province, waiting_report):
    other = factories.report(province, "ttyt-mot", "1", slot=0)
    withdraw_report(unit=waiting_report.unit, report=waiting_report)
    assert Kind.WAITS in unread_kinds("cdc")
    withdraw_report(unit=other.unit, report=other)
    assert unread_kinds("cdc") == [Kind.WITHDRAWN]


def test_each_returned_report_keeps_its_own_reason_until_it_is_handed_in_again(province, waiting_report):
    other = factories.report(province, "ttyt-mot", "1", slot=0)
    for report, reason in ((waiting_report, "Thiếu xã Một."), (other, "Sai tổng.")):
        return_report(report=report, reviewer=province.units["cdc"], reason=reason)
    assert unread(account("cdc")).count == 0
    assert {one.detail for one in notices_of(account("ttyt-mot"))} == {"Lý do: Thiếu xã Một.", "Lý do: Sai tổng."}
    submit_reports(unit=other.unit, ids=[other.pk])
    assert [one.detail for one in notices_of(account("ttyt-mot")) if one.read_at is None] == ["Lý do: Thiếu xã Một."]


def test_another_units_report_is_not_settled_by_naming_it(province, waiting_report):
    return_report(report=waiting_report, reviewer=province.units["cdc"], reason="Sai tổng.")
    submit_reports(unit=province.units["ttyt-hai"], ids=[waiting_report.pk])
    assert unread(account("ttyt-mot")).count == 1


def test_the_inbox_asks_no_more_for_fifty_notices_than_for_one(province, market, client):
    user = account("cdc")
    submit(record=market, user=account("ttyt-mot"))
    inbox(client, user)
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    for number in range(MOST_SHOWN):
        place = Facility.objects.create(
            unit=market.unit, name=f"Chợ {number}", kind="thiet_yeu", live=False, area=market.area
        )
        tell(to=[user], kind=Kind.WAITS, about=place, text=f"Chờ duyệt: {place}")
    with CaptureQueriesContext(connection) as many:
        client.get(INBOX)
    assert len(many) <= len(few)


def test_the_menu_counts_only_what_the_account_may_still_know(province, market, client):
    submit(record=market, user=account("ttyt-mot"))
    figures_wait(province)
    assert unread(account("cdc")).count == 2
    User.objects.filter(username="cdc").update(unit=province.units["ttyt-hai"])
    assert unread(account("cdc")).count == 0
    assert "Thông báo (" not in inbox(client, account("cdc")).content.decode()


def test_the_count_asks_no_more_for_fifty_notices_than_for_one_and_one_question_for_none(province, market, rf):
    def asked():
        answering = acting.RememberWhoActs(lambda request: HttpResponse(unread(account("cdc")).count))
        with CaptureQueriesContext(connection) as queries:
            answering(rf.get("/quan-tri/"))
        return len(queries)

    assert asked() == 2, "the account, and its notices"
    submit(record=market, user=account("ttyt-mot"))
    figures_wait(province)
    few = asked()
    for number in range(MOST_SHOWN):
        place = Facility.objects.create(
            unit=market.unit, name=f"Chợ {number}", kind="thiet_yeu", live=False, area=market.area
        )
        tell(to=[account("cdc")], kind=Kind.WAITS, about=place, text=f"Chờ duyệt: {place}")
    assert asked() <= few <= 12


def test_every_kind_of_thing_more_costs_the_menu_nothing(province, market, rf):
    """Each screen of the admin counts; a desk has thirty questions in all."""
    user, unit = account("cdc"), province.units["ttyt-mot"]
    reports = [factories.report(province, "ttyt-mot", "1", slot=slot) for slot in (0, 1)]
    question = DutyQuestion.objects.create(
        duty=Duty.objects.get(code="cho"), unit=user.unit, text="Số nào?", asked_by=user, asked_at=clock.now(),
        subject="x", action="update",
    )  # fmt: skip

    def asked():
        answering = acting.RememberWhoActs(lambda request: HttpResponse(str(unread(account("cdc")))))
        with CaptureQueriesContext(connection) as queries:
            shown = answering(rf.get("/quan-tri/")).content.decode()
        return shown, len(queries)

    tell(to=[user], kind=Kind.ANSWER, about=question, text="Đã trả lời")
    tell(to=[user], kind=Kind.SECURITY, about=user, text="Thiết bị mới")
    tell(to=[user], kind=Kind.WAITS, about=unit, text="Số liệu")
    tell(to=[user], kind=Kind.WAITS, about=market, text="Chợ")
    shown, few = asked()
    assert shown == "2+"
    tell(to=[user], kind=Kind.RETURNED, about=reports[0], text="Trả lại")
    tell(to=[user], kind=Kind.RETURNED, about=reports[1], text="Trả lại")
    shown, more = asked()
    assert shown == "3+" and max(few, more) <= 9
