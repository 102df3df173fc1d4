"""What is late is told once a duty and period; what is due stands in the mail of the day; nothing to say, no mail."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.problems import Refused
from tests.datasets import factories
from units.actions.choose_mails import choose_mails
from units.actions.mail import send_notices
from units.actions.remind import remind, remind_of_due, remind_of_late
from units.models import Duty, DutyRelief, Notice, NoticeChoice, ReminderRound, User
from units.selectors.notices import notices_of, unread

Kind, Mail, Way = Notice.Kind, Notice.Mail, NoticeChoice.Way


@pytest.fixture
def province(db, evening):
    """Only ttyt-mot has a deadline, each slot: its account, its focal point, its reviewer, a clerk elsewhere."""
    built = factories.build()
    Duty.objects.update(frequency="change")
    Duty.objects.create(
        code="so-lieu", unit=built.units["ttyt-mot"], article="7.1", action="update", subject="figures",
        level=1, frequency="slot", task="Báo cáo số ca.",
    )  # fmt: skip
    for name, role in (("mot.dung", "focal_point"), ("mot.an", "reviews"), ("hai.lan", "enters")):
        unit = f"ttyt-{name.split('.')[0]}"
        fields = {"kind": "person", role: True, "email": f"{name}@example.com"}
        User.objects.create(username=name, unit=built.units[unit], **fields)
    User.objects.create(username="ttyt-mot", unit=built.units["ttyt-mot"], email="mot@example.com")
    return built


def told():
    return set(Notice.objects.filter(kind=Kind.LATE).values_list("to__username", flat=True))


def account(name):
    return User.objects.get(username=name)


def test_a_late_duty_is_told_to_who_enters_and_to_the_focal_point_once_a_period(province, evening):
    assert remind_of_late() == 2
    assert told() == {"ttyt-mot", "mot.dung"}
    assert remind_of_late() == 0
    ReminderRound.objects.all().delete()
    assert remind_of_late() == 0, "even if the round is made again"
    with clock.at(evening + dt.timedelta(hours=13)):
        assert remind_of_late() == 2, "the next slot has passed too"
        assert unread(account("ttyt-mot")).count == 1


def test_the_notice_names_duty_article_and_the_deadline_that_passed(province):
    remind_of_late()
    (one,) = notices_of(account("ttyt-mot"))
    assert one.text == "Trễ hạn 18:00 08/10/2021: Điều 7.1: Báo cáo số ca."


def test_what_was_handed_in_in_time_is_not_late(province, evening):
    with clock.at(evening - dt.timedelta(hours=1)):
        factories.report(province, "ttyt-mot", "1", state="draft")
    assert remind_of_late() == 0


def test_what_was_done_meanwhile_is_no_news_at_the_next_round(province, evening):
    remind_of_late()
    with clock.at(evening + dt.timedelta(hours=11)):
        factories.report(province, "ttyt-mot", "1", state="draft")
    with clock.at(evening + dt.timedelta(hours=13)):
        assert remind_of_late() == 0
        assert unread(account("ttyt-mot")).count == 0


def test_a_duty_that_was_delegated_is_asked_of_the_other(province):
    duty = Duty.objects.get(code="so-lieu")
    DutyRelief.objects.create(
        duty=duty, unit=province.units["ttyt-mot"], delegate=province.units["ttyt-hai"],
        valid_from=dt.date(2021, 10, 1), article="1/QĐ",
    )  # fmt: skip
    remind_of_late()
    assert told() == {"hai.lan"}


def test_who_is_no_longer_charged_with_it_sees_it_no_more_and_gets_no_mail(province, server):
    remind_of_late()
    User.objects.filter(username="mot.dung").update(focal_point=False, reviews=True)
    assert notices_of(account("mot.dung")) == []
    assert send_notices() == {"sent": 1, "waiting": 0, "failed": 0, "dropped": 1}


def digest(server):
    Notice.objects.filter(mail=Mail.DIGEST).update(next_try=clock.real_now())
    send_notices()
    return {mail["to"]: mail for mail in server.taken}


def test_the_mail_of_the_day_says_what_is_due_the_late_first(province, server):
    Duty.objects.create(
        code="dd", unit=province.units["ttyt-mot"], article="8.2", action="update", subject="hotlines",
        frequency="month", task="Rà soát đường dây nóng.",
    )  # fmt: skip
    assert remind_of_due() == 1, "who enters, nobody else"
    mails = digest(server)
    assert set(mails) == {"mot@example.com"}
    text = mails["mot@example.com"].get_content()
    assert "TRỄ HẠN từ 18:00 08/10/2021: Báo cáo số ca. (Điều 7.1)" in text
    assert text.index("Báo cáo số ca.") < text.index("Rà soát đường dây nóng.")
    assert "nhiệm vụ trễ hạn" in mails["mot@example.com"]["subject"]


def test_it_comes_once_a_day(province, server):
    assert remind_of_due() == 1
    assert remind_of_due() == 0
    assert len(digest(server)) == 1
    digest(server)
    assert len(server.taken) == 1


def test_what_was_done_before_the_mail_goes_out_is_not_in_it_and_nothing_left_is_no_mail(province, server, evening):
    remind_of_due()
    factories.report(province, "ttyt-mot", "1", state="draft")
    assert digest(server) == {}
    assert not Notice.objects.filter(mail=Mail.DIGEST).exists()


def test_it_does_not_fill_the_inbox(province, server):
    remind_of_due()
    assert unread(account("ttyt-mot")).count == 0
    assert notices_of(account("ttyt-mot")) == []


def test_who_wants_none_gets_none_and_at_once_cannot_be_asked_for(province, server):
    choose_mails(user=account("ttyt-mot"), ways={Kind.DUE: Way.NEVER})
    assert remind_of_due() == 0
    with pytest.raises(Refused, match="bản tin ngày"):
        choose_mails(user=account("ttyt-mot"), ways={Kind.DUE: Way.AT_ONCE})


def test_what_is_late_stands_once_in_a_digest_that_also_says_what_is_due(province, server):
    choose_mails(user=account("ttyt-mot"), ways={Kind.LATE: Way.DIGEST})
    remind()
    text = digest(server)["mot@example.com"].get_content()
    assert text.count("Báo cáo số ca.") == 1


def test_a_dead_server_loses_neither(province, server, settings):
    from tests.units.mail_server import free_port

    good, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    remind()
    digest(server)
    settings.EMAIL_PORT = good
    Notice.objects.exclude(mail=Mail.NONE).update(next_try=clock.real_now())
    assert send_notices()["sent"] == 3


def test_a_round_asks_as_little_for_many_persons_as_for_one(province, server):
    def asked():
        ReminderRound.objects.all().delete()
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            remind()
        return len(queries)

    few = asked()
    for number in range(20):
        User.objects.create(
            username=f"mot.{number}", unit=province.units["ttyt-mot"], kind="person", enters=True,
            email=f"{number}@example.com",
        )  # fmt: skip
    assert asked() <= few
