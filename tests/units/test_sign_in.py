"""One door: the second factor, who must have one, what a half-open session reaches, and every way round."""

import base64
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from core import known
from core.models import Portal
from tests.datasets import factories
from tests.units import sign_in_steps as steps
from tests.units.sign_in_steps import ADMIN, CONFIRM, DOOR, SECOND, SET_UP, is_in, sign_in
from units.models.audit import AuditEntry, Done
from units.sign_in.middleware import SETTING_UP


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def real(province):
    """A real portal: administrators and reviewers must have a second factor."""
    Portal.objects.create(id=1, province="nghe-an")
    known.forget()


@pytest.fixture
def cdc(province):
    return steps.account("cdc", province.units["cdc"])


@pytest.fixture
def admin(province):
    return steps.account("admin")


def test_without_a_compulsory_factor_the_password_opens(client, cdc):
    answer = steps.give_password(client, "cdc")
    assert (answer.status_code, answer["Location"]) == (302, ADMIN)
    assert is_in(client)


def test_in_a_simulated_portal_the_province_may_do_without(client, cdc, real):
    Portal.objects.update(simulated=True)
    known.forget()
    steps.give_password(client, "cdc")
    assert is_in(client)


@pytest.mark.parametrize("name", ["cdc", "admin"])
def test_who_must_have_a_factor_reaches_nothing_but_the_pages_that_set_it_up(client, real, cdc, admin, name):
    steps.give_password(client, name)
    reached = []
    for path, pattern in _paths(get_resolver().url_patterns):
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            held = answer.status_code == 302 and answer["Location"] == SET_UP
            unknown = answer.status_code in (301, 404)
            if not held and not unknown and pattern.name not in SETTING_UP:
                reached.append((method, path, answer.status_code))
            assert "_auth_user_id" in client.session or pattern.name in ("account_logout", "wagtailadmin_logout")
            if "_auth_user_id" not in client.session:
                steps.give_password(client, name)
    assert reached == []


def test_setting_up_an_app_opens_the_rest_and_shows_recovery_codes_once(client, real, cdc):
    steps.give_password(client, "cdc")
    assert client.get(ADMIN)["Location"] == SET_UP
    page = client.get(f"{SET_UP}ung-dung/")
    secret = page.context["form"].secret
    assert client.post(f"{SET_UP}ung-dung/", {"code": steps.wrong(secret)}).status_code == 200
    assert not Authenticator.objects.exists()
    answer = client.post(f"{SET_UP}ung-dung/", {"code": steps.code(secret)})
    assert answer["Location"] == f"{SET_UP}ma-du-phong/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get(f"{SET_UP}ma-du-phong/").content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(f"{SET_UP}ma-du-phong/").content.decode()
    assert is_in(client)


def test_whoever_has_a_factor_is_asked_for_it_everywhere(client, cdc):
    secret = steps.give_app(cdc)
    answer = steps.give_password(client, "cdc")
    assert answer["Location"] == SECOND
    assert not is_in(client)
    assert client.post(SECOND, {"code": steps.wrong(secret)}).status_code == 200
    assert not is_in(client)
    assert client.post(SECOND, {"code": steps.code(secret)}).status_code == 302
    assert is_in(client)


def test_after_the_second_step_one_is_where_one_wanted_to_go_and_nowhere_else(client, cdc):
    secret = steps.give_app(cdc)
    for wanted, reached in (("/quan-tri/dau-moi/", "/quan-tri/dau-moi/"), ("https://example.com/", ADMIN)):
        client.post(DOOR, {"username": "cdc", "password": steps.PASSWORD, "next": wanted})
        answer = client.post(SECOND, {"code": steps.code(secret)})
        assert answer["Location"] == reached
        client.logout()
        secret = _another_app(cdc)


