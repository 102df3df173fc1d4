"""Published figures can be taken away: whole, in four forms that say the same, for ever under one address."""

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pyarrow import parquet

from core import clock, province
from datasets import days
from datasets.actions.stage import stage_release
from datasets.files import FORMS, as_xlsx
from datasets.models import Indicator, Release
from datasets.selectors import open_files
from datasets.selectors.tables import Part, Table
from tests.datasets import factories

pytestmark = pytest.mark.django_db
PARTS = ["ngay", "lich-su"]


@pytest.fixture
def published(evening):
    """Two days; district 2 silent in the first slot, a zero of district 1 in the second, which the third corrects."""
    here = factories.build()
    factories.publish({here.cell("ca", "1"): 5, here.cell("dt", "1"): 7}, slot=0)
    factories.publish({here.cell("ca", "1", slot=1): 0, here.cell("ca", "2", slot=1): 3}, slot=1)
    day = factories.DAY + 1
    with clock.at(dt.datetime.combine(days.date(day), dt.time(6, 5), tzinfo=clock.ZONE)):
        factories.publish({here.cell("ca", "1"): 4, here.cell("ca", "2", day): 8}, day=day, slot=0)
        yield here


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_in(data: bytes, form: str) -> list[dict]:
    """[{column: value}] as a program reads the file; empty cells are None."""
    if form == "csv":
        found = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return [{name: typed(name, text) for name, text in row.items()} for row in found]
    if form == "json":
        return [row | {"ngay": dt.date.fromisoformat(row["ngay"])} for row in json.loads(data)["items"]]
    if form == "parquet":
        return parquet.read_table(io.BytesIO(data)).to_pylist()
    header, *lines = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    found = [dict(zip(header, line, strict=True)) for line in lines]
    return [row | {"ngay": row["ngay"].date()} for row in found]


def typed(name: str, text: str):
    if name == "ngay":
        return dt.date.fromisoformat(text)
    if name == "tam_tinh":
        return {"true": True, "false": False}[text]
    return text if name in ("khung_gio", "ma_dia_ban", "ten_dia_ban", "cap") else int(text) if text else None


def values(rows: list[dict]) -> dict[tuple, int]:
    """{(date, slot, area, indicator): value} of what was reported."""
    codes = Indicator.objects.values_list("code", flat=True)
    found = ((row, code) for row in rows for code in codes if row.get(code) is not None)
    return {(str(row["ngay"]), row["khung_gio"], row["ma_dia_ban"], code): row[code] for row, code in found}


def asked(client, release: int, part: str = "lich-su", form: str = "csv") -> bytes:
    return body(client.get(f"/du-lieu-mo/ban-{release}/{part}.{form}"))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("release", [1, 2, 3])
def test_four_forms_and_the_api_say_the_same_value_for_value(client, published, release, part):
    csv_rows, *others = [rows_in(asked(client, release, part, form), form) for form in FORMS]
    assert all(rows == csv_rows for rows in others)
    day = Release.objects.get(number=release).date.isoformat()
    span = {"from": day, "to": day} if part == "ngay" else {}
    query = {"release": release, "granularity": "slot"} | span
    items = client.get("/api/v1/figures/", query).json()["items"]
    assert values(csv_rows) == {(i["date"], i["slot"], i["area"], i["indicator"]): i["value"] for i in items}
    assert {(str(row["ngay"]), row["tam_tinh"]) for row in csv_rows} == {(i["date"], i["provisional"]) for i in items}


def test_not_reported_is_empty_and_zero_is_zero(client, published):
    silent, zero = (b"2021-10-08,06:00,1,", b"2021-10-08,18:00,1,")
    lines = asked(client, 2).splitlines()
    (first,) = [line for line in lines if line.startswith(silent)]
    (second,) = [line for line in lines if line.startswith(zero)]
    assert first.endswith(b",5,7,true")
    assert second.endswith(b",0,,true")
    for form in ("xlsx", "json", "parquet"):
        (row,) = [
            r
            for r in rows_in(asked(client, 2, form=form), form)
            if (r["ma_dia_ban"], r["khung_gio"]) == ("1", "18:00")
        ]
        assert (row["ca"], row["dt"]) == (0, None)


