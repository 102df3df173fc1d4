"""Any file is either read or refused with a code: nothing that a person sends makes the portal fail."""

import datetime as dt
import io
import re
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import tabular
from core.problems import Code
from core.tabular import Table, Unreadable, read_table

SHEET = "xl/worksheets/sheet1.xml"
CONTENT = [["ngay", "ten"], ["2021-10-08", "Đô Lương"], ["2021-10-09", None]]
ROWS = [(2, {"ngay": "2021-10-08", "ten": "Đô Lương"}), (3, {"ngay": "2021-10-09", "ten": None})]


def table(data: bytes) -> Table:
    return read_table(data, name="tệp")


def rows(data: bytes) -> list:
    return list(table(data).rows)


def refusal(data: bytes) -> tuple[str, int | None]:
    with pytest.raises(Unreadable) as refused:
        rows(data)
    assert refused.value.problem.message
    return str(refused.value.problem.code), refused.value.problem.row


def workbook(*sheets: list, hidden: int = 0) -> bytes:
    """An XLSX file; the first `hidden` of its sheets can't be seen."""
    book = openpyxl.Workbook()
    for position, content in enumerate(sheets):
        sheet = book.active if position == 0 else book.create_sheet()
        sheet.sheet_state = "hidden" if position < hidden else "visible"
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, member: str, change) -> bytes:
    """The same archive with one member's text changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content.decode()) if entry.filename == member else content)
    return out.getvalue()


def read_or_refused(data: bytes) -> None:
    try:
        found = table(data)
        for number, cells in found.rows:
            assert number > 1
            assert list(cells) == found.header
    except Unreadable as error:
        assert error.problem.code in Code


@given(st.binary())
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfea\x00")
@example(b"PK\x03\x04")
@example(b'a\n"b')
@example(b"a\r\rb")
@example(b"\n\na,b\n1,2")
def test_any_bytes_are_read_or_refused(data):
    read_or_refused(data)


@given(st.text(alphabet=st.sampled_from('aà1"\t\r\n;, \0'), max_size=60))
def test_any_text_is_read_or_refused(text):
    read_or_refused(text.encode())


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place, junk):
    data = workbook(CONTENT)
    place %= len(data)
    read_or_refused(data[:place] + junk + data[place + len(junk) :])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file_is_read_however_it_is_separated(separator, mark, end):
    lines = [["ngay", "ten"], ["2021-10-08", "Đô Lương"], ["2021-10-09", '"a,b;c\td"']]
    found = table(mark + end.join(separator.join(line) for line in lines).encode())
    assert found.header == ["ngay", "ten"]
    assert [cells["ten"] for _, cells in found.rows] == ["Đô Lương", "a,b;c\td"]


def test_rows_keep_their_numbers_over_empty_ones():
    assert [number for number, _ in rows(b"a,b\n1,2\n\n,\n3,4\n")] == [2, 5]


def test_a_short_row_has_empty_cells():
    assert rows(b"a,b,c\n1\n") == [(2, {"a": "1", "b": None, "c": None})]


def test_text_is_composed_and_trimmed():
    assert rows(" TÊN \nĐô  \n".encode()) == [(2, {"tên": "Đô"})]


def test_a_workbook_is_read_with_its_dates_and_numbers():
    moment = dt.datetime(2021, 10, 8)  # noqa: DTZ001
    data = workbook([["ngay", "gio", "ca"], [moment, dt.time(18), 5], [None, None, None], ["x", None, 1.5]])
    assert rows(data) == [
        (2, {"ngay": moment, "gio": dt.time(18), "ca": 5}),
        (4, {"ngay": "x", "gio": None, "ca": 1.5}),
    ]


def test_the_first_visible_sheet_counts():
    assert rows(workbook([["bí mật"], ["1"]], CONTENT, [["sau"], ["2"]], hidden=1)) == ROWS


def test_a_workbook_without_a_visible_sheet_is_empty():
    data = changed(workbook(CONTENT), "xl/workbook.xml", lambda xml: xml.replace('"visible"', '"hidden"'))
    assert refusal(data) == ("empty_file", None)


@pytest.mark.parametrize("claim", ["A1", "A1:B2", "A1:XFD1048576", "C3:B1"])
def test_the_size_that_a_sheet_claims_hides_no_cell_and_costs_nothing(claim):
    data = changed(workbook(CONTENT), SHEET, lambda xml: re.sub(r'ref="[A-Z0-9:]+"', f'ref="{claim}"', xml, count=1))
    assert rows(data) == ROWS


def test_a_row_can_not_claim_to_be_the_billionth(monkeypatch):
    monkeypatch.setattr(tabular, "MAX_ROWS", 1000)
    data = changed(workbook(CONTENT), SHEET, lambda xml: xml.replace('<row r="3"', '<row r="1000000000"'))
    assert refusal(data)[0] == "file_too_large"


def test_a_formula_counts_by_its_result():
    data = changed(workbook([["ca"], ["=1+1"]]), SHEET, lambda xml: re.sub("<v ?/>|<v></v>", "<v>2</v>", xml))
    assert rows(data) == [(2, {"ca": 2})]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("empty_file", None)),
        (b" \r\n ", ("empty_file", None)),
        (b"\xef\xbb\xbf", ("empty_file", None)),
        (b"a,,b\n1,2,3", ("missing_column", 1)),
        (b",\n1,2", ("missing_column", 1)),
        (b"a,B,b\n1,2,3", ("duplicate_column", 1)),
        (b"a,b\n1,2\n1,2,3", ("unreadable_file", 3)),
        (b'a,b\n"1"x,2', ("unreadable_file", 2)),
        (b'a,b\n"1,2', ("unreadable_file", 2)),
        (b"a\nx\0y", ("unreadable_file", None)),
        ("tên\nđ".encode("cp1258", "replace"), ("unreadable_file", None)),
        ("tên\nđ".encode("utf-16"), ("unreadable_file", None)),
        (b"a\n" + b"x" * (tabular.MAX_CELL + 1), ("invalid_text", 2)),
        (b"a\n" + b"x" * 200_000, ("unreadable_file", 2)),
        (",".join(f"c{n}" for n in range(50_000)).encode(), ("unreadable_file", 1)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ("unreadable_file", None)),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", ("unreadable_file", None)),
        (b"PK\x03\x04 not a workbook", ("unreadable_file", None)),
    ],
)
def test_what_is_no_table_is_refused(data, expected):
    assert refusal(data) == expected


def test_the_largest_cell_is_read():
    assert rows(b"a\n" + b"x" * tabular.MAX_CELL)[0][0] == 2


def test_a_file_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(tabular, "MAX_BYTES", 10)
    assert refusal(b"a,b\n1,2\n3,4") == ("file_too_large", None)


def test_a_cut_or_foreign_archive_is_refused():
    whole = workbook(CONTENT)
    assert refusal(whole[: len(whole) // 2]) == ("unreadable_file", None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refusal(out.getvalue()) == ("unreadable_file", None)


@pytest.mark.parametrize(
    "change", [lambda xml: xml[:-30], lambda xml: xml.replace("<row", "<raw", 1), lambda xml: ""]
)
def test_a_damaged_sheet_is_refused(change):
    assert refusal(changed(workbook(CONTENT), SHEET, change))[0] == "unreadable_file"


def test_a_workbook_that_would_unpack_to_too_much_is_refused_unpacked():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/zeros", "w", force_zip64=True) as zeros,
    ):
        for _ in range(1 + tabular.MAX_UNPACKED_BYTES // 2**24):
            zeros.write(b"\0" * 2**24)
    assert len(out.getvalue()) < 2**20
    tracemalloc.start()
    try:
        assert refusal(out.getvalue()) == ("file_too_large", None)
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_entities_that_multiply_are_refused():
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f'<!DOCTYPE bomb [<!ENTITY e0 "0123456789">{"".join(names)}]>'

    def explode(xml: str) -> str:
        return bomb + re.sub(r"<c r=\"A2\".*?</c>", '<c r="A2" t="inlineStr"><is><t>&e11;</t></is></c>', xml)

    assert refusal(changed(workbook(CONTENT), SHEET, explode))[0] == "unreadable_file"
