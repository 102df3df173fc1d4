"""Accounts in the admin and at the public end of a link: who finds what, and what bad input does."""

import csv
import io
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from core import clock
from tests.datasets import factories
from units.actions import accounts as life
from units.models import AccountHandover, AuditEntry, Done, OneTimeLink, User
from units.selectors.accounts import stamp_of

LIST, MATRIX = "/quan-tri/tai-khoan/", "/quan-tri/phan-quyen/"
PASSWORD = "mot-mat-khau-kha-dai"
PEOPLE = {
    "admin": {"kind": "system", "is_superuser": True},
    "ttyt-mot": {"unit": "ttyt-mot", "first_name": "Trần Văn Cũ", "position": "Chuyên viên"},
    "ttyt-mot.hoa": {"unit": "ttyt-mot", "kind": "person", "focal_point": True},
    "ttyt-mot.lan": {"unit": "ttyt-mot", "kind": "person", "enters": True, "first_name": "Lan"},
    "ttyt-hai": {"unit": "ttyt-hai"},
    "ttyt-hai.hoa": {"unit": "ttyt-hai", "kind": "person", "focal_point": True},
    "syt.giang": {"unit": "syt", "kind": "person", "across": "oversight"},
    "kiem-tra": {"kind": "person", "across": "auditor"},
}
NAMED = {
    "outgoing_name": "Trần Văn Cũ",
    "outgoing_position": "Chuyên viên",
    "incoming_name": "Lê Thị Mới",
    "incoming_position": "Phó trưởng phòng",
    "incoming_phone": "0238 000 000",
}


