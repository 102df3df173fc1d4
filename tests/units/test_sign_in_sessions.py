"""Sessions: how long they last, which are open, how they end; lock-outs; notices of new devices."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.units import sign_in_steps as steps
from tests.units.sign_in_steps import ADMIN, CONFIRM, DOOR, FIREFOX, SECOND, is_in
from units.actions.sessions import end_everything, end_sessions
from units.models.audit import AuditEntry, Done

SESSIONS, LOCKED = "/dang-nhap/phien/", "/quan-tri/khoa-dang-nhap/"


@pytest.fixture
def cdc(province):
    return steps.account("cdc", province.units["cdc"])


@pytest.fixture
def admin(province):
    return steps.account("admin")


def signed_in(name: str, **more) -> Client:
    client = Client(**more)
    steps.give_password(client, name)
    assert is_in(client)
    return client


def _make_older(client: Client, key: str, **by) -> None:
    session = client.session
    session[key] -= dt.timedelta(**by).total_seconds()
    session.save()


def test_a_session_left_alone_ends(cdc):
    client = signed_in("cdc")
    _make_older(client, "phien_luc", minutes=29)
    assert is_in(client)
    _make_older(client, "phien_luc", minutes=31)
    answer = client.get("/quan-tri/dau-moi/?q=a")
    assert answer["Location"] == f"{DOOR}?next=/quan-tri/dau-moi/%3Fq%3Da"
    assert "hết hạn" in client.get(DOOR).content.decode()
    assert not is_in(client)


def test_a_session_ends_after_its_hours_however_busy_it_is(cdc):
    client = signed_in("cdc")
    _make_older(client, "phien_tu", hours=11)
    assert is_in(client)
    _make_older(client, "phien_tu", hours=1, minutes=1)
    assert not is_in(client)


def test_a_form_that_asks_by_itself_does_not_keep_a_session_alive(cdc):
    client = signed_in("cdc")
    _make_older(client, "phien_luc", minutes=20)
    before = client.session["phien_luc"]
    client.post("/quan-tri/editing-sessions/ping/units/unit/1/1/", {"is_editing": "1"})
    assert client.session["phien_luc"] == before
    client.get("/quan-tri/dau-moi/")
    assert client.session["phien_luc"] > before


def test_own_sessions_are_listed_and_ended_one_by_one(cdc):
    here, there = signed_in("cdc"), signed_in("cdc", headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.9")
    page = here.get(SESSIONS)
    assert [one.current for one in page.context["sessions"]] == [True, False]
    assert "Firefox trên Windows" in page.content.decode()
    assert "203.0.113.9" in page.content.decode()
    other = page.context["sessions"][1]
    here.post(SESSIONS, {"phien": other.pk})
    assert not is_in(there)
    assert is_in(here)
    assert len(here.get(SESSIONS).context["sessions"]) == 1


def test_all_other_sessions_end_at_once(cdc):
    here, others = signed_in("cdc"), [signed_in("cdc") for _ in range(3)]
    here.post(SESSIONS, {"phien": "khac"})
    assert is_in(here)
    assert not any(is_in(other) for other in others)
    entry = AuditEntry.objects.filter(action=Done.SIGN_OUT).latest("id")
    assert (entry.login, entry.said) == ("cdc", {"count": 3, "what": "kết thúc phiên"})


@pytest.mark.parametrize("junk", ["", "x", "-1", "0", "9" * 9, "9" * 40, "1\0", "²"])
def test_a_session_that_is_none_or_another_s_is_not_ended(cdc, admin, junk):
    here, foreign = signed_in("cdc"), signed_in("admin")
    pk = UserSession.objects.get(user=admin).pk
    for wanted in (junk, str(pk)):
        answer = here.post(SESSIONS, {"phien": wanted}, follow=True)
        assert "đã kết thúc từ trước" in answer.content.decode()
    assert is_in(foreign)
    assert is_in(here)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_in_the_list(cdc):
    here, there = signed_in("cdc"), signed_in("cdc")
    new = "mot-mat-khau-khac-han"
    path = "/dang-nhap/mat-khau/"
    wrong = here.post(path, {"oldpassword": "sai", "password1": new, "password2": new})
    assert "Mật khẩu đang dùng không đúng" in wrong.content.decode()
    wrong = here.post(path, {"oldpassword": steps.PASSWORD, "password1": new, "password2": new + "x"})
    assert "không giống nhau" in wrong.content.decode()
    assert is_in(there)
    here.post(path, {"oldpassword": steps.PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(there)
    end_sessions(user=cdc)
    assert not is_in(here), "the key changed with the password; the list has the new one"


def test_everything_of_an_account_ends(cdc, admin):
    first, foreign = signed_in("cdc"), signed_in("admin")
    steps.give_app(cdc)
    steps.give_app(admin)
    end_everything(user=cdc)
    assert not is_in(first)
    assert set(Authenticator.objects.values_list("user", flat=True)) == {admin.pk}
    assert UserSession.objects.filter(user=admin).exists()
    assert foreign.get(ADMIN)["Location"] == CONFIRM
    assert is_in(signed_in("cdc"))


def test_wrong_passwords_lock_account_and_address_until_the_administrator_unlocks(cdc, admin):
    client = Client()
    for _ in range(5):
        answer = steps.give_password(client, "cdc", "sai")
    assert answer.status_code == 429
    assert "tạm khóa" in answer.content.decode()
    assert steps.give_password(client, "cdc").status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.5")
    steps.give_password(elsewhere, "cdc")
    assert is_in(elsewhere)
    office = signed_in("admin")
    (one,) = office.get(LOCKED).context["locked"]
    assert (one.username, one.address, one.known) == ("cdc", "127.0.0.1", True)
    office.post(LOCKED, {"username": "cdc", "address": one.address})
    entry = AuditEntry.objects.filter(action=Done.CHANGE).latest("id")
    assert (entry.login, entry.label, entry.said["what"]) == ("admin", "cdc", "mở khóa đăng nhập")
    assert office.get(LOCKED).context["locked"] == []
    steps.give_password(client, "cdc")
    assert is_in(client)


def test_wrong_second_factors_lock_as_wrong_passwords_do(cdc):
    secret = steps.give_app(cdc)
    client = Client()
    steps.give_password(client, "cdc")
    answers = [client.post(SECOND, {"code": steps.wrong(secret)}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(SECOND, {"code": steps.code(secret)}).status_code == 429
    assert not is_in(client)
    assert steps.give_password(client, "cdc").status_code == 429
    assert AuditEntry.objects.filter(action=Done.LOCKED_OUT, label="cdc").exists()


def test_wrong_codes_lock_a_session_that_has_to_confirm_too(cdc):
    secret = steps.give_app(cdc)
    client = Client()
    client.force_login(cdc)
    for _ in range(5):
        client.post(CONFIRM, {"code": steps.wrong(secret)})
    assert client.post(CONFIRM, {"code": steps.code(secret)}).status_code == 429
    assert not is_in(client)


def test_from_many_addresses_a_second_factor_is_not_guessed_either(cdc):
    secret = steps.give_app(cdc)
    for n in range(12):
        client = Client(REMOTE_ADDR=f"203.0.113.{n}")
        steps.give_password(client, "cdc")
        client.post(SECOND, {"code": steps.wrong(secret)})
    client = Client(REMOTE_ADDR="203.0.113.99")
    steps.give_password(client, "cdc")
    assert "quá nhiều lần" in client.post(SECOND, {"code": steps.code(secret)}).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    "given", [{}, {"username": "x\0", "address": "y"}, {"username": "cdc", "address": "é" * 9000}]
)
def test_nothing_to_unlock_is_said(admin, given):
    answer = signed_in("admin").post(LOCKED, given, follow=True)
    assert answer.status_code == 200
    assert "Không còn khóa nào" in answer.content.decode()


def test_only_the_administrator_sees_and_undoes_lock_outs(cdc):
    for _ in range(5):
        steps.give_password(Client(), "cdc", "sai")
    other = Client(REMOTE_ADDR="203.0.113.5")
    steps.give_password(other, "cdc")
    assert other.get(LOCKED).status_code == 404
    assert other.post(LOCKED, {"username": "cdc", "address": "127.0.0.1"}).status_code == 404
    assert steps.give_password(Client(), "cdc").status_code == 429


def test_a_name_that_is_no_account_s_is_not_shown_to_the_administrator(admin):
    for _ in range(5):
        steps.give_password(Client(), "mat-khau-go-nham", "x")
    page = signed_in("admin").get(LOCKED)
    assert len(page.context["locked"]) == 1
    assert "mat-khau-go-nham" not in page.content.decode()


@pytest.mark.parametrize("forwarded", ["", "x", "203.0.113.7, junk", "::1", "'; --"])
def test_any_forwarded_address_is_borne(cdc, settings, forwarded):
    settings.BEHIND_TLS = True
    client = Client(HTTP_X_FORWARDED_FOR=forwarded)
    for _ in range(5):
        answer = steps.give_password(client, "cdc", "sai")
    assert answer.status_code == 429


def test_the_desk_tells_other_sessions_of_a_new_device(cdc):
    known = signed_in("cdc")
    assert "thiết bị mới" not in known.get(ADMIN).content.decode()
    new = signed_in("cdc", headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.9")
    assert "thiết bị mới" not in new.get(ADMIN).content.decode()
    desk = known.get(ADMIN).content.decode()
    assert "Đăng nhập từ thiết bị mới" in desk
    assert "Firefox trên Windows, địa chỉ 203.0.113.9" in desk


def test_a_device_is_new_once(cdc):
    client = signed_in("cdc")
    for _ in range(2):
        client.post("/dang-xuat/")
        assert not is_in(client)
        steps.give_password(client, "cdc")
    other = signed_in("cdc")
    other.post("/dang-xuat/")
    steps.give_password(other, "cdc")
    told = [
        entry.said.get("new_device", False) for entry in AuditEntry.objects.filter(action=Done.SIGN_IN).order_by("id")
    ]
    assert told == [False, False, False, True, False]


def test_a_forged_device_cookie_is_no_device(cdc):
    signed_in("cdc")
    client = Client()
    client.cookies["thiet_bi"] = "WzFd:1abcde:forged"
    steps.give_password(client, "cdc")
    assert AuditEntry.objects.filter(action=Done.SIGN_IN).latest("id").said["new_device"] is True
