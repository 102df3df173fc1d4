"""A question asked in the help of a duty goes to the office that runs the portal; the answer is kept for whoever asks
next (Nghệ An 7.2, Thanh Hóa 9.1)."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.problems import Refused
from tests.units.help.conftest import account, give, page
from units.actions.questions import answer, ask
from units.models import AuditEntry, DutyQuestion, Notice, User
from units.selectors.notices import notices_of
from units.selectors.questions import asked_about, listed, on_the_desk, stamp_of

WORDS = "Số nào dùng cho trạm lưu động?"
LIST = "/quan-tri/hoi-dap/"


@pytest.fixture
def office(province):
    return account("office", province.units["office"])


@pytest.fixture
def question(clerk, duty, office):
    return ask(duty=duty, by=clerk, text=WORDS)


@pytest.fixture
def neighbour(province):
    """A unit with the same kind of duty, by another sentence of the regulation."""
    unit = province.units["ttyt-hai"]
    return account("ttyt-hai", unit), give(unit, "hotlines")


def answered(question, office, text="Số của trạm y tế."):
    question.refresh_from_db()
    return answer(question=question, by=office, text=text, seen=stamp_of(question))


def desk(client, user):
    client.force_login(user)
    return client.get("/quan-tri/").content.decode()


# the way of a question


def test_a_question_stands_on_the_offices_desk_until_it_is_answered(client, clerk, duty, office):
    client.force_login(clerk)
    sent = client.post(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/", {"text": f"  {WORDS} "}, follow=True)
    assert "Đã gửi câu hỏi" in sent.content.decode()
    question = DutyQuestion.objects.get()
    assert WORDS in (text := desk(client, office)) and f'href="{LIST}{question.pk}/"' in text
    form = {"text": "Số của trạm y tế.", "seen": stamp_of(question)}
    assert client.post(f"{LIST}{question.pk}/", form).status_code == 302
    assert "Câu hỏi chờ trả lời" not in desk(client, office)
    text = desk(client, clerk)
    assert "đã trả lời" in text and f"huong-dan/#cau-hoi-{question.pk}" in text


def test_the_answer_is_kept_for_the_next_unit_which_is_not_told_who_asked(client, question, office, neighbour):
    user, its_duty = neighbour
    assert WORDS not in page(client, user, its_duty).content.decode()
    answered(question, office)
    text = page(client, user, its_duty).content.decode()
    assert WORDS in text and "Số của trạm y tế." in text and "Đơn vị khác hỏi" in text
    assert question.unit.name not in text
    assert question.unit.name not in client.get(LIST).content.decode()


def test_the_office_and_who_watches_are_told_who_asked_and_the_asker_sees_its_own(question, office, duty, clerk):
    watcher = account("giam-sat", kind="person", across="oversight")
    for user in (office, watcher, clerk):
        (one,) = asked_about(user, duty)
        assert one.unit == question.unit.name, user.username
        assert listed(user) == [one]
    assert asked_about(clerk, duty)[0].own


def test_an_answer_about_another_kind_of_duty_is_not_mixed_in(question, office, clerk, province):
    answered(question, office)
    assert not asked_about(clerk, give(province.units["ttyt-mot"], "hotlines", action="verify"))
    assert not asked_about(clerk, give(province.units["ttyt-mot"], "news"))


def test_an_answer_may_be_corrected_and_the_log_keeps_both(question, office, clerk):
    answered(question, office)
    with clock.at(clock.now() + dt.timedelta(days=1)):
        corrected = answered(question, office, "Số của Trung tâm Y tế.")
    assert corrected.answer == "Số của Trung tâm Y tế."
    log = AuditEntry.objects.filter(model=DutyQuestion._meta.label, object_id=str(question.pk))
    assert [entry.changes for entry in log.order_by("pk")][-1].count("Số của") == 2
    assert log.count() == 3


def test_the_office_is_told_of_the_question_and_the_asker_of_the_answer(question, office, clerk, neighbour):
    assert [(one.kind, one.detail) for one in notices_of(office)] == [("question", WORDS)]
    assert not notices_of(neighbour[0])
    answered(question, office)
    assert [one.kind for one in notices_of(clerk)] == ["answer"]
    assert not Notice.objects.filter(to=office, read_at=None).exists()
    User.objects.filter(pk=office.pk).update(unit=clerk.unit)
    office.refresh_from_db()
    assert not [one for one in notices_of(office) if one.kind == "question"]


def test_after_seven_days_the_answer_leaves_the_desk_and_stays_in_the_help(question, office, clerk, duty):
    answered(question, office)
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert not on_the_desk(clerk, 5).news
        assert asked_about(clerk, duty)


# walls and bad input


def test_anothers_waiting_question_and_the_form_to_answer_are_not_found(client, question, clerk, neighbour, province):
    for user in (clerk, neighbour[0], account("giam-sat", kind="person", across="oversight"),
                 account("quan-tri", kind="system", is_superuser=True)):  # fmt: skip
        client.force_login(user)
        assert client.get(f"{LIST}{question.pk}/").status_code == 404, user.username
        assert client.post(f"{LIST}{question.pk}/", {"text": "x", "seen": stamp_of(question)}).status_code == 404
    reviewer = account("cdc", province.units["cdc"])
    assert not listed(reviewer) and not asked_about(reviewer, question.duty)
    assert WORDS not in desk(client, neighbour[0])


def test_who_may_not_ask_is_refused_and_nothing_is_written(client, duty, office):
    watcher = account("giam-sat", kind="person", across="oversight")
    for user in (watcher, office):
        client.force_login(user)
        assert (
            "Gửi đơn vị quản lý cổng" not in client.get(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/").content.decode()
        )
        assert client.post(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/", {"text": "?"}).status_code in (302, 403)
        with pytest.raises(Refused):
            ask(duty=duty, by=user, text="?")
    assert not DutyQuestion.objects.exists()


def test_a_double_click_asks_once_and_after_the_answer_one_may_ask_again(client, question, clerk, duty, office):
    client.force_login(clerk)
    text = client.post(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/", {"text": WORDS}).content.decode()
    assert "đang chờ trả lời" in text
    assert DutyQuestion.objects.count() == 1
    answered(question, office)
    ask(duty=duty, by=clerk, text=WORDS)
    assert DutyQuestion.objects.count() == 2


def test_a_role_taken_away_while_the_form_was_open_asks_and_answers_nothing(question, clerk, duty, office):
    User.objects.filter(pk__in=[clerk.pk, office.pk]).update(is_active=False, state="suspended")
    with pytest.raises(Refused, match="không còn quyền"):
        ask(duty=duty, by=clerk, text="Khác?")
    with pytest.raises(Refused, match="Chỉ đơn vị quản lý cổng"):
        answered(question, office)


def test_an_answer_to_what_was_answered_meanwhile_is_refused(client, question, office):
    stale = stamp_of(question)
    answered(question, office)
    client.force_login(office)
    text = client.post(f"{LIST}{question.pk}/", {"text": "Khác.", "seen": stale}).content.decode()
    assert "vừa được người khác trả lời" in text
    question.refresh_from_db()
    assert question.answer == "Số của trạm y tế."


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "x" * 601, "a" * 600 + "\n" * 9 + "b"])
def test_nonsense_is_no_question(client, clerk, duty, text):
    client.force_login(clerk)
    answer = client.post(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/", {"text": text})
    assert answer.status_code in (200, 400)
    assert not DutyQuestion.objects.exists()
    with pytest.raises(Refused):
        ask(duty=duty, by=clerk, text=text)


def test_the_longest_question_is_stored(clerk, duty, office):
    assert ask(duty=duty, by=clerk, text="ế" * 600).pk


@pytest.mark.parametrize(
    "fields",
    [{"text": ""}, {"answer": "Có."}, {"answered_at": "2021-10-08T00:00:00Z"}],
)  # fmt: skip
def test_the_database_itself_refuses_half_an_answer(question, fields):
    with pytest.raises(DatabaseError), transaction.atomic():
        DutyQuestion.objects.filter(pk=question.pk).update(**fields)


def test_the_help_and_the_list_ask_no_more_for_many_questions(client, question, clerk, duty, office):
    def count(user, path):
        client.force_login(user)
        client.get(path)
        Notice.objects.all().delete()  # of the sign-in too
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = [f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/", LIST, "/quan-tri/"]
    answered(ask(duty=duty, by=clerk, text="Câu đầu?"), office)
    few = [count(user, path) for path in paths for user in (clerk, office)]
    for number in range(30):
        answered(ask(duty=duty, by=clerk, text=f"Câu {number}?"), office)
        ask(duty=duty, by=clerk, text=f"Chờ {number}?")
    assert [count(user, path) for path in paths for user in (clerk, office)] == few