def test_a_code_serves_once(client, cdc):
    secret = steps.give_app(cdc)
    shown = steps.code(secret)
    steps.give_password(client, "cdc")
    client.post(SECOND, {"code": shown})
    assert is_in(client)
    cache.delete(f"allauth.mfa.totp.used?user={cdc.pk}&code={shown}")  # allauth forgets before the code is too old
    other = Client()
    steps.give_password(other, "cdc")
    other.post(SECOND, {"code": shown})
    assert not is_in(other)
    cache.delete(f"allauth.mfa.totp.used?user={cdc.pk}&code={shown}")
    other.post(SECOND, {"code": f" {shown[:3]} {shown[3:]} "})
    assert not is_in(other), "the same code, written in another way"


def test_a_recovery_code_serves_once(client, cdc):
    steps.give_app(cdc)
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        other = Client()
        steps.give_password(other, "cdc")
        other.post(SECOND, {"code": spare})
        assert is_in(other) is expected


def test_the_second_step_alone_opens_nothing(client, cdc):
    secret = steps.give_app(cdc)
    answer = client.post(SECOND, {"code": steps.code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, DOOR)
    assert not is_in(client)


BACK_DOORS = [
    "/quan-tri/login/",
    "/quan-tri/password_reset/",
    "/quan-tri/password_reset/confirm/MQ/abc-def/",
    "/django-admin/",
    "/django-admin/login/",
    "/admin/",
    "/admin/login/",
    "/accounts/login/",
    "/_util/login/",
    "/login/",
    "/signup/",
    "/dang-nhap/signup/",
    "/dang-nhap/dang-ky/",
    "/dang-nhap/email/",
    "/dang-nhap/password/reset/",
    "/dang-nhap/login/code/",
    "/dang-nhap/khoa/",
    "/dang-nhap/bao-mat/khoa/login/",
]


@pytest.mark.parametrize("path", BACK_DOORS)
def test_no_other_door_opens(client, cdc, path):
    steps.give_app(cdc)
    given = {"username": "cdc", "login": "cdc", "email": "cdc@example.com", "password": steps.PASSWORD}
    for answer in (client.get(path), client.post(path, given)):
        assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", [ADMIN, "/api/v1/units/", "/api/content/v2/pages/", "/quan-tri/api/main/pages/"])
def test_basic_auth_and_tokens_open_nothing(client, cdc, path):
    told = base64.b64encode(f"cdc:{steps.PASSWORD}".encode()).decode()
    plain = client.get(path)
    for header in (f"Basic {told}", f"Bearer {told}", f"Token {told}"):
        answer = client.get(path, headers={"authorization": header})
        assert (answer.status_code, answer.get("Location")) == (plain.status_code, plain.get("Location"))
    assert "_auth_user_id" not in client.session


def test_the_admin_s_own_account_page_changes_neither_password_nor_address(client, cdc):
    client.force_login(cdc)
    page = client.get("/quan-tri/account/").content.decode()
    assert 'type="password"' not in page
    client.post("/quan-tri/account/", {"email": "x@example.com", "password-new_password1": "a-new-one-123"})
    cdc.refresh_from_db()
    assert (cdc.email, cdc.check_password(steps.PASSWORD)) == ("", True)


def test_a_session_made_past_the_door_owes_the_factor_all_the_same(client, cdc):
    secret = steps.give_app(cdc)
    client.force_login(cdc)
    for path in (ADMIN, "/", SET_UP, f"{SET_UP}ung-dung/go/", "/dang-nhap/mat-khau/", "/dang-nhap/xac-nhan/"):
        assert client.get(path)["Location"] == CONFIRM
    client.post(CONFIRM, {"code": steps.code(secret)})
    assert is_in(client)


def test_a_factor_is_not_taken_away_by_the_password_alone(client, cdc):
    secret = steps.give_app(cdc)
    sign_in(client, "cdc", secret)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"reauthenticated": False} for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post(f"{SET_UP}ung-dung/go/")
    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    assert client.get("/dang-nhap/xac-nhan/")["Location"].startswith(CONFIRM)
    assert Authenticator.objects.count() == 2
    client.post(answer["Location"], {"code": steps.code(secret, steps=1)})  # goes on with what was asked
    assert not Authenticator.objects.exists()


