"""Files become drafts of the unit that hands them in: each whole or not at all, the same one never twice."""

import datetime as dt
import errno
import hashlib
import json
from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connections
from wagtail.log_actions import registry
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from core.problems import Code, Unreadable
from directives.actions.import_directives import import_directives
from directives.actions.take_in import Document, HandedIn, Taking, results_of
from directives.models import DirectivePage, DirectiveType, Original
from directives.reading import read_file
from directives.reading.process import ReadingProcess
from tests.directives import files
from units.actions.workflow import set_up_review
from units.models import OrganisationalUnit, UnitFolder
from units.selectors.folders import owner_of
from units.selectors.organisations import unit_named


@pytest.fixture
def send(province):
    def _send(*handed_in, unit="syt", **kwargs):
        made = [HandedIn.of(*one) if isinstance(one, tuple) else HandedIn.of("a.txt", one) for one in handed_in]
        return import_directives(files=made, unit=unit_named(unit), **kwargs)

    return _send


def counts(tmp_path):
    kept = [path for path in tmp_path.rglob("originals/**/*") if path.is_file()]
    rows = (Page, DirectivePage, UnitFolder, Original, Revision, PageLogEntry)
    return [len(kept), *(model.objects.count() for model in rows)]


def test_a_file_becomes_a_draft_in_the_units_folder(send):
    data = files.pdf(files.DECISION)
    (result,) = send(("Quyết định 415.pdf", data), received_by="syt")
    page = DirectivePage.objects.get()
    assert result.as_dict() == {
        "file": "Quyết định 415.pdf",
        "sha256": hashlib.sha256(data).hexdigest(),
        "stored": True,
        "error": None,
        "number": "415/QĐ-SYT",
        "date": "2021-10-05",
        "type": "Quyết định",
        "issuer": "Sở Y tế Nghệ An",
        "signer": "Nguyễn Thị Thử",
        "abstract": "Về việc thành lập Tổ thẩm định cơ sở thu dung",
        "articles": [
            {"label": "Điều 1", "anchor": "dieu-1", "heading": ""},
            {"label": "Điều 2", "anchor": "dieu-2", "heading": ""},
        ],
        "pages": 1,
        "text_quality": "good",
        "warnings": [],
    }
    assert (page.live, page.has_unpublished_changes, page.first_published_at) == (False, True, None)
    assert (owner_of(page), page.title) == (unit_named("syt"), "Quyết định 415/QĐ-SYT")
    assert (page.type.name, page.issuer.unit, page.effective_from) == (
        "Quyết định",
        unit_named("syt"),
        dt.date(2021, 10, 5),
    )
    assert [relation.number for relation in page.relations.all()] == ["214/QĐ-SYT"]
    assert page.get_latest_revision().as_object().parts.get().text.startswith("QUYẾT ĐỊNH:")


def test_the_original_is_kept_byte_by_byte(send):
    data = files.docx()
    send(("Quyết định.docx", data), received_by="syt")
    original = Original.objects.get()
    assert original.file.read() == data
    assert original.file.name == f"{original.sha256[:2]}/{original.sha256}.docx"
    assert (original.name, original.size, original.format) == ("Quyết định.docx", len(data), "docx")
    assert (original.received_by, original.directive) == ("syt", DirectivePage.objects.get())


def test_the_same_bytes_are_kept_once(send, tmp_path):
    send(files.txt())
    before = counts(tmp_path)
    own, foreign = send(("khác tên.txt", files.txt())), send(files.txt(), unit="cttdt")
    assert (own[0].stored, own[0].error.code, foreign[0].error.code) == (False, "duplicate_file", "duplicate_file")
    assert "Quyết định 415/QĐ-SYT" in own[0].error.message
    assert "415" not in foreign[0].error.message, "another unit's draft is nobody else's business"
    assert counts(tmp_path) == before


def test_the_same_document_in_another_file_is_refused(send, tmp_path):
    send(files.txt())
    before = counts(tmp_path)
    (result,) = send(("b.docx", files.docx()))
    assert (result.stored, result.error.code, result.number) == (False, "already_exists", "415/QĐ-SYT")
    assert "Quyết định 415/QĐ-SYT" in result.error.message
    assert counts(tmp_path) == before
    (other_year,) = send(files.txt(files.DECISION.replace("năm 2021", "năm 2020")))
    assert other_year.stored


