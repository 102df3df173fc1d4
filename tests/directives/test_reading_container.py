"""A file is what its bytes are; what cannot be taken in is refused with a plain reason, never half read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.problems import Code, Unreadable
from directives.reading import MAX_BYTES, check_size, read_file
from directives.reading.container import kind_of
from tests.directives import files

STARTS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", files.doc()[:1536], b"\x89PNG\r\n\x1a\n", b"II*\0", b"\xff\xd8\xff"]
TYPES = {"Quyết định": "QĐ", "Công văn": ""}


@pytest.mark.parametrize("what", files.BAD)
def test_a_bad_file_is_refused_with_its_reason(what):
    name, data, code = files.BAD[what]
    with pytest.raises(Unreadable) as refusal:
        read_file(data, name=name, types=TYPES)
    assert refusal.value.problem.code == code
    assert name in refusal.value.problem.message and refusal.value.problem.message.endswith(".")


def test_size_is_judged_before_anything_is_read():
    with pytest.raises(Unreadable) as refusal:
        check_size(100 * 2**20, name="to.pdf")
    assert refusal.value.problem.code == Code.FILE_TOO_LARGE
    check_size(MAX_BYTES, name="vừa.pdf")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("Quyết định.PDF", files.pdf(files.DECISION), "pdf"),
        ("không đuôi", files.pdf(files.DECISION), "pdf"),
        ("a.docx", files.docx(), "docx"),
        ("a.doc", files.doc(), "doc"),
        ("a.txt", files.txt(), "txt"),
        ("a.txt", files.txt(encoding="utf-8-sig"), "txt"),
        ("a.txt", files.txt(encoding="utf-16"), "txt"),
    ],
)
def test_the_kind_is_told_by_the_bytes(name, data, kind):
    assert kind_of(data, name=name) == kind


def test_a_doc_is_kept_unread():
    reading = read_file(files.doc(), name="cũ.doc", types=TYPES)
    assert (reading.files[0].format, reading.quality, reading.files[0].page_count) == ("doc", "none", None)
    assert "DOC" in reading.warnings[0] and not reading.components.parts


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(STARTS))
def test_no_bytes_break_the_reader(data, start):
    try:
        reading = read_file(start + data + b"%%EOF" * (start == b"%PDF-1.7\n"), name="a", types=TYPES)
    except Unreadable as refusal:
        assert refusal.problem.message
    else:
        assert reading.quality in ("good", "ocr", "poor", "none")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_cut_or_flipped_byte_breaks_the_reader(data):
    whole = data.draw(st.sampled_from([PDF, DOCX, PNG]))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]]))
    try:
        read_file(damaged, name="a", types=TYPES)
    except Unreadable as refusal:
        assert refusal.problem.message


PDF, DOCX, PNG = files.pdf(files.DECISION), files.docx(), files.png_of(40, 40)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (files.pdf_carrying(script="app.alert(1)"), "mã JavaScript"),
        (files.pdf_with_hidden_script(), "mã JavaScript"),
        (files.pdf_carrying(file=b"kem"), "tệp đính kèm"),
        (files.pdf_carrying(script="app.alert(1)", file=b"kem"), "mã JavaScript và tệp đính kèm"),
    ],
)
def test_what_a_pdf_carries_is_told_and_never_run(data, said):
    reading = read_file(data, name="a.pdf", types=TYPES)
    assert reading.components.number == "415" and said in reading.warnings[0]
    assert not read_file(PDF, name="a.pdf", types=TYPES).warnings