def test_who_takes_a_compulsory_factor_away_has_to_set_up_another(client, real, cdc):
    secret = steps.give_app(cdc)
    sign_in(client, "cdc", secret)
    assert is_in(client)
    client.post(f"{SET_UP}ung-dung/go/")
    assert not Authenticator.objects.exists()
    assert client.get(ADMIN)["Location"] == SET_UP


def test_a_new_factor_ends_the_other_sessions(client, cdc):
    other = Client()
    steps.give_password(other, "cdc")
    assert is_in(other)
    steps.give_password(client, "cdc")
    secret = client.get(f"{SET_UP}ung-dung/").context["form"].secret
    client.post(f"{SET_UP}ung-dung/", {"code": steps.code(secret)})
    assert is_in(client)
    assert not is_in(other)


JUNK = ["", " ", "0" * 100_000, "12345\0", "１２３４５６", "'; drop table units_user; --", "\ud800", "-1", "null"]


@pytest.mark.parametrize("junk", JUNK)
def test_a_code_that_is_none_is_refused_in_words(client, cdc, junk):
    steps.give_app(cdc)
    steps.give_password(client, "cdc")
    answer = client.post(SECOND, {"code": junk.encode("utf-8", "replace").decode()})
    assert answer.status_code == 200
    assert "notice--stop" in answer.content.decode()
    assert not is_in(client)


