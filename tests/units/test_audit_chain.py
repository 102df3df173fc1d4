"""The chain: nothing in it can be changed, and if it is changed all the same, it is found."""

import datetime as dt
import hashlib
import io
import json
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import clock, triggers
from units import append_only
from units.actions.audit import record, seal, seal_in_passing
from units.checks import log_is_append_only
from units.models import AuditEntry, Done
from units.models.audit import CONTENT, chained
from units.selectors.audit_chain import verify

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table
COUNT = 6


@pytest.fixture
def entries():
    """Six sealed entries."""
    return chain()


def chain(count: int = COUNT) -> list[AuditEntry]:
    for n in range(count):
        record(Done.CHANGE, label=f"bản ghi {n}", changes={"tên": [f"cũ {n}", f"mới {n}"]})
    seal()
    return list(AuditEntry.objects.order_by("number"))


def execute(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def unguarded():
    """As whoever owns the database could: without triggers."""
    rules = list(append_only.rules(connection.vendor))
    triggers.drop(connection, rules)
    yield
    triggers.create(connection, rules, append_only.KeepAudit.message)


def codes() -> list[tuple[int | None, str]]:
    return [(problem["number"], problem["code"]) for problem in verify().problems]


def test_an_untouched_chain_is_whole(entries):
    found = verify()
    assert (found.count, found.faults, found.unsealed) == (COUNT, 0, 0)
    assert found.head == entries[-1].hash
    assert [entry.number for entry in entries] == list(range(1, COUNT + 1))
    assert [entry.previous for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]


def test_the_hash_is_the_one_that_the_docstring_says(entries):
    """Written out once by hand, so that the form can't drift: an old chain must verify for ever."""
    first = entries[0]
    moment = first.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    texts = [
        first.action,
        first.unit,
        first.login,
        first.person,
        first.address,
        first.session,
        first.operator,
        first.model,
        first.object_id,
        first.label,
        first.owner,
        first.changes,
        first.details,
    ]
    form = json.dumps([1, "", first.pk, moment, *texts], ensure_ascii=False, separators=(",", ":"))
    assert first.hash == hashlib.sha256(form.encode()).hexdigest()


def test_the_triggers_and_the_seal_name_every_column_of_the_model():
    assert append_only.COLUMNS == CONTENT
    assert append_only.TABLE == TABLE


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET label = 'khác' WHERE number = 2",
        f"UPDATE {TABLE} SET number = number + 100",
        f"UPDATE {TABLE} SET hash = 'x' WHERE number = 6",
        f"DELETE FROM {TABLE} WHERE number = 2",
        f"DELETE FROM {TABLE}",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE}",
    ],
)
def test_the_database_refuses(entries, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(statement)
    assert verify().faults == 0
    assert AuditEntry.objects.count() == COUNT


@pytest.mark.parametrize("column", [name for name in CONTENT if name not in ("id", "at")])
def test_an_unsealed_entry_is_not_changed_either(entries, column):
    record(Done.CHANGE, label="chờ")
    for values in (f"{column} = 'x'", f"{column} = 'x', number = {COUNT + 1}, previous = '{entries[-1].hash}'"):
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(f"UPDATE {TABLE} SET {values}, hash = 'y' WHERE number IS NULL")
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(f"DELETE FROM {TABLE} WHERE number IS NULL")


def test_an_entry_is_sealed_only_as_the_next_of_the_chain(entries):
    record(Done.CHANGE, label="chờ")
    head = entries[-1].hash
    for number, previous in ((COUNT, head), (COUNT + 2, head), (COUNT + 1, entries[0].hash)):
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(
                f"UPDATE {TABLE} SET number = %s, previous = %s, hash = 'x' WHERE number IS NULL", number, previous
            )


AT_ONCE = {
    "sqlite": [f"{verb} INTO {TABLE} ({{0}}, previous, hash) SELECT {{0}}, '', '' FROM {TABLE} LIMIT 1" for verb in
               ("INSERT OR REPLACE", "REPLACE")],
    "postgresql": [f"TRUNCATE {TABLE}", f"TRUNCATE {TABLE} CASCADE"],
}  # fmt: skip
"""Each database's own statements that pass by the triggers of rows."""


@pytest.mark.parametrize("statement", AT_ONCE[connection.vendor])
def test_the_databases_own_shortcuts_are_refused(entries, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(statement.format(", ".join(CONTENT)))
    assert (verify().count, verify().faults) == (COUNT, 0)


@pytest.mark.parametrize("event", [rule.event for rule in append_only.rules(connection.vendor)])
def test_a_missing_trigger_is_named_by_the_check_and_by_verify(event):
    rule = next(rule for rule in append_only.rules(connection.vendor) if rule.event == event)
    assert log_is_append_only(None, databases=["default"]) == []
    triggers.drop(connection, [rule])
    (message,) = log_is_append_only(None, databases=["default"])
    assert (message.id, bool(message.hint)) == ("units.E001", True)
    assert codes() == [(None, "trigger")]
    triggers.create(connection, append_only.rules(connection.vendor), "x")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    number=st.integers(1, COUNT),
    column=st.sampled_from([*(name for name in CONTENT if name != "id"), "previous", "hash"]),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=11),
    minutes=st.integers(1, 10**6),
)
def test_any_change_of_any_field_of_any_entry_is_found(entries, number, column, text, minutes):
    sid = transaction.savepoint()
    with unguarded():
        entry = AuditEntry.objects.get(number=number)
        value = entry.at + dt.timedelta(minutes=minutes) if column == "at" else text
        if column == "hash":
            value = hashlib.sha256(text.encode()).hexdigest()
        if getattr(entry, column) != value:
            AuditEntry.objects.filter(number=number).update(**{column: value})
            assert number in {found for found, _ in codes()}
    transaction.savepoint_rollback(sid)


