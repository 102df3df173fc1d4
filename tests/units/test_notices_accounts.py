"""What is told of an account's life and of its security: to its holder always, to who looks after it by choice."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.problems import Refused
from tests.units import sign_in_steps as steps
from tests.units.mail_server import free_port, send_to
from tests.units.sign_in_steps import FIREFOX, is_in
from units.actions import accounts as life
from units.actions.choose_mails import choose_mails
from units.actions.expire import expire_accounts
from units.actions.handover import Person, hand_over_account
from units.actions.issue_many import issue_unit_accounts
from units.actions.mail import send_notices
from units.actions.read_notices import mark_read
from units.actions.redeem import take_account
from units.models import Notice, NoticeChoice, OrganisationalUnit, User
from units.selectors.notices import choices_of, notices_of

Kind, Mail, Way = Notice.Kind, Notice.Mail, NoticeChoice.Way
OLD, NEW = Person("Trần Văn Cũ", "Chuyên viên"), Person("Lê Thị Mới", "Phó trưởng phòng")
NEW_BY_MAIL = Person("Lê Thị Mới", "Phó trưởng phòng", email="moi@example.com")


@pytest.fixture
def admin(province):
    return steps.account("admin", email="admin@example.com")


@pytest.fixture
def cdc(province, admin):
    return steps.account("cdc", province.units["cdc"], email="cdc@example.com", first_name="Nguyễn Thị Hà")


@pytest.fixture
def people(province, cdc):
    """Beside the account of cdc its focal point and a clerk, and the focal point of another unit."""
    made = {"cdc.dung": ("cdc", "focal_point"), "cdc.lan": ("cdc", "enters"), "syt.an": ("syt", "focal_point")}
    for name, (unit, role) in made.items():
        mail = f"{name}@example.com"
        steps.account(name, province.units[unit], kind="person", email=mail, **{role: True})
    return {user.username: user for user in User.objects.all()}


def told(kind):
    """{account: what it was told}"""
    found = {}
    for one in Notice.objects.filter(kind=kind).order_by("pk").select_related("to"):
        found.setdefault(one.to.username, []).append(one.text)
    return found


def signed_in(name, **more):
    client = Client(**more)
    steps.give_password(client, name)
    return client


def locked_out(name):
    for _ in range(6):
        steps.give_password(Client(), name, "sai")
        cache.clear()


def test_a_new_device_is_told_by_mail_in_vietnamese(cdc, server):
    signed_in("cdc")
    assert send_notices()["sent"] == 0
    signed_in("cdc", headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.9")
    assert server.taken == [], "the sign-in itself waits for no mail server"
    assert send_notices()["sent"] == 1
    (sent,) = server.taken
    assert sent["to"] == "cdc@example.com"
    assert sent["subject"].strip().startswith("Đăng nhập từ thiết bị mới")
    text = sent.get_content()
    assert "Kính gửi Nguyễn Thị Hà," in text
    assert "Firefox trên Windows, địa chỉ mạng 203.0.113.9" in text
    assert f"{clock.now():%d/%m/%Y}" in text
    assert "Nếu không phải bạn thực hiện" in text
    assert "<" not in text


def test_every_new_device_is_told_by_a_mail_of_its_own(cdc, server):
    signed_in("cdc")
    for number in range(3):
        signed_in("cdc", REMOTE_ADDR=f"203.0.113.{number}")
    assert send_notices()["sent"] == 3


def test_a_dead_mail_server_neither_blocks_the_sign_in_nor_loses_its_mail(cdc, server, settings):
    good = settings.EMAIL_PORT
    signed_in("cdc")
    send_to(settings, free_port())
    begun = time.monotonic()
    assert is_in(signed_in("cdc"))
    assert time.monotonic() - begun < 2
    assert send_notices()["waiting"] == 1
    settings.EMAIL_PORT = good
    Notice.objects.update(next_try=clock.real_now())
    assert send_notices()["sent"] == 1


def test_who_steals_into_an_account_cannot_keep_the_mail_from_its_holder(cdc, server):
    signed_in("cdc")
    signed_in("cdc", REMOTE_ADDR="203.0.113.9")
    mark_read(user=cdc)
    assert send_notices()["sent"] == 1


def test_mails_about_security_are_nobodys_to_switch_off(cdc, server):
    assert Kind.SECURITY not in choices_of(cdc)
    with pytest.raises(Refused, match="luôn được gửi"):
        choose_mails(user=cdc, ways={Kind.SECURITY: Way.NEVER})
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeChoice.objects.create(user=cdc, kind=Kind.SECURITY, way=Way.NEVER)
    client = signed_in("cdc")
    client.post("/quan-tri/thong-bao/tuy-chon/", dict.fromkeys(Kind.values, Way.NEVER))
    assert set(choices_of(cdc).values()) == {Way.NEVER}
    signed_in("cdc", REMOTE_ADDR="203.0.113.9")
    assert send_notices()["sent"] == 1


def test_a_lock_out_is_told_to_the_account_and_the_administrators_once_an_hour(people):
    locked_out("cdc")
    (text,) = told(Kind.SECURITY)["cdc"]
    assert text.startswith("Bị khóa đăng nhập do nhập sai nhiều lần: cdc")
    assert told(Kind.ACCOUNTS) == {"admin": [text], "cdc.dung": [text]}
    locked_out("cdc")
    assert told(Kind.SECURITY) == {"cdc": [text]}


def test_a_lock_out_of_a_name_that_is_no_accounts_tells_nobody(people):
    locked_out("mat-khau-go-nham")
    assert not Notice.objects.exists()


def test_a_second_factor_that_is_added_or_taken_away_is_told(cdc):
    secret = steps.give_app(cdc)
    RecoveryCodes(cdc.authenticator_set.get(type="recovery_codes")).instance.delete()
    client = Client()
    steps.sign_in(client, "cdc", secret)
    cache.clear()
    client.post(steps.CONFIRM, {"code": steps.code(secret, steps=1)})
    client.post("/dang-nhap/bao-mat/ung-dung/go/")
    assert told(Kind.SECURITY)["cdc"] == ["Đã gỡ yếu tố xác thực thứ hai: ứng dụng xác thực"]


def test_a_changed_password_is_told(cdc):
    client = signed_in("cdc")
    new = {"oldpassword": steps.PASSWORD, "password1": "mot-cai-khac-rat-dai", "password2": "mot-cai-khac-rat-dai"}
    client.post("/dang-nhap/mat-khau/", new)
    assert told(Kind.SECURITY)["cdc"] == ["Đã đổi mật khẩu của tài khoản: cdc"]


ACTS = {
    "suspend": ("bị tạm khóa", {"reason": "nghỉ phép"}),
    "revoke": ("bị thu hồi", {"reason": "nghỉ việc"}),
    "reclaim": ("đã được lấy lại do nghi bị lộ", {"reason": "lộ mật khẩu"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_done_to_a_person_is_told_to_the_person_and_who_looks_after_it(people, server, act):
    said, given = ACTS[act]
    getattr(life, act)(account=people["cdc.lan"], by=people["admin"], **given)
    assert said in told(Kind.SECURITY)["cdc.lan"][0]
    assert set(told(Kind.ACCOUNTS)) == {"cdc", "cdc.dung"}, "not who did it, no other unit, no clerk"
    send_notices()
    assert {mail["to"] for mail in server.taken} == {f"{name}@example.com" for name in ("cdc.lan", "cdc.dung", "cdc")}
    assert given["reason"] not in "".join(mail.get_content() for mail in server.taken)


def test_what_a_focal_point_does_is_told_to_the_administrator(people):
    life.suspend(account=people["cdc.lan"], by=people["cdc.dung"], reason="nghỉ")
    life.resume(account=people["cdc.lan"], by=people["cdc.dung"])
    assert len(told(Kind.ACCOUNTS)["admin"]) == 2
    assert told(Kind.SECURITY)["cdc.lan"] == [
        "Tài khoản đã bị tạm khóa: cdc.lan", "Tài khoản đã được mở lại: cdc.lan"
    ]  # fmt: skip


def test_a_hand_over_is_told_when_it_is_asked_and_when_it_is_confirmed(people):
    _, given = hand_over_account(
        account=people["cdc"], by=people["admin"], outgoing=OLD, incoming=NEW, reason="nghỉ hưu"
    )
    assert "đã được bàn giao" in told(Kind.SECURITY)["cdc"][0]
    assert "Đang bàn giao" in told(Kind.ACCOUNTS)["cdc.dung"][0]
    take_account(word=given.word, password="mot-mat-khau-kha-dai")
    assert "người nhận đã xác nhận" in told(Kind.ACCOUNTS)["admin"][0]
    shown = notices_of(User.objects.get(username="cdc"))
    assert [one.text for one in shown] == ["Tài khoản đã được kích hoạt, mật khẩu đã đặt: cdc"], (
        "what the one before was told of its security is not for the next"
    )


def test_a_hand_over_while_mail_is_down_still_owes_the_former_holder_its_mail(people, server, settings):
    up = settings.EMAIL_PORT
    send_to(settings, free_port())
    _, given = hand_over_account(
        account=people["cdc"], by=people["admin"], outgoing=OLD, incoming=NEW_BY_MAIL, reason="nghỉ hưu"
    )
    assert send_notices()["waiting"] > 0
    take_account(word=given.word, password="mot-mat-khau-kha-dai")
    cdc = User.objects.get(username="cdc")
    shown = [one.text for one in notices_of(cdc)]
    assert not any("bàn giao" in text for text in shown), "what waits for the former holder is not for the next"
    mark_read(user=cdc)
    send_to(settings, up)
    Notice.objects.filter(mail=Mail.QUEUED).update(next_try=clock.real_now())
    send_notices()
    mails = {(mail["to"], mail["subject"]): mail.get_content() for mail in server.taken}
    (former,) = [text for (to, subject), text in mails.items() if to == "cdc@example.com"]
    assert "đã được bàn giao cho người khác" in former
    assert former.startswith("Kính gửi Nguyễn Thị Hà,") and "Lê Thị Mới" not in former
    assert {to for to, subject in mails if "đã được kích hoạt, mật khẩu đã đặt" in subject} == {"moi@example.com"}


def test_what_was_mailed_to_the_former_holder_is_not_kept_for_the_next(people, server):
    _, given = hand_over_account(
        account=people["cdc"], by=people["admin"], outgoing=OLD, incoming=NEW_BY_MAIL, reason="nghỉ hưu"
    )
    send_notices()
    take_account(word=given.word, password="mot-mat-khau-kha-dai")
    assert not Notice.objects.exclude(former_email="").exists()


def test_who_loses_the_post_sees_no_more_of_the_units_accounts(people):
    life.suspend(account=people["cdc.lan"], by=people["admin"], reason="nghỉ")
    dung = people["cdc.dung"]
    assert [one.kind for one in notices_of(dung)] == [Kind.ACCOUNTS]
    User.objects.filter(pk=dung.pk).update(focal_point=False, enters=True)
    assert notices_of(User.objects.get(pk=dung.pk)) == []


def test_accounts_that_expire_with_their_unit_are_one_notice_to_the_administrator(people):
    OrganisationalUnit.objects.filter(abbreviation="cdc").update(valid_to=clock.today())
    assert expire_accounts() == 3
    (text,) = told(Kind.ACCOUNTS)["admin"]
    assert text == "Tài khoản hết hạn, đã tạm khóa: 3"
    assert set(told(Kind.SECURITY)) == {"cdc", "cdc.dung", "cdc.lan"}


def test_accounts_for_all_units_are_one_notice_to_the_other_administrators(people):
    other = steps.account("admin2")
    given = issue_unit_accounts(by=people["admin"])
    assert told(Kind.ACCOUNTS) == {
        other.username: [f"Đã cấp tài khoản hàng loạt cho {len(given)} đơn vị; người cấp: admin"]
    }
