"""One-time links by mail: made for the one mail that carries them, and nowhere else; sent again; reported on."""

import re

import pytest

from core import clock
from core.problems import Refused
from tests.units.mail_server import free_port
from units.actions import accounts as life
from units.actions.handover import Person, hand_over_account
from units.actions.issue_many import issue_unit_accounts
from units.actions.links import digest
from units.actions.redeem import account_of, take_account
from units.actions.resend import resend_failed
from units.actions.send_links import send_links
from units.models import AuditEntry, LinkMail, OneTimeLink, OrganisationalUnit, User

Mail = LinkMail.Mail
PASSWORD = "mot-mat-khau-kha-dai"
LIST, MAILS = "/quan-tri/tai-khoan/", "/quan-tri/tai-khoan/thu/"


@pytest.fixture
def admin(province):
    return User.objects.create(username="admin", kind="system", is_superuser=True)


def lan(province, admin, **more):
    about = {"first_name": "Nguyễn Thị Lan", "position": "Chuyên viên", "email": "lan@example.com"} | more
    return life.issue_person(
        by=admin, unit=province.units["cdc"], roles={"enters": True}, about=about, by_mail=True
    ).account


def word_in(mail):
    return re.search(r"/tai-khoan/([^/\s]+)/", mail.get_content()).group(1)


def again_now():
    LinkMail.objects.filter(mail=Mail.QUEUED).update(next_try=clock.real_now())


def everything_kept():
    """All that the database and its log hold of links and mails."""
    rows = [*OneTimeLink.objects.values(), *LinkMail.objects.values(), *AuditEntry.objects.values()]
    return " ".join(str(row) for row in rows)


def test_the_link_is_made_when_the_mail_is_sent_and_is_in_that_mail_alone(province, admin, server):
    account = lan(province, admin)
    assert not OneTimeLink.objects.exists(), "before the mail goes out there is nothing to steal"
    assert send_links(10) == {"sent": 1, "waiting": 0, "failed": 0, "dropped": 0}
    (sent,) = server.taken
    word = word_in(sent)
    assert sent["to"] == "lan@example.com"
    assert account_of(word) == account
    assert OneTimeLink.objects.get().digest == digest(word)
    assert word not in everything_kept()
    assert "gửi liên kết qua thư điện tử" in everything_kept()
    assert take_account(word=word, password=PASSWORD).state == "active"


def test_the_mail_is_vietnamese_and_says_what_to_do(province, admin, server):
    lan(province, admin)
    send_links(10)
    text = server.taken[0].get_content()
    assert "Kính gửi Nguyễn Thị Lan," in text
    assert f"Tên đăng nhập: {User.objects.get(kind='person').username}" in text
    assert "Liên kết chỉ dùng được một lần" in text
    assert "<" not in text and "&" not in text


def test_what_is_sent_is_not_sent_again(province, admin, server):
    lan(province, admin)
    send_links(10)
    again_now()
    assert send_links(10)["sent"] == 0


@pytest.mark.parametrize("fault", ["nobody there", "busy", "cut"])
def test_a_dead_server_leaves_no_open_link_and_the_next_try_makes_another(province, admin, server, settings, fault):
    lan(province, admin)
    good = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port() if fault == "nobody there" else good
    server.answer, server.cut = "451 busy" if fault == "busy" else "250 OK", fault == "cut"
    assert send_links(10)["waiting"] == 1
    assert not OneTimeLink.objects.filter(ended_at=None).exists()
    settings.EMAIL_PORT, server.answer, server.cut = good, "250 OK", False
    again_now()
    assert send_links(10)["sent"] == 1
    words = [word_in(mail) for mail in server.taken]
    assert account_of(words[-1])
    assert len(set(words)) == len(words)
    for dead in words[:-1]:
        with pytest.raises(Refused):
            account_of(dead)


def test_a_refused_address_is_reported_and_sent_again_after_it_was_mended(province, admin, server, sign_in):
    account = lan(province, admin)
    server.to_recipient = "550 no such user"
    assert send_links(10)["failed"] == 1
    page = sign_in("admin").get(MAILS).content.decode()
    assert "Không gửi được" in page and "lan@example.com" in page
    server.to_recipient = "250 OK"
    User.objects.filter(pk=account.pk).update(email="lan.moi@example.com")
    assert resend_failed(by=admin) == 1
    assert send_links(10)["sent"] == 1
    assert server.taken[-1]["to"] == "lan.moi@example.com"
    assert "Đã gửi" in sign_in("admin").get(MAILS).content.decode()


def test_no_screen_shows_the_link(province, admin, server, sign_in):
    account = lan(province, admin)
    send_links(10)
    word = word_in(server.taken[0])
    for address in (MAILS, LIST, f"{LIST}{account.pk}/", "/quan-tri/nhat-ky/"):
        assert word not in sign_in("admin").get(address).content.decode()


