"""The initial load writes many documents together: the rows are those of documents taken in one by one."""

import hashlib
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from core.problems import Code
from directives.actions import initial_load, published_rows
from directives.actions.import_directives import import_directives
from directives.actions.results import FileResult
from directives.actions.take_in import HandedIn, Taking
from directives.models import (
    DirectivePage,
    DirectivePart,
    DirectiveReading,
    DirectiveRelation,
    DirectiveSubject,
    ForceSpell,
    Original,
    OriginalPage,
    Provision,
)
from directives.models.originals import by_checksum
from directives.reading.process import ReadingProcess, Stopped
from directives.selectors import initial_load as selected
from directives.selectors.refs import acts_on, citations_of
from search.actions.upkeep import index_stale
from search.models import SearchArea, SearchDocument, SearchSection
from tests.directives import files
from units.models import AuditEntry, OrganisationalUnit
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")

TABLES = (
    *(Page, DirectivePage, DirectivePart, DirectiveRelation, DirectiveReading, Original, OriginalPage, Provision),
    *(
        ForceSpell,
        DirectiveSubject,
        Revision,
        PageLogEntry,
        ReferenceIndex,
        IndexEntry,
        SearchDocument,
        SearchSection,
        SearchArea,
    ),
)
VOLATILE = {
    *("id", "page_ptr_id", "translation_key", "uuid", "received_at", "timestamp", "created_at", "written_at", "pk"),
    *("first_published_at", "last_published_at", "latest_revision_created_at", "content_path", "content_path_hash"),
    *("title_norm", "latest_revision_id", "live_revision_id", "revision_id", "key", "document_id", "original_id"),
}
"""Names of rows and moments, which differ each time."""
DRAFTED = {"live", "has_unpublished_changes", "latest_revision", "live_revision"}
"""What a revision says of the page's state, which Wagtail never reads from it."""
TEXT = files.DECISION.replace(" và thay thế Quyết định số 214/QĐ-SYT ngày 03/8/2021 của Sở Y tế", "")
REPLACING = files.DECISION.replace("415", "418").replace("214/QĐ-SYT ngày 03/8/2021", "415/QĐ-SYT ngày 05/10/2021")


def health_department() -> OrganisationalUnit:
    unit = unit_named("syt")
    assert unit
    return unit


def decision(number: int) -> HandedIn:
    return HandedIn.of(f"{number}.txt", files.txt(TEXT.replace("415", str(number))))


def grounded(number: int, *on: int) -> HandedIn:
    """With grounds that are numbered."""
    said = "".join(f"Căn cứ Quyết định số {one}/QĐ-SYT ngày 05/10/2021 của Sở Y tế Nghệ An;\n" for one in on)
    text = TEXT.replace("415", str(number)).replace("QUYẾT ĐỊNH:", f"{said}QUYẾT ĐỊNH:", 1)
    return HandedIn.of(f"{number}.txt", files.txt(text))


def taken_one_by_one(handed: Iterable[HandedIn]) -> list[FileResult]:
    with ReadingProcess() as reader:
        taking = Taking(health_department(), reader, publish=True, received_by="nguoi-nap")
        return [result for one in handed for result in taking.take([one])]


def loaded(handed: Iterable[HandedIn]) -> list[FileResult]:
    return import_directives(files=handed, unit=health_department(), publish=True, received_by="nguoi-nap")


def rows() -> dict[str, list[str]]:
    """{table: its rows without what differs each time}; a page is called by its address."""
    addresses = {page.pk: page.url_path for page in Page.objects.all()}
    return {
        model.__name__: sorted(_said(row, addresses) for row in model._default_manager.order_by().values())
        for model in TABLES
    }


def _said(row: dict[str, Any], addresses: dict[int, str]) -> str:
    told = {name: value for name, value in row.items() if name not in VOLATILE}
    for name in ("page_id", "directive_id"):
        if name in told:
            told[name] = addresses.get(told[name])
    if str(told.get("object_id", "")).isdigit():
        told["object_id"] = addresses.get(int(told["object_id"]), told["object_id"])
    if isinstance(told.get("content"), dict):
        told["content"] = _steady(told["content"])
    if isinstance(told.get("confirmed"), dict):
        told["confirmed"] = sorted(told["confirmed"])
    return repr(sorted(told.items()))


def _steady(content: Any) -> Any:
    if isinstance(content, list):
        return [_steady(one) for one in content]
    if isinstance(content, dict):
        left = VOLATILE | DRAFTED | {"page"}
        return {name: _steady(value) for name, value in sorted(content.items()) if name not in left}
    return content


