"""What looks into a stranger's file is a process of its own: bound, easily killed, without secrets."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.problems import Unreadable
from directives.reading import process, read_file
from directives.reading.process import ReadingProcess
from tests.directives import files, scans

TYPES = {"Quyết định": "QĐ", "Công văn": ""}


def nothing(done, of): ...


@pytest.fixture
def reader():
    with ReadingProcess() as found:
        yield found


@pytest.fixture(scope="module")
def kept_reader():
    with ReadingProcess() as found:
        yield found


def read(reader, data, name="a.pdf", told=nothing):
    return reader.read([(name, data)], types=TYPES, told=told)


def alive(pid):
    try:
        return "Z" not in (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", files.pdf(files.DECISION)), ("a.docx", files.docx()), ("a.txt", files.txt())],
)
def test_the_child_says_what_would_have_been_read_here(reader, name, data):
    found, here = read(reader, data, name), read_file(data, name=name, types=TYPES)
    assert found == here and found.components.where == here.components.where


@pytest.mark.parametrize("what", files.BAD)
def test_a_bad_file_is_refused_with_its_reason(kept_reader, what):
    name, data, code = files.BAD[what]
    with pytest.raises(Unreadable) as refusal:
        read(kept_reader, data, name)
    assert str(refusal.value.problem.code) == code and refusal.value.problem.message.endswith(".")


def test_one_child_reads_many_and_ends_with_the_block(reader):
    read(reader, files.txt(), "a.txt")
    child = reader._child
    read(reader, files.txt(), "b.txt")
    assert reader._child is child
    reader.__exit__(None, None, None)
    assert child.returncode == -signal.SIGKILL


def test_it_holds_no_secret(reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "bí mật")
    read(reader, files.txt(), "a.txt")
    held = (Path("/proc") / str(reader._child.pid) / "environ").read_bytes()
    assert b"SECRET_KEY" not in held and b"DATABASE_URL" not in held and b"PATH=" in held


def test_it_is_bound_in_memory_and_yields_to_the_server(reader):
    read(reader, files.txt(), "a.txt")
    limits = (Path("/proc") / str(reader._child.pid) / "limits").read_text()
    bound = next(line.split() for line in limits.splitlines() if line.startswith("Max address space"))
    assert bound[3:5] == [str(500 * 2**20)] * 2
    assert os.getpriority(os.PRIO_PROCESS, reader._child.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_child_that_was_killed_is_replaced(reader):
    read(reader, files.txt(), "a.txt")
    os.kill(reader._child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert read(reader, files.txt(), "a.txt").components.number == "415"


def test_what_takes_too_long_is_ended_and_refused(reader, monkeypatch):
    monkeypatch.setattr(process, "SECONDS", 0.01)
    with pytest.raises(Unreadable) as refusal:
        read(reader, files.pdf(*[files.DECISION] * 40))
    assert "thời gian" in refusal.value.problem.message
    assert reader._child is None
    monkeypatch.setattr(process, "SECONDS", 60)
    assert read(reader, files.txt(), "a.txt").components.number == "415", "the next file is read"


def test_it_ends_with_the_process_that_started_it(tmp_path):
    script = (
        "import sys, time; sys.path[:0] = ['.', 'site']\n"
        "from directives.reading.process import ReadingProcess\n"
        "reader = ReadingProcess()\n"
        "reader.read([('a.txt', 'Quyết định'.encode())], types={}, told=lambda done, of: None)\n"
        "print(reader._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


def _pdf_of(*objects):
    """A PDF of raw objects, the first its catalogue, without a table of references."""
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)


def _stream(data, filters=b""):
    return b"<< /Length %d %b >> stream\n%b\nendstream" % (len(data), filters, data)


_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /XObject << /X 5 0 R >> >> >>"
)
_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
_BOMB = zlib.compress(zlib.compress(b"q " * 150_000_000, 9), 9)
HOSTILE = {
    "trang lồng vào chính nó": _pdf_of(_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 999999999 >>"),
    "hình gọi chính nó": _pdf_of(_CATALOGUE, _PAGES, _PAGE, _stream(b"/X Do"), _stream(b"/X Do " * 50, _FORM)),
    "bom nén": _pdf_of(
        _CATALOGUE, _PAGES, _PAGE, _stream(_BOMB, b"/Filter [/FlateDecode /FlateDecode]"), _stream(b"", _FORM)
    ),
    "mười triệu đối tượng": _pdf_of(
        _CATALOGUE,
        _PAGES,
        _PAGE,
        _stream(zlib.compress(b"0 0 1 1 re f " * 10_000_000, 9), b"/Filter /FlateDecode"),
        b"",
    ),
    "trang khổng lồ": _pdf_of(
        _CATALOGUE, _PAGES, _PAGE.replace(b"595 842", b"9999999 9999999"), _stream(b"0 0 9 9 re f"), b""
    ),
    "ảnh 30.000 điểm": _pdf_of(
        _CATALOGUE,
        _PAGES,
        _PAGE,
        _stream(b"595 0 0 842 0 0 cm /X Do"),
        _stream(
            zlib.compress(bytes(900_000_000 // 8), 9),
            b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 1"
            b" /ColorSpace /DeviceGray /Filter /FlateDecode",
        ),
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_costs_little_and_the_next_file_is_read(reader, what, monkeypatch):
    _bounded(reader, what, monkeypatch)


@pytest.mark.programs
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_whose_pages_are_drawn(reader, what, monkeypatch):
    _bounded(reader, what, monkeypatch)


def _bounded(reader, what, monkeypatch):
    monkeypatch.setattr(process, "SECONDS", 20)
    started = time.monotonic()
    try:
        reading = read(reader, HOSTILE[what])
    except Unreadable as refusal:
        assert refusal.problem.message.endswith(".")
    else:
        assert reading.quality in ("none", "poor") and not reading.components.number
    assert time.monotonic() - started < 45
    assert read(reader, files.txt(), "sau.txt").components.number == "415"


def test_two_thousand_pages_of_text(reader):
    started = time.monotonic()
    reading = read(reader, files.pdf(files.DECISION, *["Điều 3. Nội dung của trang này.\n" * 3] * 1999))
    assert reading.files[0].page_count == 2000 and reading.components.number == "415"
    assert time.monotonic() - started < 60


def test_a_page_is_drawn_for_readers(reader):
    drawn = Image.open(io.BytesIO(reader.draw(files.pdf(files.DECISION), name="a.pdf", number=1)))
    assert drawn.format == "WEBP" and drawn.size == (1000, 1414)
    for name, data in (("a.pdf", files.pdf("a")), ("a.txt", files.txt())):
        with pytest.raises(Unreadable):
            reader.draw(data, name=name, number=2)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", *(data[:200] for _, data, _ in files.BAD.values())]))
def test_any_bytes_are_read_or_refused(kept_reader, data, start):
    try:
        reading = read(kept_reader, start + data, "a")
    except Unreadable as refusal:
        assert refusal.problem.message
    else:
        assert reading.quality in ("good", "ocr", "poor", "none")


@pytest.mark.programs
def test_a_scan_tells_how_far_it_is_and_has_its_own_time(reader, monkeypatch):
    monkeypatch.setattr(process, "SECONDS", 5)
    heard = []
    pages = scans.scanned(dpi=150) * 3
    reading = read(reader, scans.pdf_of(pages, dpi=150), told=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 3), (1, 3), (2, 3)] and reading.quality == "ocr"


@pytest.mark.programs
@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_page_of_the_finest_scan_fits_into_the_bound(reader, kind, name):
    (page,) = scans.scanned(dpi=150)
    large = page.resize((page.width * 4, page.height * 4))
    reading = read(reader, scans.picture(large, kind, dpi=600), name)
    assert large.width * large.height > 34_000_000
    assert (reading.quality, reading.components.number) == ("ocr", "418")


@pytest.mark.programs
def test_who_wants_no_more_is_not_answered_in_the_next_document(reader):
    with pytest.raises(ZeroDivisionError):
        read(reader, scans.pdf_of(scans.scanned(dpi=100), dpi=100), told=lambda done, of: 1 / 0)
    assert read(reader, files.txt(), "a.txt").components.number == "415"


@pytest.mark.programs
def test_a_scan_whose_child_is_killed_is_read_by_the_next(reader):
    def kill_once(done, of):
        if done == 1 and not killed:
            killed.append(reader._child.pid)
            threading.Timer(0.3, os.kill, (reader._child.pid, signal.SIGKILL)).start()

    killed = []
    reading = read(reader, scans.pdf_of(scans.scanned(dpi=150) * 2, dpi=150), told=kill_once)
    assert killed and reading.components.number == "418", "read by the next child"


GREEDY = """#!/usr/bin/env python3
import sys, time
if "--list-langs" in sys.argv:
    print("vie"), sys.exit()