@pytest.mark.parametrize("act", ["revoke", "issue_again", "expired", "taken"])
def test_a_mail_that_waits_is_not_sent_once_the_account_goes_another_way(province, admin, server, act):
    account = lan(province, admin)
    if act == "revoke":
        life.revoke(account=account, by=admin, reason="nghỉ")
    elif act == "issue_again":
        life.issue_again(account=account, by=admin)
    elif act == "expired":
        User.objects.filter(pk=account.pk).update(valid_until="2020-01-01")
    else:
        User.objects.filter(pk=account.pk).update(state="active", is_active=True)
    assert send_links(10)["sent"] == 0
    assert server.taken == []


def test_two_wishes_are_one_mail(province, admin, server):
    account = lan(province, admin)
    life.issue_again(account=account, by=admin, by_mail=True)
    assert send_links(10)["sent"] == 1


def test_a_hand_over_mails_the_incoming_person_never_the_outgoing(province, admin, server):
    own = User.objects.create(username="cdc", unit=province.units["cdc"], email="cu@example.com")
    sides = {"outgoing": Person("Trần Văn Cũ", "CV"), "incoming": Person("Lê Thị Mới", "CV", "", "moi@example.com")}
    hand_over_account(account=own, by=admin, reason="nghỉ", by_mail=True, **sides)
    send_links(10)
    (sent,) = server.taken
    assert sent["to"] == "moi@example.com"
    assert take_account(word=word_in(sent), password=PASSWORD).email == "moi@example.com"


def test_a_hand_over_without_an_address_is_refused_whole(province, admin, server):
    own = User(username="cdc", unit=province.units["cdc"], email="cu@example.com")
    own.set_password("cu-cu-cu")
    own.save()
    sides = {"outgoing": Person("Trần Văn Cũ", "CV"), "incoming": Person("Lê Thị Mới", "CV")}
    with pytest.raises(Refused, match="Chưa có địa chỉ"):
        hand_over_account(account=own, by=admin, reason="nghỉ", by_mail=True, **sides)
    own.refresh_from_db()
    assert (own.state, own.handovers.count()) == ("active", 0)


def test_without_a_mail_server_nothing_is_promised(province, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(Refused, match="máy chủ thư"):
        lan(province, admin)
    assert not User.objects.filter(kind="person").exists()


def test_bulk_issue_mails_those_with_an_address_and_prints_the_others(province, admin, server, sign_in):
    OrganisationalUnit.objects.filter(abbreviation__startswith="ttyt").update(email="mot@example.com")
    answer = sign_in("admin").post(f"{LIST}hang-loat/", {"as": "mail"})
    slips = answer.content.decode()
    assert "ttyt-mot" not in slips and "<strong>cdc</strong>" in slips
    assert LinkMail.objects.filter(mail=Mail.QUEUED).count() == 2
    assert send_links(1)["sent"] == 1, "the limit holds"
    assert send_links(10)["sent"] == 1


def test_bulk_issue_asks_as_little_for_many_units_as_for_few(province, admin, server, django_assert_max_num_queries):
    OrganisationalUnit.objects.update(email="mot@example.com")
    many = OrganisationalUnit.objects.count()
    with django_assert_max_num_queries(30 + many):  # an entry of the log each
        assert len(issue_unit_accounts(by=admin, by_mail=True)) == many


@pytest.mark.parametrize("forged", ["0", "-1", "x", "99999999", str(2**70), "1\x00"])
def test_a_forged_account_is_refused_in_words(province, admin, server, sign_in, forged):
    answer = sign_in("admin").post(MAILS, {"account": forged})
    assert answer.status_code in (302, 400)
    assert not LinkMail.objects.exists()


def test_another_units_mail_is_not_found(province, admin, server, sign_in):
    account = lan(province, admin)
    send_links(10)
    before = LinkMail.objects.get().pk
    assert account.username in sign_in("admin").get(MAILS).content.decode()
    assert account.username not in sign_in("ttyt-mot").get(MAILS).content.decode()
    sign_in("ttyt-mot").post(MAILS, {"account": account.pk})
    assert LinkMail.objects.get().pk == before
    User.objects.filter(username="ttyt-mot").update(kind="person", enters=True)
    assert sign_in("ttyt-mot").get(MAILS).status_code == 404


def test_the_form_sends_by_mail_and_says_so(province, admin, server, sign_in):
    client = sign_in("admin")
    given = {"unit": "cdc", "first_name": "Lê Văn Ba", "position": "CV", "enters": "on", "by_mail": "on"}
    assert "Hãy ghi địa chỉ thư" in client.post(f"{LIST}moi/", given).content.decode()
    answer = client.post(f"{LIST}moi/", given | {"email": "ba@example.com"}, follow=True).content.decode()
    assert "gửi qua thư tới ba@example.com" in answer
    assert "Chờ gửi" in answer
    assert not OneTimeLink.objects.exists()


def test_sending_again_to_who_has_come_is_refused(province, admin, server, sign_in):
    account = lan(province, admin)
    User.objects.filter(pk=account.pk).update(state="active", is_active=True)
    answer = sign_in("admin").post(MAILS, {"account": account.pk}, follow=True)
    assert "không còn chờ kích hoạt" in answer.content.decode()
