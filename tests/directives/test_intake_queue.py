"""What is handed in is safe at once and read later; whoever is killed meanwhile loses nothing and doubles nothing."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from core import clock
from directives import intake_queue
from directives.actions import intake as actions
from directives.actions.take_in import HandedIn
from directives.models import DirectivePage, Intake, IntakeFile, Original, OriginalPage
from directives.reading.process import ReadingProcess
from tests.directives import files, scans
from units.selectors.organisations import unit_named

ANNEX = (
    "PHỤ LỤC\nDanh sách cơ sở thu dung\n(Kèm theo Quyết định số 415/QĐ-SYT)\n1. Cơ sở thứ nhất.\n2. Cơ sở thứ hai."
)


@pytest.fixture
def send(province):
    def _send(*pairs, unit="syt", **kwargs):
        handed_in = [HandedIn.of(name, data) for name, data in pairs]
        return actions.hand_in(files=handed_in, unit=unit_named(unit), received_by=unit, **kwargs)

    return _send


def states():
    return [str(state) for state in Intake.objects.order_by("pk").values_list("state", flat=True)]


def kept(tmp_path):
    return sorted(path.parent.name for path in (tmp_path / "originals").rglob("*") if path.is_file())


def later(monkeypatch, by=actions.LEASE + dt.timedelta(seconds=1)):
    now = clock.real_now() + by
    monkeypatch.setattr(clock, "real_now", lambda: now)


def test_the_bytes_are_kept_at_once_and_read_later(send, tmp_path):
    data = files.pdf(files.DECISION)
    send(("Quyết định.pdf", data), ("hỏng.pdf", b"%PDF-1.7"))
    assert states() == ["waiting", "waiting"] and not DirectivePage.objects.exists()
    assert kept(tmp_path) == ["cho-doc", "cho-doc"]
    assert intake_queue.read_waiting() == 2
    first, second = Intake.objects.order_by("pk")
    assert (first.state, first.directive.full_number, first.read[0]["number"]) == ("read", "415/QĐ-SYT", "415/QĐ-SYT")
    assert (second.state, second.code, second.reason[-1]) == ("refused", "unreadable_file", ".")
    assert first.directive.reading.seen["number"]["quote"] == "Số: 415/QĐ-SYT"
    original = Original.objects.get()
    assert (original.file.read(), original.received_by, original.directive) == (data, "syt", first.directive)
    assert kept(tmp_path) == [original.sha256[:2]], "nothing waits any more, and nothing is left of what was refused"
    assert intake_queue.read_waiting() == 0


def test_too_large_or_empty_is_refused_before_anything_is_read(send, tmp_path):
    huge = HandedIn("to.pdf", lambda: 200 * 2**20, lambda: pytest.fail("it was read into memory"))
    actions.hand_in(files=[huge, HandedIn.of("rỗng.pdf", b"")], unit=unit_named("syt"))
    assert states() == ["refused", "refused"] and kept(tmp_path) == []
    assert "25 MB" in Intake.objects.order_by("pk").first().reason


def test_two_readers_never_take_the_same(send):
    send(("a.txt", files.txt()))
    mine = actions.claim()
    assert mine.tries == 1 and actions.claim() is None


def test_a_reader_that_dies_leaves_it_to_the_next(send, monkeypatch, tmp_path):
    send(("a.txt", files.txt()))
    actions.claim()  # and it is killed
    assert intake_queue.read_waiting() == 0
    later(monkeypatch)
    assert intake_queue.read_waiting() == 1
    assert states() == ["read"] and DirectivePage.objects.count() == Original.objects.count() == 1


def test_one_that_comes_too_late_stores_nothing(send, monkeypatch, tmp_path):
    send(("a.txt", files.txt()))
    slow = actions.claim()
    later(monkeypatch)
    with ReadingProcess() as reader:
        actions.read(intake=actions.claim(), reader=reader)
        with pytest.raises(actions.TakenOver):
            actions.read(intake=slow, reader=reader)
    assert states() == ["read"] and DirectivePage.objects.count() == Original.objects.count() == 1


def test_a_failure_while_storing_leaves_it_waiting(send, monkeypatch):
    send(("a.txt", files.txt()))
    with monkeypatch.context() as broken:
        broken.setattr(DirectivePage, "save_revision", lambda *a, **k: 1 / 0)
        intake_queue.read_waiting()
    assert states() == ["reading"] and not DirectivePage.objects.exists() and not Original.objects.exists()
    later(monkeypatch)
    intake_queue.read_waiting()
    assert states() == ["read"]


def test_what_fails_again_and_again_is_given_up_with_a_reason(send, monkeypatch):
    send(("a.txt", files.txt()))
    for n in range(1, actions.MOST_TRIES + 1):
        assert actions.claim().tries == n
        later(monkeypatch)
    intake_queue.read_waiting()
    assert states() == ["refused"] and "12 lần" in Intake.objects.get().reason


def test_the_same_bytes_again_wait_for_a_choice(send, tmp_path):
    send(("a.txt", files.txt()))
    intake_queue.read_waiting()
    send(("b.txt", files.txt()))
    intake_queue.read_waiting()
    again = Intake.objects.last()
    assert (again.state, again.code, again.same_as) == ("same", "duplicate_file", DirectivePage.objects.get())
    assert actions.keep_old(intake=again) and not actions.keep_old(intake=again)
    assert states() == ["read", "kept_old"] and "cho-doc" not in kept(tmp_path)


def test_another_file_of_the_same_document_may_join_the_draft(send):
    send(("a.txt", files.txt()))
    intake_queue.read_waiting()
    page = DirectivePage.objects.get()
    send(("bản Word.docx", files.docx()))
    intake_queue.read_waiting()
    again = Intake.objects.last()
    assert (again.state, again.code, again.same_as) == ("same", "already_exists", page)
    assert again.read[0]["number"] == "415/QĐ-SYT", "what was read of it is there to compare"
    text = page.parts.get().text
    assert actions.join_to(intake=again, page=page)
    intake_queue.read_waiting()
    assert states() == ["read", "joined"]
    assert [one.name for one in page.originals.all()] == ["a.txt", "bản Word.docx"]
    assert DirectivePage.objects.get().parts.get().text == text


def test_nothing_joins_what_is_published_or_anothers(send):
    send(("a.txt", files.txt()))
    intake_queue.read_waiting()
    page = DirectivePage.objects.get()
    send(("b.docx", files.docx()), unit="cttdt")
    intake_queue.read_waiting()
    again = Intake.objects.last()
    assert "415" not in again.reason
    actions.join_to(intake=again, page=page)
    intake_queue.read_waiting()
    again.refresh_from_db()
    assert again.state == "refused" and page.originals.count() == 1


def test_several_files_are_one_document(send):
    send(("1.pdf", files.pdf(files.DECISION)), ("2.txt", files.txt(ANNEX)), together=True)
    intake_queue.read_waiting()
    page = DirectivePage.objects.get()
    assert [part.title.split("\n")[0][:7] for part in page.parts.all()] == ["", "PHỤ LỤC"]
    assert [one.name for one in page.originals.all()] == ["1.pdf", "2.txt"]
    assert [one["file"] for one in Intake.objects.get().read] == ["1.pdf", "2.txt"]


def test_of_several_files_one_bad_one_refuses_the_document(send, tmp_path):
    send(("1.txt", files.txt()), ("2.pdf", b"%PDF-1.7 cut"), together=True)
    send(("3.txt", files.txt()), ("4.txt", b""), together=True)
    intake_queue.read_waiting()
    assert states() == ["refused", "refused"] and not DirectivePage.objects.exists() and kept(tmp_path) == []


def test_each_page_is_remembered(send):
    send(("a.pdf", files.pdf(files.DECISION, "Điều 3. Thi hành.")))
    intake_queue.read_waiting()
    pages = OriginalPage.objects.all()
    assert [(page.number, page.quality, page.source) for page in pages] == [(1, "good", "text"), (2, "good", "text")]
    assert "Điều 3. Thi hành." in pages[1].text


def test_a_scan_without_recognition_is_kept_and_said(send):
    send(("quét.pdf", scans.pdf_of(scans.scanned(dpi=100), dpi=100)))
    intake_queue.read_waiting()
    intake = Intake.objects.get()
    assert (intake.state, intake.lacks, intake.directive.text_quality) == ("read", "ocr", "none")
    assert "tesseract" in intake.read[0]["warnings"][0] and "tự đọc" in intake.read[0]["warnings"][0]
    assert actions.wake() == 0, "it is not installed yet"


@pytest.mark.programs
def test_what_lacked_recognition_is_read_once_it_is_there(send, monkeypatch):
    send(("quét.pdf", scans.pdf_of(scans.scanned())), ("cũ.doc", DOC))
    with monkeypatch.context() as lacking:
        lacking.setenv("TESSERACT", "")
        lacking.setenv("CATDOC", "")
        intake_queue.read_waiting()
    assert {page.text_quality for page in DirectivePage.objects.all()} == {"none"}
    DirectivePage.objects.filter(title="cũ").delete()
    assert actions.wake() == 1
    intake_queue.read_waiting()
    page = DirectivePage.objects.get()
    assert (page.full_number, page.text_quality, page.originals.get().text_quality) == ("418/QĐ-SYT", "ocr", "ocr")
    assert page.get_latest_revision().as_object().parts.count() == 1
    assert OriginalPage.objects.get(original=page.originals.get()).source == "ocr"


@pytest.mark.programs
def test_what_a_person_has_written_meanwhile_stays(send, monkeypatch):
    send(("quét.pdf", scans.pdf_of(scans.scanned())))
    with monkeypatch.context() as lacking:
        lacking.setenv("TESSERACT", "")
        intake_queue.read_waiting()
    page = DirectivePage.objects.get()
    page.abstract = "Do người nhập"
    page.save_revision()
    actions.wake()
    intake_queue.read_waiting()
    assert DirectivePage.objects.get().get_latest_revision().as_object().abstract == "Do người nhập"
    assert OriginalPage.objects.get().source == "ocr", "what was read is there to compare"


def test_the_command_reads_what_waits(send, capsys):
    send(("a.txt", files.txt()))
    call_command("read_intake")
    assert "Đã đọc 1 văn bản." in capsys.readouterr().out and states() == ["read"]


def test_the_command_takes_several_files_as_one(province, tmp_path, capsys):
    paths = []
    for name, text in (("1.txt", files.DECISION), ("2.txt", ANNEX)):
        (tmp_path / name).write_text(text)
        paths.append(str(tmp_path / name))
    call_command("import_directives", *paths, unit="syt", together=True)
    assert DirectivePage.objects.get().originals.count() == 2
    assert capsys.readouterr().out.count("đã lưu: Quyết định 415/QĐ-SYT") == 2


def test_names_of_strangers_are_no_places(send, tmp_path):
    send(("../../etc/passwd.txt", files.txt()))
    assert IntakeFile.objects.get().file.name.startswith("cho-doc/") and kept(tmp_path) == ["cho-doc"]


DOC = (Path(__file__).parent / "decision.doc").read_bytes()