def test_many_documents_leave_the_rows_that_each_leaves_by_itself() -> None:
    acting = [HandedIn.of("thay.txt", files.txt(REPLACING.replace("418", "430"))), grounded(431, 415, 999)]
    handed = [*(decision(number) for number in range(415, 420)), *acting]
    with transaction.atomic():
        taken_one_by_one(handed)
        index_stale()
        expected = rows()
        transaction.set_rollback(True)
    results = loaded(handed)
    index_stale()
    assert [result.error for result in results] == [None] * 7
    assert DirectivePage.objects.get(number="415").ended_by is not None
    found = rows()
    for table in expected:
        assert found[table] == expected[table], table
    assert Page.find_problems() == ([], [], [], [], [])


def test_eighty_documents_more_cost_no_statement_each() -> None:
    with CaptureQueriesContext(connection) as ten:
        loaded([decision(number) for number in range(1001, 1011)])
    with CaptureQueriesContext(connection) as ninety:
        loaded([decision(number) for number in range(2001, 2091)])
    assert len(ninety) - len(ten) < 20


def test_a_document_that_replaces_another_of_the_same_load_ends_it() -> None:
    old, new = loaded([HandedIn.of("thay.txt", files.txt(REPLACING)), decision(415)])[::-1]
    assert old.page and new.page
    assert new.page.live
    assert DirectivePage.objects.get(pk=old.page.pk).ended_by is not None


def test_the_same_file_and_the_same_number_are_told_and_stop_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(initial_load, "AT_ONCE", 3)
    same_number = HandedIn.of("khác.txt", files.txt(TEXT.replace("415", "502") + "\nthêm một dòng"))
    results = loaded([decision(501), decision(502), decision(501), same_number, decision(503), decision(502)])
    codes = [result.error.code if result.error else None for result in results]
    assert codes == [None, None, Code.DUPLICATE_FILE, Code.ALREADY_EXISTS, None, Code.DUPLICATE_FILE]
    assert DirectivePage.objects.live().filter(number__in=["501", "502", "503"]).count() == 3


def test_what_was_not_read_for_certain_stays_a_draft_among_many() -> None:
    unclear = HandedIn.of("mờ.txt", files.txt(TEXT.replace("Số: 415/QĐ-SYT", "Số:      /QĐ-SYT")))
    first, draft, last = loaded([decision(601), unclear, decision(602)])
    assert first.page and draft.page and last.page
    assert (first.page.live, draft.page.live, last.page.live) == (True, False, True)
    assert any("để bản nháp" in said for said in draft.warnings)


def test_a_secret_document_among_many_is_refused_and_leaves_nothing() -> None:
    secret = HandedIn.of("mat.txt", files.txt("TUYỆT MẬT\n" + TEXT.replace("415", "702")))
    _, refused, last = loaded([decision(701), secret, decision(703)])
    assert refused.error and refused.error.code == Code.SECRET_DOCUMENT
    assert last.stored
    assert not Original.objects.filter(sha256=refused.sha256).exists()


def test_the_log_tells_of_the_load_with_every_page_and_sum() -> None:
    results = loaded([decision(801), decision(802)])
    entries = [entry.details for entry in AuditEntry.objects.order_by("-id")[:20]]
    told = next(found for found in entries if "nạp ban đầu" in str(found))
    for result in results:
        assert str(result.sha256) in str(told)


def test_when_writing_together_fails_each_is_written_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another load brings one of the files at the same moment."""
    true_write = published_rows._write_log

    def fail(*args: Any) -> None:
        true_write(*args)
        raise IntegrityError

    monkeypatch.setattr(published_rows, "_write_log", fail)
    results = loaded([decision(901), decision(902)])
    assert all(result.stored and result.page and result.page.live for result in results)
    assert Page.find_problems() == ([], [], [], [], [])


def test_reading_goes_on_in_a_thread_that_never_asks_the_database() -> None:
    """Its connection would not see the load's own transaction, and would be left open."""
    asked: list[str] = []

    def watch(execute: Any, *args: Any) -> Any:
        asked.append(threading.current_thread().name)
        return execute(*args)

    with connection.execute_wrapper(watch):
        loaded([decision(number) for number in range(951, 954)])
    assert set(asked) == {threading.current_thread().name}