CREDENTIALS = ["", "x", "[]", "{}", "1", "null", '{"id": 1}', '{"id": "a", "response": []}', '{"response": {}}']
CREDENTIALS += [
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": answer})
    for answer in (
        {"clientDataJSON": "YQ", "authenticatorData": "YQ", "signature": "YQ"},
        {"clientDataJSON": "e30", "attestationObject": "oA"},
        {"clientDataJSON": "é", "authenticatorData": 1, "signature": None},
    )
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_an_answer_of_a_key_that_is_none_is_refused_without_an_error(client, cdc, credential):
    client.raise_request_exception = False
    steps.give_password(client, "cdc")
    client.get(f"{SET_UP}khoa/them/")
    assert client.post(f"{SET_UP}khoa/them/", {"name": "k", "credential": credential}).status_code < 500
    assert not Authenticator.objects.exists()
    client.logout()
    steps.give_app(cdc)
    steps.give_password(client, "cdc")
    client.get(SECOND)
    assert client.post(SECOND, {"credential": credential}).status_code < 500
    assert not is_in(client)


def test_the_log_tells_of_factors_and_keeps_no_secret(client, cdc):
    steps.give_password(client, "cdc")
    secret = client.get(f"{SET_UP}ung-dung/").context["form"].secret
    client.post(f"{SET_UP}ung-dung/", {"code": steps.code(secret)})
    codes = Authenticator.objects.get(type="recovery_codes").wrap()
    unused, seed = codes.get_unused_codes(), codes.instance.data["seed"]
    client.logout()
    steps.give_password(client, "cdc")
    client.post(SECOND, {"code": steps.wrong(secret)})
    client.post(SECOND, {"code": steps.code(secret)})
    client.post(f"{SET_UP}ung-dung/go/")
    told = [(entry.action, entry.model, entry.said.get("factor")) for entry in AuditEntry.objects.order_by("id")]
    assert told.count((Done.CREATE, "mfa.Authenticator", None)) == 2
    assert (Done.SIGN_IN_FAILED, "units.User", "ứng dụng xác thực") in told
    assert (Done.SIGN_IN, "units.User", "ứng dụng xác thực") in told
    assert told.count((Done.DELETE, "mfa.Authenticator", None)) == 2
    kept = json.dumps(list(AuditEntry.objects.values()), default=str, ensure_ascii=False)
    for hidden in (secret, seed, *unused, client.session.session_key, steps.PASSWORD):
        assert hidden not in kept


ENGLISH = re.compile(r"\b(password|code|account|sign|session|key|this field)\b", re.IGNORECASE)


def test_every_page_of_the_door_is_strict_and_vietnamese(client, cdc):
    pages = ["", "ung-dung/", "khoa/", "khoa/them/"]
    steps.give_password(client, "cdc")
    paths = [f"{SET_UP}{page}" for page in pages] + ["/dang-nhap/phien/", "/dang-nhap/mat-khau/", "/dang-xuat/"]
    paths += ["/dang-nhap/xac-nhan/"]
    for path in paths:
        answer = client.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert "'unsafe" not in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"] or path.endswith("them/")
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", text), path
        assert not ENGLISH.search(_visible(text)), path


def test_a_page_of_the_door_asks_the_database_little(client, cdc):
    for _ in range(8):
        steps.give_password(Client(), "cdc")
    client.get(DOOR)
    with CaptureQueriesContext(connection) as asked:
        client.get(DOOR)
    assert len(asked) <= 3
    with CaptureQueriesContext(connection) as with_nine:
        steps.give_password(client, "cdc")
    before = _queries(client, "/quan-tri/dau-moi/")
    for _ in range(8):
        steps.give_password(Client(), "cdc")
    other = Client()
    other.get(DOOR)
    with CaptureQueriesContext(connection) as with_more:
        steps.give_password(other, "cdc")
    assert len(with_more) <= len(with_nine) + 1 <= 25
    assert _queries(client, "/quan-tri/dau-moi/") == before
    assert _queries(client, "/dang-nhap/phien/") <= 10


def test_a_reader_s_page_does_not_vary_by_cookie(client, province):
    assert "Cookie" not in client.get("/healthz").get("Vary", "")
    assert "Cookie" not in client.get("/dia-ban/11/").get("Vary", "")


def test_the_check_refuses_a_province_whose_deciders_go_without(folder, db):
    _rules(folder, second_factor=["administrator"])
    with pytest.raises(CommandError, match=r"\(reviews\)"):
        call_command("check")
    _rules(folder, second_factor=["administrator", "reviews", "vua"])
    with pytest.raises(CommandError, match="vua"):
        call_command("check")
    _rules(folder, second_factor=["administrator", "reviews", "enters"])
    call_command("check")


@pytest.mark.parametrize("simulated", [True, False])
def test_the_check_refuses_a_real_portal_without_the_compulsory_factor(folder, db, simulated):
    _rules(folder, second_factor=["administrator", "reviews"], simulated_second_factor=False)
    Portal.objects.create(id=1, province=folder.name, simulated=simulated)
    if simulated:
        call_command("check")
        return
    call_command("check")  # nobody can sign in yet
    steps.account("admin")
    with pytest.raises(CommandError, match=r"units\.E004"):
        call_command("check")
    _rules(folder, second_factor=["administrator", "reviews"], simulated_second_factor=True)
    call_command("check")


@pytest.fixture
def folder(settings, tmp_path):
    """A copy of a province's folder."""
    import shutil

    copy = tmp_path / "vung-mau"
    shutil.copytree(settings.PROVINCES_DIR / "nghe-an", copy)
    settings.PROVINCES_DIR, settings.PROVINCE = tmp_path, copy.name
    return copy


def _rules(folder, **rules) -> None:
    path = folder / "province.toml"
    kept = re.sub(r"\[sign_in\]\n(.*\n)*?\n", "", path.read_text())
    lines = [f"{name} = {json.dumps(value)}" for name, value in rules.items()]
    path.write_text(kept.replace("[thresholds]", "[sign_in]\n" + "\n".join(lines) + "\n\n[thresholds]"))


def _paths(entries, prefix=""):
    """(an address of each pattern, the pattern); regular expressions of libraries with a plain value put in."""
    for entry in entries:
        path = prefix + re.sub(r"\(\?P<[^>]+>[^)]*\)", "1", str(entry.pattern)).lstrip("^").rstrip("$\\Z")
        if isinstance(entry, URLResolver):
            yield from _paths(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            plain = re.sub(r"<(int|path|str|slug)?:?[^>]*>", "1", path)
            yield "/" + re.sub(r"[()^$?*\\]", "", plain), entry


def _another_app(user) -> str:
    Authenticator.objects.filter(user=user).delete()
    return steps.give_app(user)


def _queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _visible(text: str) -> str:
    text = re.sub(r'placeholder="([^"]*)"', r">\1<", text)
    return re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", "", text, flags=re.DOTALL))