@pytest.mark.parametrize("form", FORMS)
def test_a_release_keeps_its_values_and_its_bytes_whatever_comes_later(client, published, form):
    before = asked(client, 2, form=form)
    factories.publish({published.cell("ca", "1"): 99}, day=factories.DAY + 1, slot=1)
    for path in open_files._folder().glob("*/*"):
        path.unlink()
    assert asked(client, 2, form=form) == before
    assert values(rows_in(before, form))["2021-10-08", "06:00", "1", "ca"] == 5
    assert values(rows_in(asked(client, 4, form=form), form))["2021-10-08", "06:00", "1", "ca"] == 99


def test_a_new_indicator_changes_no_file_of_an_old_release(client, published):
    before = asked(client, 3)
    Indicator.objects.create(code="moi", name="mới", short_name="mới", kind="flow", unit="ca", order=-1)
    open_files._path(3, Part.HISTORY, "csv").unlink()
    assert asked(client, 3) == before


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", ["0", "4", "-1", "99999999999999999999", "٣", "1e3", "x"])
def test_a_release_that_is_not_published_has_no_file(client, published, number, form):
    stage_release(day=factories.DAY + 1, slot=1, cells={published.cell("ca", "1"): 66})
    for address in (f"lich-su.{form}", f"ngay.{form}.sha256", "datapackage.json"):
        response = client.get(f"/du-lieu-mo/ban-{number}/{address}")
        assert response.status_code == 404
        assert "Không có trang" in response.content.decode()
    assert not (open_files._folder() / number).exists()


@pytest.mark.parametrize(
    "name", ["nam.csv", "lich-su.xls", "lich-su/", "lich-su.csv.md5", "..%2f..%2fsecret_key", "a%00.csv"]
)
def test_no_other_file_is_served(client, published, name):
    assert client.get(f"/du-lieu-mo/ban-1/{name}").status_code in (400, 404)
    assert client.get(f"/du-lieu-mo/{name}").status_code in (400, 404)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", FORMS)