@pytest.fixture
def people(db, evening):
    province = factories.build()
    group = Group.objects.create(name="cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    found = {}
    for name, given in PEOPLE.items():
        unit = province.units.get(given.get("unit", ""))
        found[name] = User(username=name, **(given | {"unit": unit}))
        found[name].set_password(f"cu-{name}")
        found[name].save()
        found[name].groups.add(group)
    return found


@pytest.fixture
def sign_in(people):
    def signed_in(name):
        client = Client()
        client.force_login(people[name])
        return client

    return signed_in


def usernames(answer):
    return {account.username for account, _ in answer.context["lines"]}


def link_in(answer):
    return re.search(r"http://testserver(/tai-khoan/[^<\s]+/)", answer.content.decode()).group(1)


def told():
    return AuditEntry.objects.exclude(action=Done.SIGN_IN).count()


def fresh(account):
    return User.objects.get(pk=account.pk)


def test_who_finds_which_accounts(sign_in, people):
    mine = {"ttyt-mot", "ttyt-mot.hoa", "ttyt-mot.lan"}
    assert usernames(sign_in("admin").get(LIST)) == set(PEOPLE)
    assert usernames(sign_in("ttyt-mot").get(LIST)) == mine
    assert usernames(sign_in("ttyt-mot.hoa").get(LIST)) == mine
    for name in ("ttyt-mot.lan", "syt.giang", "kiem-tra"):
        client = sign_in(name)
        assert client.get(LIST).status_code == 404, name
        assert "/quan-tri/tai-khoan/" not in client.get("/quan-tri/").content.decode()
    assert Client().get(LIST).status_code == 302


@pytest.mark.parametrize(
    "path", ["", "sua/", "ban-giao/", "tam-khoa/", "mo-lai/", "lay-lai/", "thu-hoi/", "cap-lai/"]
)
def test_another_units_account_is_not_found_by_any_way(sign_in, people, path):
    target = people["ttyt-mot.lan" if path != "ban-giao/" else "ttyt-mot"]
    before = told()
    for name in ("ttyt-hai", "ttyt-hai.hoa", "ttyt-mot.lan", "syt.giang", "kiem-tra"):
        client, address = sign_in(name), f"{LIST}{target.pk}/{path}"
        assert client.get(address).status_code == 404, name
        sent = NAMED | {"reason": "x", "seen": stamp_of(target), "first_name": "X", "position": "Y", "enters": "on"}
        assert client.post(address, sent).status_code in (404, 405), name
    assert fresh(target).state == "active"
    assert not OneTimeLink.objects.exists()
    assert told() == before


def test_filters(sign_in, people):
    admin = sign_in("admin")
    assert usernames(admin.get(LIST, {"q": "ttyt-hai"})) == {"ttyt-hai", "ttyt-hai.hoa"}
    assert usernames(admin.get(LIST, {"role": "enters"})) == {"ttyt-mot", "ttyt-hai", "ttyt-mot.lan"}
    assert usernames(admin.get(LIST, {"role": "auditor"})) == {"kiem-tra"}
    assert usernames(admin.get(LIST, {"role": "administrator"})) == {"admin"}
    assert usernames(admin.get(LIST, {"kind": "person", "q": "mot"})) == {"ttyt-mot.hoa", "ttyt-mot.lan"}
    assert usernames(admin.get(LIST, {"state": "revoked"})) == set()
    assert usernames(admin.get(LIST, {"silent": "on"})) == set()
    for nonsense in ({"state": "x"}, {"trang": "x"}, {"trang": "-4"}, {"role": "'"}, {"q": "%_"}, {"q": "x" * 3000}):
        assert admin.get(LIST, nonsense).status_code == 200


def test_a_person_from_form_to_first_sign_in(sign_in, people, client):
    sent = {"first_name": "Nguyễn Thị Nga", "position": "Viên chức", "enters": "on"}
    answer = sign_in("ttyt-mot.hoa").post(f"{LIST}moi/", sent)
    assert "no-store" in answer["Cache-Control"]
    link = link_in(answer)
    shown = client.get(link)
    assert "ttyt-mot.nga" in shown.content.decode()
    assert (shown["Referrer-Policy"], shown["Cache-Control"]) == ("strict-origin", "no-store, private")
    assert client.get(link).status_code == 200, "looking uses nothing up"
    for weak in ("12345678", "ttyt-mot.nga", "ngắn"):
        assert client.post(link, {"new_password1": weak, "new_password2": weak}).status_code == 200
    both = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(link, both).status_code == 302
    again = client.post(link, both)
    assert (again.status_code, "đã dùng" in again.content.decode()) == (410, True)
    assert User.objects.get(username="ttyt-mot.nga").check_password(PASSWORD)


@pytest.mark.parametrize("word", ["x", "a" * 3000, "%C3%A9", "..%5C", "'--", "%00"])
def test_a_forged_link_says_so(people, client, word):
    assert client.get(f"/tai-khoan/{word}/").status_code in (400, 410)
    assert client.post(f"/tai-khoan/{word}/", {"new_password1": PASSWORD}).status_code in (400, 410)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"first_name": "Nga", "position": "Viên chức"},
        {"first_name": "Nga", "position": "Viên chức", "across": "auditor"},
        {"first_name": "Nga", "position": "Viên chức", "enters": "on", "phone": "không có"},
        {"first_name": "Nga", "position": "Viên chức", "enters": "on", "valid_until": "31/02/2022"},
        {"first_name": "N" * 400, "position": "Viên chức", "enters": "on"},
    ],
    ids=str,
)
def test_a_focal_point_that_sends_what_may_not_be_gives_nothing(sign_in, people, sent):
    answer = sign_in("ttyt-mot.hoa").post(f"{LIST}moi/", sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == len(PEOPLE)


def test_tampered_fields_change_nothing(sign_in, people):
    """A focal point sends another unit, a role across all, administration and a name of its own."""
    sent = {
        "first_name": "Nga", "position": "Viên chức", "enters": "on", "unit": "ttyt-hai", "is_superuser": "on",
        "username": "admin2", "across": "oversight", "kind": "system", "state": "active",
    }  # fmt: skip
    sign_in("ttyt-mot.hoa").post(f"{LIST}moi/", sent)
    made = User.objects.get(first_name="Nga")
    assert (made.username, made.unit.abbreviation, made.kind) == ("ttyt-mot.nga", "ttyt-mot", "person")
    assert (made.across, made.is_superuser, made.state) == ("", False, "issued")


def test_an_old_form_is_refused_and_a_forged_stamp_too(sign_in, people):
    admin, lan = sign_in("admin"), people["ttyt-mot.lan"]
    address = f"{LIST}{lan.pk}/sua/"
    seen = admin.get(address).context["form"].initial["seen"]
    life.change_person(account=lan, by=people["admin"], roles={"reviews": True}, about={})
    for stamp in (seen, "", "gia-mao", "x" * 500):
        sent = {"first_name": "Khác", "position": "Khác", "enters": "on", "seen": stamp}
        assert "đã thay đổi" in admin.post(address, sent).content.decode()
    assert (fresh(lan).first_name, fresh(lan).reviews) == ("Lan", True)
    seen = admin.get(address).context["form"].initial["seen"]
    assert admin.post(address, sent | {"seen": seen}).status_code == 302
    assert (fresh(lan).first_name, fresh(lan).enters, fresh(lan).reviews) == ("Khác", True, False)


def test_a_role_lost_while_the_form_is_open(sign_in, people):
    head, lan = sign_in("ttyt-mot.hoa"), people["ttyt-mot.lan"]
    address = f"{LIST}{lan.pk}/thu-hoi/"
    seen = head.get(address).context["form"].initial["seen"]
    User.objects.filter(username="ttyt-mot.hoa").update(focal_point=False, enters=True)
    assert head.post(address, {"reason": "hết việc", "seen": seen}).status_code == 404
    assert fresh(lan).state == "active"


def test_a_second_click_does_nothing_more(sign_in, people):
    admin, lan = sign_in("admin"), people["ttyt-mot.lan"]
    address = f"{LIST}{lan.pk}/thu-hoi/"
    sent = {"reason": "hết việc", "seen": admin.get(address).context["form"].initial["seen"]}
    assert admin.post(address, sent).status_code == 302
    entries = AuditEntry.objects.count()
    again = admin.post(address, sent)
    assert "đã thay đổi" in again.content.decode()
    assert AuditEntry.objects.count() == entries


def test_suspended_from_the_page_is_out_at_once(sign_in, people):
    lan, admin = sign_in("ttyt-mot.lan"), sign_in("admin")
    assert lan.get("/quan-tri/").status_code == 200
    target = people["ttyt-mot.lan"]
    page = admin.get(f"{LIST}{target.pk}/")
    assert {slug for slug, _ in page.context["acts"]} == {"tam-khoa", "lay-lai", "thu-hoi"}
    sent = {"reason": "nghỉ", "seen": stamp_of(target)}
    admin.post(f"{LIST}{target.pk}/tam-khoa/", sent)
    assert lan.get("/quan-tri/").status_code == 302
    page = admin.get(f"{LIST}{target.pk}/").content.decode()
    assert "tạm khóa tài khoản, lý do: nghỉ (admin)" in page


def test_an_account_is_handed_over_by_its_holder(sign_in, people, client):
    holder, own = sign_in("ttyt-mot"), people["ttyt-mot"]
    address = f"{LIST}{own.pk}/ban-giao/"
    seen = holder.get(address).context["form"].initial["seen"]
    answer = holder.post(address, NAMED | {"seen": seen})
    text = answer.content.decode()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Lê Thị Mới" in text
    assert holder.get("/quan-tri/").status_code == 302, "who hands over is out"
    link = link_in(answer)
    assert "xác nhận đã nhận bàn giao" in client.get(link).content.decode()
    client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    handover = AccountHandover.objects.get()
    minute = sign_in("ttyt-mot.hoa").get(f"{LIST}bien-ban/{handover.pk}/")
    assert "Bên nhận xác nhận lúc" in minute.content.decode().replace("\n", "")
    assert link not in minute.content.decode()
    for name in ("ttyt-hai", "ttyt-mot.lan", "kiem-tra"):
        assert sign_in(name).get(f"{LIST}bien-ban/{handover.pk}/").status_code == 404


def test_every_unit_at_once_to_print_or_as_csv(sign_in, people, client):
    admin = sign_in("admin")
    assert admin.get(f"{LIST}hang-loat/").context["new"] == 4
    printed = admin.post(f"{LIST}hang-loat/")
    assert printed.content.decode().count('class="paper slip"') == 4
    assert admin.post(f"{LIST}hang-loat/").status_code == 302, "a second click makes nothing"
    assert client.get(link_in(printed)).status_code == 200
    file = admin.post(f"{LIST}hang-loat/", {"again": "on", "as": "csv"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["cdc", "syt", "vp", "tyt-11"]
    assert client.get(link_in(printed)).status_code == 410, "the older slips open nothing"
    assert client.get(rows[1][2].removeprefix("http://testserver")).status_code == 200
    log = " ".join(f"{entry.changes} {entry.details}" for entry in AuditEntry.objects.all())
    assert not any(row[2].split("/")[-2] in log for row in rows[1:])
    for name in ("ttyt-mot", "ttyt-mot.hoa", "kiem-tra"):
        assert sign_in(name).post(f"{LIST}hang-loat/").status_code == 404


@pytest.mark.parametrize("path", ["users/", "users/new/", "groups/", "groups/new/", "bulk/units/user/delete/?id=1"])
def test_wagtails_own_ways_to_accounts_are_closed(sign_in, people, path):
    for name in ("admin", "ttyt-mot", "kiem-tra"):
        assert sign_in(name).get(f"/quan-tri/{path}").status_code == 404, name
    assert '"/quan-tri/users/' not in sign_in("admin").get("/quan-tri/").content.decode()


def test_an_auditor_reads_the_log_and_nothing_else(sign_in, people):
    auditor = sign_in("kiem-tra")
    assert auditor.get("/quan-tri/nhat-ky/").status_code == 200
    home = auditor.get("/quan-tri/")
    assert home.status_code == 200
    assert {panel.name for panel in home.context["panels"]}.isdisjoint({"desk"})
    for path in ("to-chuc/1/close/", "viet-moi/", "van-ban/nap/"):
        assert auditor.get(f"/quan-tri/{path}").status_code in (302, 403, 404), path


def test_the_matrix_is_what_the_policy_says(sign_in, people, monkeypatch):
    page = sign_in("ttyt-mot.lan").get(MATRIX)
    kinds = {kind.name: dict(kind.lines) for kind in page.context["kinds"]}
    figures = kinds["Báo cáo số liệu"]
    mine, reviewed = "đơn vị mình", "đơn vị do mình duyệt"
    assert figures["Cập nhật"] == [mine, mine, "", "", "", ""]
    assert figures["Kiểm duyệt"] == [f"{mine}, {reviewed}", "", reviewed, "", "", ""]
    assert figures["Đầu mối"] == [mine, "", "", "", "", ""]
    assert figures["Tài khoản đơn vị"] == [f"{mine}, {reviewed}", mine, reviewed, "", "", ""]
    for watcher in ("Giám sát", "Trung tâm chỉ huy"):
        assert figures[watcher] == ["tất cả", "", "", "", "", ""]
    assert figures["Kiểm tra nhật ký"] == [""] * 6
    assert kinds["Tài khoản cá nhân"]["Đầu mối"][5] == mine
    assert kinds["Tài khoản cá nhân"]["Quản trị hệ thống"][5] == "tất cả"
    assert {role for role, cells in kinds["Nhật ký"].items() if cells[0]} == {"Quản trị hệ thống", "Kiểm tra nhật ký"}
    monkeypatch.setattr("units.selectors.matrix.may", lambda *_: False)
    page = sign_in("ttyt-mot.lan").get(MATRIX)
    assert not any(any(cells) for kind in page.context["kinds"] if kind.name != "Nhật ký" for _, cells in kind.lines)


def test_whose_last_day_is_over_does_not_get_in(sign_in, people):
    client = sign_in("ttyt-mot.lan")
    assert client.get("/quan-tri/").status_code == 200
    User.objects.filter(username="ttyt-mot.lan").update(valid_until=clock.today())
    assert client.get("/quan-tri/").status_code == 200
    User.objects.filter(username="ttyt-mot.lan").update(valid_until="2021-10-07")
    assert client.get("/quan-tri/").status_code == 302