ODD = "\x01\x1f\x7f\x85\u2028\ufeff\"\\\b\f\n\r\t<>&'/\U0010ffff Đặng Thị Ỷ"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
@example(text=ODD)
def test_whoever_seals_and_whoever_checks_read_any_text_alike(db, text):
    AuditEntry.objects.create(at=clock.real_now(), action="change", label=text, changes=text, details=text)
    seal()
    assert verify().faults == 0


def test_a_missing_entry_is_named(entries):
    with unguarded():
        execute(f"DELETE FROM {TABLE} WHERE number = 3")
    assert codes() == [(3, "missing")]


def test_swapped_entries_are_named(entries):
    with unguarded():
        for number, new in ((2, 900), (5, 2), (900, 5)):
            execute(f"UPDATE {TABLE} SET number = %s WHERE number = %s", new, number)
    assert {2, 5} <= {number for number, _ in codes()}


def test_an_entry_that_is_changed_and_hashed_again_breaks_the_next(entries):
    with unguarded():
        content = [*AuditEntry.objects.filter(number=3).values_list(*CONTENT).get()]
        content[CONTENT.index("label")] = "giả"
        forged = chained(3, entries[1].hash, content)
        execute(f"UPDATE {TABLE} SET label = 'giả', hash = %s WHERE number = 3", forged)
    assert codes() == [(4, "broken")]


def test_a_cut_tail_is_found_by_the_head_that_was_noted(entries):
    noted = verify().head
    with unguarded():
        execute(f"DELETE FROM {TABLE} WHERE number > 4")
    assert verify().faults == 0, "the chain alone cannot know"
    assert [problem["code"] for problem in verify(noted).problems] == ["head"]
    assert verify(entries[3].hash).faults == 0, "a log that has grown still holds an older head"


def test_a_chain_that_was_made_anew_is_found_by_the_head_that_was_noted(entries):
    noted = entries[-1].hash
    with unguarded():
        execute(f"UPDATE {TABLE} SET number = NULL, hash = '', previous = '', label = 'giả'")
        seal()
    assert verify().faults == 0
    assert verify(noted).faults == 1


def test_a_crash_between_commit_and_seal_is_made_good_by_the_next_seal(entries):
    record(Done.CHANGE, label="chưa nối")
    found = verify()
    assert (found.count, found.unsealed, found.faults) == (COUNT, 1, 0)
    record(Done.CHANGE, label="lần sau")
    seal()
    assert (verify().count, verify().unsealed, verify().faults) == (COUNT + 2, 0, 0)


def test_a_burst_of_acts_is_sealed_once_a_second_and_an_act_by_itself_at_once(monkeypatch):
    moments = iter([10.0, 10.0, 10.4, 10.9, 11.1, 11.1])
    monkeypatch.setattr("units.actions.audit.monotonic", lambda: next(moments))
    monkeypatch.setattr("units.actions.audit._last_seal", [float("-inf")])
    waiting = []
    for _ in range(4):
        record(Done.CHANGE, label="dồn dập")
        seal_in_passing()
        waiting.append(verify().unsealed)
    assert waiting == [0, 1, 2, 0]


def test_what_a_burst_left_is_sealed_within_a_minute(entries):
    record(Done.CHANGE, label="cuối cùng")
    call_command("send_notices", stdout=io.StringIO())
    assert (verify().count, verify().unsealed) == (COUNT + 1, 0)


def test_more_than_a_batch_is_sealed_at_once(monkeypatch):
    monkeypatch.setattr("units.actions.audit.SEALED_AT_ONCE", 5)
    monkeypatch.setattr("units.selectors.audit_chain.AT_ONCE", 4)
    chain(23)
    assert (verify().count, verify().faults) == (23, 0)


def test_the_seal_comes_once_after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("units.actions.audit._last_seal", [float("-inf")])
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _ in range(3):
            record(Done.CHANGE)
        assert verify().unsealed == 3
    assert len(callbacks) == 1
    assert (verify().count, verify().unsealed) == (3, 0)


def said(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_tells_count_and_head(entries):
    code, text = said()
    assert code == 0
    assert entries[-1].hash in text
    code, text = said("--json", "--head", entries[2].hash)
    assert (code, json.loads(text)) == (
        0,
        {"ok": True, "count": COUNT, "head": entries[-1].hash, "unsealed": 0, "faults": 0, "problems": []},
    )


def test_the_command_ends_with_1_and_names_the_entry(entries):
    with unguarded():
        execute(f"UPDATE {TABLE} SET label = 'khác' WHERE number = 2")
    code, text = said()
    assert (code, "Mục số 2 đã bị sửa" in text) == (1, True)
    code, text = said("--json")
    assert (code, json.loads(text)["problems"][0]["number"]) == (1, 2)
    assert said("--head", "0" * 64)[0] == 1


def test_an_empty_log_is_whole():
    assert said()[0] == 0
