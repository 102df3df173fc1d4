"""What happened before the portal opened is entered afterwards, once, in order, and marked as such."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from datasets.actions.import_history import import_history
from datasets.actions.preview import stage_preview
from datasets.models import Fact, Release, valid
from datasets.selectors import figures
from tests import own_portal
from tests.datasets import factories
from tests.datasets.factories import DAY, csv

WHILE_ANOTHER = """
import json, threading
from django.db import connection
from core import clock
from core.problems import Refused
from datasets.actions.import_history import import_history
from datasets.actions import publish
from datasets.selectors.figures import published
from datasets.selectors.releases import slot_time
from tests.datasets import factories

prepare_release = publish.prepare_release

def beside(act, told):
    def run():
        with clock.at(slot_time(factories.DAY, 1)):
            try:
                told.append(act())
            except Refused as refusal:
                told.append(str(refusal))
            finally:
                connection.close()
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

def enter(date, prepare=prepare_release):
    row = f"{date},06:00,11,7,"
    return import_history(
        data=factories.csv(row), name="cu.csv", unit=province.units["cdc"], reason="x", prepare=prepare
    ).ids

def publish_beside(release):
    beside(lambda: publish.publish_release().number, publisher)
    prepare_release(release)

def enter_beside(release):
    beside(lambda: enter("2021-10-02"), importer)
    prepare_release(release)

province, importer, publisher = factories.build(), [], []
factories.approved(province, "ttyt-mot", "1", day=factories.DAY, slot=1)
with clock.at(slot_time(factories.DAY, 1)):
    entered = enter("2021-10-01", publish_beside)
    publish.prepare_release = enter_beside
    beside(lambda: publish.publish_release().number, publisher)
    later = enter("2021-10-03")
print(json.dumps([entered, publisher, importer, later, published()], ensure_ascii=False))
"""
ROWS = ("2021-10-02,06:00,11,7,", "2021-10-01,18:00,11,2,3", "2021-10-01,06:00,11,1,", "2021-10-01,06:00,1,4,")


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def enter(province):
    def _enter(*rows, unit="cdc", reason="Bổ sung số liệu trước ngày mở cổng", **kwargs):
        return import_history(data=csv(*rows), name="cũ.csv", unit=province.units[unit], reason=reason, **kwargs)

    return _enter


def codes(result) -> set[tuple]:
    return {(error.row, error.column, str(error.code)) for error in result.errors}


def test_one_release_for_each_date_and_slot_in_order(province, enter):
    result = enter(*ROWS, operator="nguyen.an")
    assert (result.accepted, result.ids) == (4, [1, 2, 3])
    releases = list(Release.objects.values_list("number", "day", "slot", "kind", "operator"))
    assert releases == [(n, DAY - d, s, "history", "nguyen.an") for n, d, s in ((1, 7, 0), (2, 7, 1), (3, 6, 0))]
    assert set(Release.objects.values_list("reason", flat=True)) == {"Bổ sung số liệu trước ngày mở cổng"}
    assert figures.published() == 3
    facts = {(i, a, d, s): v for i, a, d, s, v in Fact.objects.filter(valid(3)).values_list(*figures.KEY, "value")}
    assert facts[province.cell("ca", "11", DAY - 7, 1)] == 2
    assert facts[province.cell("ca", "40", DAY - 7, 0)] == 4, "the districts' own figures add up to the province"


def test_only_the_newest_is_prepared_before_readers_see_it(enter):
    prepared = []
    enter(*ROWS, prepare=lambda release: prepared.append((release.number, figures.published())))
    assert prepared == [(3, 2)]


def test_only_the_unit_with_the_duty_and_only_with_a_reason(enter):
    assert codes(enter(*ROWS, unit="ttyt-mot")) == {(None, None, "no_duty")}
    assert codes(enter(*ROWS, reason=" ")) == {(None, None, "reason_required")}
    assert not Release.objects.exists()


def test_a_sum_is_computed_never_entered(enter):
    assert codes(enter("2021-10-01,06:00,40,5,")) == {(2, "ca", "computed_value")}


def test_once_open_the_portal_takes_reports_only(province, enter):
    factories.publish({province.cell("ca", "1", slot=0): 5}, slot=0)
    assert codes(enter("2021-10-08,06:00,11,5,")) == {(2, "ngay", "too_late_for_history")}
    assert enter("2021-10-07,18:00,11,5,").ids == [2]


def test_the_same_again_changes_nothing_and_other_values_are_refused(enter):
    enter(*ROWS)
    again = enter(*ROWS)
    assert (again.accepted, again.ids) == (4, [])
    other = enter("2021-10-01,06:00,11,1,8", "2021-10-01,18:00,11,9,3")
    assert codes(other) == {(3, "ca", "already_published")}
    assert figures.published() == 3
    assert enter("2021-10-01,06:00,11,1,8").ids == [4]


def test_one_wrong_row_or_a_failure_halfway_and_nothing_is_published(enter):
    assert codes(enter(*ROWS, "2021-10-01,06:00,99,1,")) == {(6, "ma_dia_ban", "unknown_area")}

    def fail(release):
        raise OSError(release.number)

    with pytest.raises(OSError, match="3"):
        enter(*ROWS, prepare=fail)
    assert (figures.published(), Release.objects.count(), Fact.objects.count()) == (0, 0, 0)


def test_a_dry_run_publishes_nothing(enter):
    assert enter(*ROWS, dry_run=True).accepted == 4
    assert not Release.objects.exists()


def test_the_command_names_its_operator(province, tmp_path, capsys):
    file = tmp_path / "cu.csv"
    file.write_bytes(csv(*ROWS))
    call_command("import_history", str(file), unit="cdc", reason="Nạp về sau", json=True)
    assert json.loads(capsys.readouterr().out) == {"accepted": 4, "rejected": 0, "errors": [], "ids": [1, 2, 3]}
    assert not Release.objects.filter(operator="").exists()
    for wrong in ({"unit": "syt"}, {"unit": "ma"}, {"reason": " "}):
        with pytest.raises(CommandError) as error:
            call_command("import_history", str(file), **({"unit": "cdc", "reason": "Nạp về sau"} | wrong))
        assert error.value.returncode == 2


def test_a_wrong_file_leaves_what_is_shown_beforehand(province, enter):
    factories.approved(province, "ttyt-mot", "1")
    shown = stage_preview().release
    assert enter("2021-10-01,06:00,99,1,").errors
    assert Release.objects.get().token == shown.token


@pytest.mark.server
@pytest.mark.slow
def test_history_and_a_slot_take_turns(tmp_path):
    """While history is entered no slot is published, and while a slot is being prepared no history is entered."""
    with own_portal.ready(tmp_path, connection.vendor) as portal:
        told = json.loads(portal.run(WHILE_ANOTHER).strip().splitlines()[-1])
    busy = "Một bản công bố khác đang được thực hiện; xin thử lại sau ít phút."
    assert told == [[1], [busy, 2], [busy], [3], 3]