def test_a_deleted_draft_frees_its_file(send):
    send(files.txt())
    DirectivePage.objects.get().delete()
    assert send(files.txt())[0].stored
    assert Original.objects.get().directive == DirectivePage.objects.get()


def test_a_batch_is_all_or_nothing_for_each_file(send):
    results = send(files.txt(), ("b.pdf", b""), ("c.doc", files.doc()))
    assert [result.stored for result in results] == [True, False, True]
    assert (DirectivePage.objects.count(), Original.objects.count()) == (2, 2)
    unread = results[2]
    assert (unread.text_quality, unread.articles, unread.number, unread.issuer) == ("none", None, None, None)
    assert unread.page.text_quality == "none" and not unread.page.parts.exists()


def test_an_unread_document_is_called_by_its_file(send):
    (result,) = send(("Công văn cũ.doc", files.doc()))
    assert result.page.title == "Công văn cũ"


def test_an_issuer_nobody_knows_is_told_and_left_open(send):
    (result,) = send(files.txt(files.DECISION.replace("\nSỞ Y TẾ\n", "\nSỞ THỬ NGHIỆM\n")))
    assert result.stored and result.page.issuer is None
    assert (result.issuer, len(result.warnings)) == ("SỞ THỬ NGHIỆM", 1)


@pytest.mark.parametrize("what", files.BAD)
def test_a_bad_file_leaves_nothing_behind(send, tmp_path, what):
    name, data, code = files.BAD[what]
    before = counts(tmp_path)
    (result,) = send((name, data))
    assert (result.stored, str(result.error.code)) == (False, code)
    assert counts(tmp_path) == before