held = []
try:
    while True:
        held.append(b"a" * 2**20)
except MemoryError:
    time.sleep(1.5)
"""


@pytest.mark.programs
def test_a_program_takes_its_memory_out_of_the_childs_bound(reader, tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text(GREEDY)
    program.chmod(0o755)
    monkeypatch.setenv("TESSERACT", str(program))
    together, done = [], threading.Event()

    def watch():
        while not done.wait(0.05):
            together.append(filled(reader._child.pid) if reader._child else 0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        reading = read(reader, scans.pdf_of(scans.scanned(dpi=300), dpi=300))
    finally:
        done.set()
        watcher.join()
    assert reading.quality == "none"
    assert 300 * 2**20 < max(together) <= 500 * 2**20


def filled(session):
    """Bytes of memory that the processes of a session fill."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                found += int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            continue
    return found


def test_one_that_is_stopped_reads_no_more(reader):
    long = files.pdf(files.DECISION, *["Điều 3. Nội dung của trang này.\n" * 20] * 999)
    threading.Timer(1, reader.stop).start()
    started = time.monotonic()
    with pytest.raises(process.Stopped):
        read(reader, long)
    assert time.monotonic() - started < 10
    with pytest.raises(process.Stopped):
        read(reader, files.txt(), "a.txt")
