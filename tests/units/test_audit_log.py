"""Whatever people or commands change leaves an entry: who, when, from where, on what, before and after."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.actions.create import CreateAction

from core import clock
from datasets.actions.import_reports import import_reports
from datasets.actions.review import approve_reports, submit_reports
from datasets.models import Facility, Report
from tests.datasets import factories
from units import traced
from units.actions import audit, review
from units.checks import every_model_is_declared
from units.models import AuditEntry, Done, Duty, OrganisationalUnit, User
from units.secrecy import HIDDEN

SECRET = "Bi-Mat-Khong-Ai-Duoc-Thay-0987"


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def account(province):
    user = User(username="cdc", unit=province.units["cdc"], first_name="Trung tâm")
    user.set_password(SECRET)
    user.save()
    group = Group.objects.create(name="cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    user.groups.add(group)
    return user


@pytest.fixture
def since(province):
    """() → the entries since the last call, oldest first."""
    last = [0]

    def entries() -> list[AuditEntry]:
        found = list(AuditEntry.objects.filter(pk__gt=last[0]).order_by("pk"))
        last[0] = found[-1].pk if found else last[0]
        return found

    entries()
    return entries


def acts(entries) -> list[tuple[str, str]]:
    return [(entry.action, entry.model) for entry in entries]


def test_every_installed_model_is_followed_or_exempt_with_a_reason():
    assert traced.undeclared() == []
    assert all(reason.strip() for reason in traced.exemptions().values())
    assert not set(traced.followed()) & set(traced.exemptions())
    assert every_model_is_declared(None) == []


def test_a_model_that_no_room_declares_is_named(monkeypatch):
    monkeypatch.delitem(traced._register.audited, Duty)
    (message,) = every_model_is_declared(None)
    assert (message.id, "units.Duty" in message.msg, bool(message.hint)) == ("units.E002", True, True)


def test_a_new_record_is_told_with_what_it_holds(province, since):
    unit = province.units["cdc"]
    duty = Duty.objects.create(
        code="moi", unit=unit, article="9", action="watch", subject="x", task="Theo dõi", frequency="day"
    )
    (entry,) = since()
    assert (entry.action, entry.model, entry.object_id) == (Done.CREATE, "units.Duty", str(duty.pk))
    assert (entry.owner, entry.label) == ("cdc", str(duty))
    assert entry.changed["task"] == [None, "Theo dõi"]
    assert abs(entry.at - clock.real_now()).total_seconds() < 60, "the real time, whatever the portal's clock says"


def test_a_change_is_told_by_the_fields_that_changed(province, since):
    unit = province.units["cdc"]
    unit.head_office = "Phó Giám đốc"
    unit.save()
    (entry,) = since()
    assert entry.action == Done.CHANGE
    assert entry.changed == {"head_office": ["Giám đốc", "Phó Giám đốc"]}


def test_saving_what_has_not_changed_tells_nothing(province, since):
    OrganisationalUnit.objects.get(abbreviation="cdc").save()
    assert since() == []


def test_a_computed_value_is_told_as_it_was_stored(province, since):
    report = factories.report(province, "ttyt-mot", "1")
    since()
    report.slot = models.F("slot") - 1
    report.save(update_fields=["slot"])
    (entry,) = since()
    assert entry.changed == {"slot": [1, 0]}


def test_a_deletion_is_told_with_what_is_gone(province, since):
    report = factories.report(province, "ttyt-mot", "1", note="ghi chú cũ")
    key = report.pk
    since()
    report.delete()
    (entry,) = since()
    assert (entry.action, entry.object_id) == (Done.DELETE, str(key))
    assert entry.changed["note"] == ["ghi chú cũ", None]


def test_relations_of_many_to_many_are_told_by_both_sides(account, since):
    group = Group.objects.get(name="cán bộ")
    account.groups.remove(group)
    group.user_set.add(account)
    account.groups.clear()
    assert [(e.action, e.model, e.changed) for e in since()] == [
        (Done.CHANGE, "units.User", {"groups": [[group.pk], []]}),
        (Done.CHANGE, "auth.Group", {"user_set": [[], [account.pk]]}),
        (Done.CHANGE, "units.User", {"groups": [[group.pk], []]}),
    ]


def test_neither_a_change_without_its_entry_nor_an_entry_without_its_change(province, since, monkeypatch):
    unit = province.units["cdc"]
    monkeypatch.setattr(audit, "canonical", lambda _: None)  # the database refuses an entry without text
    unit.head_office = "Không ai"
    with pytest.raises(IntegrityError), transaction.atomic():
        unit.save()
    monkeypatch.undo()
    assert OrganisationalUnit.objects.get(pk=unit.pk).head_office == "Giám đốc"
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationalUnit.objects.filter(pk=unit.pk).first().delete()
        unit.reviewer = unit
        unit.save()
    assert since() == []


def test_who_acts_is_the_account_of_the_request(client, account, province, since):
    client.force_login(account)
    (entry,) = since()
    assert (entry.action, entry.login, entry.unit) == (Done.SIGN_IN, "cdc", "cdc")
    report = factories.report(province, "ttyt-mot", "1")
    since()
    client.post(reverse("wagtailsnippets_datasets_report:approve", args=[report.pk]), REMOTE_ADDR="203.0.113.9")
    report.refresh_from_db()
    assert report.state == "approved"
    (entry,) = since()
    assert (entry.action, entry.model, entry.owner) == (Done.APPROVE, "datasets.Report", "ttyt-mot")
    assert (entry.login, entry.person, entry.unit) == ("cdc", "Trung tâm", "cdc")
    assert entry.address == "203.0.113.9"
    assert len(entry.session) == 12
    assert entry.session not in client.session.session_key


def test_behind_the_front_the_address_is_what_the_front_saw(client, account, since, settings):
    settings.BEHIND_TLS = True
    headers = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.7", "secure": True}
    client.post("/dang-nhap/", {"username": "cdc", "password": "sai"}, **headers)
    assert {entry.address for entry in since()} == {"203.0.113.7"}


def test_who_acts_in_a_command_is_the_unit_and_the_operator(province, since, tmp_path):
    file = tmp_path / "so-lieu.csv"
    file.write_bytes(factories.csv("2021-10-08,18:00,1,4,2"))
    call_command("import_reports", str(file), unit="ttyt-mot")
    (entry,) = since()
    assert (entry.action, entry.unit, entry.model) == (Done.IMPORT, "ttyt-mot", "datasets.Report")
    assert entry.operator
    assert entry.said["rows"] == 1


def test_signing_in_failing_being_locked_out_and_signing_out(client, account, since):
    for _ in range(5):
        client.post("/dang-nhap/", {"username": "cdc", "password": SECRET + "x"})
    told = [entry.action for entry in since()]
    assert told.count(Done.SIGN_IN_FAILED) >= 4
    assert Done.LOCKED_OUT in told
    client.force_login(account)
    client.logout()
    told = since()
    assert [entry.action for entry in told] == [Done.SIGN_IN, Done.SIGN_OUT]
    assert told[-1].login == "cdc"


def test_a_password_typed_as_a_name_is_not_kept(client, account, since):
    client.post("/dang-nhap/", {"username": SECRET, "password": "x"})
    client.post("/dang-nhap/", {"username": SECRET, "password": "x"})
    entries = since()
    assert len({entry.label for entry in entries}) == 1, "tries with the same name are told apart from others"
    assert not any(SECRET in text for entry in entries for text in vars(entry).values() if isinstance(text, str))


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 100_000, "=1+1", "'; drop table units_auditentry; --"])
def test_any_name_that_is_typed_is_logged_without_an_error(client, account, since, name):
    client.raise_request_exception = False
    answer = client.post("/dang-nhap/", {"username": name.encode("utf-8", "replace").decode(), "password": "x"})
    assert answer.status_code < 500


def test_drafts_steps_and_publishing_of_a_reviewed_record(province, account, since):
    unit, area = province.units["ttyt-mot"], province.areas["1"]
    author = User.objects.create(username="ttyt-mot", unit=unit)
    since()
    place = Facility(name="Chợ Một", kind="thiet_yeu", area=area, unit=unit, live=False)
    CreateAction(place, user=author).execute(skip_permission_checks=True)
    place.name = "Chợ Hai"
    place.save_revision(user=author)
    review.submit(record=place, user=author)
    review.send_back(record=place, reviewer=account.unit, user=account, comment="thiếu địa chỉ")
    review.submit(record=place, user=author)
    review.approve(record=place, reviewer=account.unit, user=account)
    entries = since()
    told = [entry.action for entry in entries]
    steps = [Done.CREATE, Done.DRAFT, Done.SUBMIT, Done.RETURN, Done.SUBMIT, Done.APPROVE, Done.PUBLISH]
    positions = [told.index(step) for step in (Done.CREATE, Done.DRAFT, Done.SUBMIT, Done.RETURN)]
    assert positions == sorted(positions)
    assert set(steps) <= set(told)
    drafts = [entry for entry in entries if entry.action == Done.DRAFT]
    assert drafts[1].changed["name"] == ["Chợ Một", "Chợ Hai"]
    assert {(entry.model, entry.owner) for entry in drafts} == {("datasets.Facility", "ttyt-mot")}
    assert "thiếu địa chỉ" in next(entry.details for entry in entries if entry.action == Done.RETURN)


def test_what_is_written_past_the_models_is_told_in_one_entry(province, since):
    rows = [f"2021-10-08,18:00,{area},4,2" for area in ("1", "11", "12")]
    import_reports(data=factories.csv(*rows[:1]), name="a.csv", unit=province.units["ttyt-mot"])
    ids = list(Report.objects.values_list("pk", flat=True))
    submit_reports(unit=province.units["ttyt-mot"], ids=ids)
    approve_reports(reviewer=province.units["cdc"], date=clock.today())
    factories.publish({province.cell("ca", "1", slot=1): 4}, slot=1)
    assert acts(since()) == [
        (Done.IMPORT, "datasets.Report"),
        (Done.SUBMIT, "datasets.Report"),
        (Done.APPROVE, "datasets.Report"),
        (Done.CREATE, "datasets.Release"),
        (Done.PUBLISH, "datasets.Release"),
    ]


def test_a_load_is_summed_up_one_entry_a_kind(province, since):
    with audit.summarised(Done.LOAD, "thử") as rows:
        for n in range(20):
            OrganisationalUnit.objects.filter(abbreviation="cdc").first()
            unit = province.units["cdc"]
            unit.head_office = f"Chức vụ {n}"
            unit.save()
        rows["units"] += 7
    begun, written, counted = since()
    assert begun.said == {"what": "thử", "step": "bắt đầu"}
    assert written.said == {"what": "thử", "kind": "units", "rows": 7}
    assert (counted.model, counted.said["count"]) == ("units.OrganisationalUnit", 20)


def test_a_load_that_fails_tells_of_what_it_wrote(province, since):
    with pytest.raises(ZeroDivisionError), audit.summarised(Done.LOAD, "thử") as rows:
        rows["units"] += 7
        raise ZeroDivisionError
    assert [entry.said.get("rows") for entry in since()] == [None, 7]


def test_what_the_admin_hands_out_as_a_file_is_told(client, account, since):
    client.force_login(account)
    since()
    answer = client.get(reverse("wagtailsnippets_datasets_report:list") + "?export=csv&state=draft&token=" + SECRET)
    assert answer.status_code == 200
    (entry,) = since()
    assert (entry.action, entry.login) == (Done.EXPORT, "cdc")
    assert entry.said["asked"] == {"export": "csv", "state": "draft", "token": HIDDEN}


def test_secrets_never_reach_the_log(client, account, since):
    account.set_password(SECRET)
    account.save()
    client.post("/dang-nhap/", {"username": "cdc", "password": SECRET})
    client.post("/dang-nhap/", {"username": "cdc", "password": SECRET + SECRET})
    hidden = {"password": SECRET, "deep": [{"api_key": SECRET, "Mat-Khau": SECRET, "otp_code": SECRET}]}
    audit.record(Done.CHANGE, about=account, changes={"session_key": [SECRET, SECRET]}, details=hidden)
    key = client.session.session_key or "-"
    kept = json.dumps(list(AuditEntry.objects.values()), default=str, ensure_ascii=False)
    account.refresh_from_db()
    for secret in (SECRET, account.password, key):
        assert secret not in kept
    assert HIDDEN in kept
    admin = User.objects.create(username="admin", is_superuser=True)
    client.force_login(admin)
    exported = b"".join(client.get(reverse("units_audit_export")).streaming_content).decode()
    assert exported.count("\n") > 5
    assert SECRET not in exported
    assert account.password not in exported


def test_a_long_text_is_cut_and_marked(province, since):
    factories.report(province, "ttyt-mot", "1", values={"ca": 1, "ghi": "đ" * 50_000})
    (entry,) = since()
    assert entry.changed["values"][1]["ghi"]["length"] == 50_000
    assert len(entry.changes) < 20_000


def test_reading_public_pages_asks_nothing_of_the_log(client, province):
    with CaptureQueriesContext(connection) as asked:
        client.get("/healthz")
        client.get("/khong-co/")
    assert not any("auditentry" in query["sql"] for query in asked)