def test_a_file_that_fails_while_it_is_stored_leaves_nothing_behind(send, tmp_path, monkeypatch):
    before = counts(tmp_path)
    monkeypatch.setattr(DirectivePage, "save_revision", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(files.txt())
    assert counts(tmp_path) == before


def test_what_a_rollback_left_serves_the_next(send, tmp_path):
    data = files.txt()
    sha256 = hashlib.sha256(data).hexdigest()
    orphan = tmp_path / "originals" / sha256[:2] / f"{sha256}.txt"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(data[:10])
    assert send(data)[0].stored
    assert orphan.read_bytes() == data and len(list(orphan.parent.iterdir())) == 1


def test_a_trial_says_the_same_and_stores_nothing(send, tmp_path):
    before = counts(tmp_path)
    trial = send(files.txt(), ("b.txt", files.txt()), ("c.docx", files.docx()), dry_run=True)
    assert [(one.stored, one.error and str(one.error.code)) for one in trial] == [
        (False, None),
        (False, "duplicate_file"),
        (False, "already_exists"),
    ]
    assert trial[0].number == "415/QĐ-SYT" and counts(tmp_path) == before


def test_only_a_unit_with_the_duty(send):
    (result,) = send(files.txt(), unit="cdc")
    assert (result.stored, str(result.error.code)) == (False, "no_duty")


def test_the_initial_load_publishes_at_once_and_says_so_in_the_log(send):
    (result,) = send(files.txt(), publish=True, received_by="nguoi-nap")
    page = DirectivePage.objects.get()
    assert result.stored and page.live and page.provisions.exists()
    entry = PageLogEntry.objects.get(action="directives.initial_load")
    assert (dict(registry.get_choices())[entry.action], entry.data["operator"]) == ("Nạp ban đầu", "nguoi-nap")


def test_what_was_not_read_for_certain_stays_a_draft(send):
    (result,) = send(("cũ.doc", files.doc()), publish=True)
    assert result.stored and not result.page.live and "bản nháp" in result.warnings[-1]


def test_the_first_reviewed_document_ends_the_initial_load(send, tmp_path):
    send(files.txt())
    page = DirectivePage.objects.get()
    WorkflowState.objects.create(
        content_type=page.cached_content_type,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        workflow=set_up_review(),
        status=WorkflowState.STATUS_APPROVED,
    )
    (result,) = send(("b.txt", files.txt(files.DECISION.replace("415", "416"))), publish=True)
    assert (result.stored, str(result.error.code)) == (False, "initial_load_over")
    assert send(("b.txt", files.txt(files.DECISION.replace("415", "416"))))[0].stored


def test_the_command_prints_a_list_and_ends_with_2_if_one_was_refused(province, tmp_path, capsys):
    good, bad, large = tmp_path / "tốt.txt", tmp_path / "xấu.pdf", tmp_path / "to.pdf"
    good.write_bytes(files.txt())
    bad.write_bytes(b"%PDF-1.4 cut")
    with large.open("wb") as file:
        file.truncate(100 * 2**20)
    paths = [str(path) for path in (good, bad, large, tmp_path / "không có.txt")]
    with pytest.raises(SystemExit) as stopped:
        call_command("import_directives", *paths, unit="syt", json=True)
    results = json.loads(capsys.readouterr().out)
    assert stopped.value.code == 2
    assert [result["stored"] for result in results] == [True, False, False, False]
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == [None, "unreadable_file", "file_too_large", "unreadable_file"]
    assert results[2]["sha256"] is None, "it was not read"


def test_the_command_in_words(province, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_bytes(files.txt())
    call_command("import_directives", str(path), unit="syt")
    assert "a.txt: đã lưu: Quyết định 415/QĐ-SYT ngày 05/10/2021." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Không có đơn vị"):
        call_command("import_directives", str(path), unit="khong-co")


def other_number(number):
    return files.DECISION.replace("415", str(number))


@pytest.mark.parametrize("publish", [False, True])
def test_a_dry_run_reads_outside_of_any_transaction_and_knows_what_came_before(send, monkeypatch, publish):
    """While it reads for hours, others write."""
    depths, read, main = [], ReadingProcess.read, connections["default"]
    outside = list(main.savepoint_ids)

    def seen(*args, **kwargs):
        depths.append(main.savepoint_ids == outside)
        return read(*args, **kwargs)

    monkeypatch.setattr(ReadingProcess, "read", seen)
    copy, same_number = ("b.txt", files.txt(other_number(415))), ("c.txt", files.txt(other_number(415) + "\nthêm"))
    other = ("d.txt", files.txt(other_number(416)))
    results = send(("a.txt", files.txt(other_number(415))), copy, same_number, other, dry_run=True, publish=publish)
    codes = [result.error and str(result.error.code) for result in results]
    assert codes == [None, "duplicate_file", "already_exists", None]
    assert depths and all(depths)
    assert not DirectivePage.objects.exists()


def test_a_draft_that_cannot_be_stored_says_which_value_is_wrong(province):
    """And not that somebody else has handed it in."""
    data, types = files.txt(), {type_.name: type_.abbreviation for type_ in DirectiveType.objects.all()}
    reading = read_file(data, name="a.txt", types=types)
    reading = replace(reading, components=replace(reading.components, signer="Nguyễn Thị Thử " * 20))
    results = results_of([HandedIn.of("a.txt", data)])
    with ReadingProcess() as reader, pytest.raises(Unreadable) as refusal:
        Taking(unit_named("syt"), reader).store(Document(results, [data], reading))
    assert refusal.value.problem.code == Code.INVALID_TEXT
    assert refusal.value.problem.message.startswith("Người ký: ")


def test_a_body_that_a_scan_names_is_told_with_its_accents(province):
    """Two communes are called so: the clerk chooses, and reads the name as it is written."""
    other = OrganisationalUnit.objects.get(abbreviation="ubnd-que-phong-tien-phong")
    other.pk, other.abbreviation = None, "ubnd-tien-phong-khac"
    other.save()
    data, types = files.txt(), {type_.name: type_.abbreviation for type_ in DirectiveType.objects.all()}
    reading = read_file(data, name="a.txt", types=types)
    reading = replace(
        reading,
        components=replace(reading.components, issuer="ỦY BAN NHÂN DÂN XÃ TIẾN PHÒNG"),
        files=tuple(replace(file, pages=(replace(file.pages[0], source="ocr"),)) for file in reading.files),
    )
    results = results_of([HandedIn.of("a.txt", data)])
    with ReadingProcess() as reader:
        Taking(unit_named("syt"), reader).store(Document(results, [data], reading))
    assert results[0].issuer == "ỦY BAN NHÂN DÂN XÃ TIỀN PHONG"


def test_a_file_for_which_there_is_no_room_is_refused_with_what_to_do(send, monkeypatch):
    """No disk is filled for it: the storage says what a full one says."""

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    results = send(("a.txt", files.txt()), ("b.txt", files.txt(other_number(416))))
    assert ["hết chỗ lưu" in result.error.message for result in results] == [True, True]
    assert not DirectivePage.objects.exists() and not Original.objects.exists()