def test_each_file_becomes_its_own_document_while_the_next_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that end articles of others are stored by themselves, while the child reads the next ones."""
    monkeypatch.setattr(initial_load, "AT_ONCE", 2)
    partly = files.DECISION.replace("thay thế Quyết định", "bãi bỏ Điều 2 Quyết định")
    acting = [
        HandedIn.of(f"{number}.txt", files.txt(partly.replace("415", str(number)))) for number in range(1100, 1106)
    ]
    plain = [decision(number) for number in range(1200, 1206)]
    results = loaded([one for pair in zip(acting, plain, strict=True) for one in pair])
    assert [result.error for result in results] == [None] * 12
    for result in results:
        page = DirectivePage.objects.get(number=result.file.removesuffix(".txt"))
        assert page.originals.get().sha256 == result.sha256


def test_nothing_is_read_once_the_initial_load_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selected, "is_open", lambda: False)
    monkeypatch.setattr(ReadingProcess, "read", None)
    results = loaded([decision(1301), decision(1302)])
    assert [result.error and result.error.code for result in results] == [Code.INITIAL_LOAD_OVER] * 2


def test_few_files_are_held_in_memory_where_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(initial_load, "MOST_BYTES", 10)
    assert [result.stored for result in loaded([decision(1401), decision(1402), decision(1403)])] == [True] * 3


def test_those_that_lead_back_to_each_other_are_not_published_together() -> None:
    second = REPLACING.replace("415", "419")
    first = second.replace("418", "420").replace("419", "418").replace("420", "419")
    results = loaded([HandedIn.of("418.txt", files.txt(second)), HandedIn.of("419.txt", files.txt(first))])
    assert [result.error and result.error.code for result in results] == [None, Code.CIRCULAR]
    assert DirectivePage.objects.filter(number__in=["418", "419"]).count() == 1


def test_what_others_cite_as_a_ground_costs_the_load_nothing(django_assert_max_num_queries: Any) -> None:
    """However many they are: only what acts on the force of the new ones is read."""
    loaded([grounded(number, 1600) for number in range(1501, 1511)])
    page = DirectivePage.objects.get(number="1501")
    with django_assert_max_num_queries(1):
        assert not acts_on([page])
    loaded([decision(1600)])
    assert len(citations_of([DirectivePage.objects.get(number="1600")]).popitem()[1]) == 10


def taking(reader: ReadingProcess) -> Taking:
    return Taking(health_department(), reader, publish=True, received_by="nguoi-nap")


def test_a_review_that_is_approved_meanwhile_lets_nothing_more_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what was read by then."""
    monkeypatch.setattr(initial_load, "AT_ONCE", 1)
    with ReadingProcess() as reader:
        results = initial_load.load(taking(reader), [decision(number) for number in (1701, 1702, 1703, 1704)])
        first = next(results)
        assert first.page and first.page.live
        kind = ContentType.objects.get_for_model(DirectivePage)
        entry = {"label": "duyệt", "action": "wagtail.workflow.approve", "timestamp": first.page.first_published_at}
        PageLogEntry.objects.create(content_type=kind, page=first.page, data={}, **entry)
        rest = list(results)
    assert [result.error and result.error.code for result in rest] == [Code.INITIAL_LOAD_OVER] * 3
    assert DirectivePage.objects.filter(number__in=["1702", "1703", "1704"]).count() == 0


def test_whoever_stops_the_load_does_not_wait_for_what_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(initial_load, "AT_ONCE", 3)
    long = files.pdf(files.DECISION, *["Điều 3. Nội dung của trang này.\n" * 30] * 1500)
    with ReadingProcess() as reader:
        handed = [decision(1801), decision(1802), decision(1803), *(HandedIn.of(f"{n}.pdf", long) for n in range(9))]
        results = initial_load.load(taking(reader), handed)
        assert next(results).stored
        started = time.monotonic()
        results.close()
        assert time.monotonic() - started < 5
        with pytest.raises(Stopped):
            reader.read([("a.txt", files.txt())], types={}, told=lambda _done, _of: None)


def test_a_file_that_cannot_be_kept_is_refused_and_the_others_go_on() -> None:
    """A file stands where the storage would put its folder, as on a disk that is broken."""
    handed = [decision(1901), decision(1902), decision(1903)]
    lost = hashlib.sha256(handed[1].read()).hexdigest()
    in_the_way = Path(
        Original._meta.get_field("file").storage.path(by_checksum(Original(sha256=lost), "a.txt"))
    ).parent
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.touch()
    results = loaded(handed)
    assert [result.stored for result in results] == [True, False, True]
    assert results[1].error and "Hãy báo quản trị Cổng" in results[1].error.message
    assert not DirectivePage.objects.filter(number="1902").exists()