def test_the_checksum_is_that_of_the_file_wherever_it_is_told(client, published, part, form):
    address = f"/du-lieu-mo/ban-3/{part}.{form}"
    told = client.get(f"{address}.sha256").content.decode()
    response = client.get(address)
    digest = hashlib.sha256(body(response)).digest()
    name = response["Content-Disposition"].split('"')[1]
    assert told == f"{digest.hex()}  {name}\n"
    assert response["ETag"] == f'"{digest.hex()}"'
    assert response["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert digest.hex() in client.get("/du-lieu-mo/?ban=3").content.decode()
    package = client.get("/du-lieu-mo/ban-3/datapackage.json").json()
    assert f"sha256:{digest.hex()}" in [one.get("hash") for one in package["resources"]]


def test_who_has_the_file_is_not_sent_it_again(client, published):
    address = "/du-lieu-mo/ban-3/lich-su.csv"
    etag = client.get(address)["ETag"]
    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert client.get("/du-lieu-mo/ban-2/lich-su.csv", headers={"If-None-Match": etag}).status_code == 200


def test_the_newest_is_found_without_its_number_and_any_other_by_it(client, published):
    assert client.get("/du-lieu-mo/lich-su.csv")["Location"] == "/du-lieu-mo/ban-3/lich-su.csv"
    assert client.get("/du-lieu-mo/ngay.xlsx?ban=2")["Location"] == "/du-lieu-mo/ban-2/ngay.xlsx"
    for number in ("4", "0", "x", "-1", "9" * 5000):
        assert client.get(f"/du-lieu-mo/ngay.xlsx?ban={number}").status_code == 404
        assert client.get(f"/du-lieu-mo/?ban={number}").status_code == 404
    assert "ban-2/lich-su.parquet" in client.get("/du-lieu-mo/?ban=2").content.decode()


def test_before_the_first_release_the_page_says_so(client, evening):
    factories.build()
    assert client.get("/du-lieu-mo/").status_code == 200
    assert client.get("/du-lieu-mo/lich-su.csv").status_code == 404


def test_a_half_made_file_is_never_served(client, published, monkeypatch):
    def broken(table, out):
        out.write(b"ngay")
        raise OSError("đĩa đầy")

    monkeypatch.setitem(FORMS, "csv", FORMS["csv"]._replace(write=broken))
    with pytest.raises(OSError, match="đĩa đầy"):
        client.get("/du-lieu-mo/ban-3/lich-su.csv")
    assert open_files.if_kept(3, Part.HISTORY, "csv") is None
    monkeypatch.undo()


def test_what_nobody_asked_for_longest_makes_room(client, published, monkeypatch):
    for release in (1, 2):
        asked(client, release)
    os.utime(open_files._path(1, Part.HISTORY, "csv"), (0, 0))
    monkeypatch.setattr(open_files, "MOST_BYTES", 100)
    asked(client, 3)
    there = [open_files.if_kept(release, Part.HISTORY, "csv") is not None for release in (1, 2, 3)]
    assert there == [False, True, True]


def test_no_text_is_a_formula(client, published):
    area = published.areas["1"]
    area.name = '=HYPERLINK("http://example.org";"x")'
    area.save()
    for form in ("csv", "xlsx"):
        assert rows_in(asked(client, 3, form=form), form)[0]["ten_dia_ban"].startswith("'=")
    sheet = load_workbook(io.BytesIO(asked(client, 3, form="xlsx"))).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_sheet_that_is_full_goes_on_in_the_next(published, monkeypatch):
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 3)
    table, out = Table(Release.objects.get(number=3), Part.HISTORY), io.BytesIO()
    as_xlsx.write(table, out)
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(out).worksheets]
    assert len({sheet[0] for sheet in sheets}) == 1 and {len(sheet) for sheet in sheets} <= {2, 3}
    assert sum(len(sheet) - 1 for sheet in sheets) == len(list(table.rows()))


def test_the_dictionary_says_what_each_column_is_and_who_reports_it(client, published):
    Indicator.objects.filter(code="ca").update(definition="Số ca được công bố.", unit="ca bệnh")
    response = client.get("/du-lieu-mo/tu-dien.csv")
    rows = {row["cot"]: row for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}
    assert rows["ca"]["don_vi_tinh"] == "ca bệnh" and rows["ca"]["loai"] == "phát sinh trong kỳ"
    assert rows["dt"]["loai"] == "hiện có"
    assert "tổng của cấp dưới" in rows["ca"]["nguoi_bao_cao"] and "ttyt" in rows["ca"]["nguoi_bao_cao"]
    assert set(rows_in(asked(client, 3), "csv")[0]) <= set(rows)
    page = client.get("/du-lieu-mo/").content.decode()
    assert "Số ca được công bố." in page and "ca bệnh" in page


def test_the_terms_are_the_provinces_data(client, published):
    terms = province.current().open_data
    package = client.get("/du-lieu-mo/ban-1/datapackage.json").json()
    assert terms.licence and terms.conditions in client.get("/du-lieu-mo/").content.decode()
    assert package["licenses"][0]["title"] == terms.licence


def test_the_page_asks_no_more_for_more_data(client, published):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/du-lieu-mo/")
        return len(found)

    queries()
    few = queries()
    for number in range(20):
        cells = {published.cell("ca", area): number for area in ("1", "2")}
        factories.publish(cells, day=factories.DAY + 1 + number // 2, slot=1 - number % 2, kind="extra", reason="thử")
    assert queries() <= few <= 15
