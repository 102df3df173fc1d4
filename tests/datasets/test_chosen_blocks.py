"""Blocks for editors: indicator, area, period and form of their choosing; what cannot be shown is a note."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.blocks import CHOSEN_BLOCKS
from datasets.models import Indicator
from datasets.selectors.releases import release_line
from tests.datasets import factories
from tests.datasets.factories import DAY

BLOCKS = dict(CHOSEN_BLOCKS)


@pytest.fixture
def province(db, evening):
    found = factories.build()
    values = {(code, day): day % 10 + 1 for code in ("40", "1", "2") for day in range(DAY - 9, DAY + 1)}
    for day in range(DAY - 9, DAY + 1):
        factories.publish({found.cell("ca", code, d): v for (code, d), v in values.items() if d == day}, day=day)
    return found


def shown(kind, page=None, /, **value):
    block = BLOCKS[kind]
    own = {name: one for name, one in value.items() if name in block.child_blocks}
    text = block.render(block.normalize(own), page or {})
    return " ".join(re.sub(r"<svg.*?</svg>", "<svg>", text, flags=re.DOTALL).split())


def test_a_tile_says_value_change_total_and_slot(province):
    text = shown("chosen_tile", indicator="ca", area="1", heading="Huyện của tôi")
    value = DAY % 10 + 1
    assert "Huyện của tôi" in text and f">{value}<" in text
    assert f"cộng dồn <b>{sum(day % 10 + 1 for day in range(DAY - 9, DAY + 1))}</b>" in text
    assert "Huyện Một, đến" in text and "công bố lúc" in text


def test_a_chart_has_a_sentence_a_table_of_its_period_and_a_download(province):
    text = shown("chosen_chart", indicator="ca", period="7", form="day")
    assert "<svg>" in text and "Trung bình 7 ngày" in text
    assert text.count("<tr>") == 8 and "Xem bảng số liệu 7 ngày" in text
    assert "indicator=ca&amp;area=40" in text and "format=csv" in text


def test_a_prepared_chart_is_that_of_the_page_of_figures(province):
    text = shown("prepared_chart", chart="cong-don", area="1")
    assert "ca cộng dồn, huyện Một" in text and "/so-lieu/bieu-do/cong-don/1/bieu-do.png?ban=10" in text
    assert "Nhúng" in text and "Công bố lúc" in text


@pytest.mark.parametrize("form", ["day", "total"])
def test_corrected_days_are_marked_in_either_form(province, form):
    assert "Ngày có số đã" not in shown("chosen_chart", indicator="ca", area="1", period="7", form=form)
    factories.publish({province.cell("ca", "1", day=DAY - 4): 99}, slot=1)
    text = shown("chosen_chart", indicator="ca", area="1", period="7", form=form)
    assert "Ngày có số đã" in text and "(đã đính chính)" in text


def test_a_running_total_grows_by_what_each_day_added(province):
    text = shown("chosen_chart", indicator="ca", area="2", period="7", form="total")
    totals = [int(cell) for cell in re.findall(r'<td class="num">(\d+)</td>', text)]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] - totals[1] == DAY % 10 + 1
    assert totals[0] == sum(day % 10 + 1 for day in range(DAY - 9, DAY + 1))


def test_a_table_has_a_column_an_indicator_and_leaves_gaps_as_not_reported(province):
    factories.publish({province.cell("dt", "1"): 12}, slot=1)
    text = shown("chosen_table", indicators=["ca", "dt"], area="1", period="14")
    assert text.count("<tr>") == 15 and '<td class="num">12</td>' in text
    assert text.count("chưa báo cáo") == 4 + 13


def test_a_comparison_ranks_the_areas(province):
    factories.publish({province.cell("ca", "2"): 500}, slot=1)
    text = shown("comparison", indicator="ca", areas=["1", "2"])
    assert text.index("Huyện Hai") < text.index("Huyện Một</a>")
    assert '<a href="/dia-ban/2/">' in text


@pytest.mark.parametrize(
    ("kind", "value", "note"),
    [
        ("chosen_tile", {"indicator": "bo_roi"}, "không còn trong danh mục"),
        ("chosen_chart", {"indicator": "bo_roi"}, "không còn trong danh mục"),
        ("chosen_table", {"indicators": ["bo_roi"]}, "không còn trong danh mục"),
        ("comparison", {"indicator": "bo_roi", "areas": ["1", "2"]}, "không còn trong danh mục"),
        ("chosen_tile", {"indicator": "nha"}, "Chưa có số liệu"),
        ("chosen_chart", {"indicator": "nha"}, "Chưa có số liệu"),
        ("chosen_table", {"indicators": ["nha"]}, "Chưa có số liệu"),
        ("comparison", {"indicator": "nha", "areas": ["1", "2"]}, "Chưa có số liệu"),
        ("comparison", {"indicator": "ca", "areas": ["1", "9999"]}, "ít nhất hai địa bàn"),
        ("chosen_tile", {"indicator": "ca", "area": "9999"}, "Không có địa bàn mã"),
        ("chosen_chart", {"indicator": ""}, "Chưa chọn chỉ tiêu"),
        ("chosen_table", {"indicators": []}, "Chưa chọn chỉ tiêu"),
        ("chosen_chart", {"indicator": "ca\0", "area": "9" * 500, "period": "x", "form": "?"}, "Không có địa bàn mã"),
        ("chosen_tile", {"indicator": "\0"}, "Chưa chọn chỉ tiêu"),
        ("prepared_chart", {"chart": "\0"}, "Không có biểu đồ này"),
        ("prepared_chart", {"chart": "cac-dia-ban", "area": "1"}, "Không có biểu đồ này"),
        ("comparison", {"indicator": "ca", "areas": ["1", "\0" + "2" * 99]}, "ít nhất hai địa bàn"),
    ],
)
def test_what_cannot_be_shown_is_a_note(province, kind, value, note):
    text = shown(kind, **value)
    assert f'<p class="note">{note}' in text or note in text
    assert "<table" not in text and "<svg>" not in text


def test_a_retired_indicator_tells_when_its_figures_ended(province):
    factories.publish({province.cell("dt", "1", day=DAY - 3): 4}, slot=1)
    assert "không có số liệu mới từ sau ngày 05/10/2021" in shown("chosen_tile", indicator="dt", area="1")
    Indicator.objects.filter(code="nha").delete()
    assert "“nha” không còn trong danh mục" in shown("chosen_tile", indicator="nha")


def test_before_the_first_release_every_block_says_so(db, evening):
    factories.build()
    for kind in BLOCKS:
        assert "Chưa có bản công bố nào." in shown(kind, indicator="ca", indicators=["ca"], areas=["1", "2"])


def test_an_old_release_still_shows_the_old_value(province):
    factories.publish({province.cell("ca", "1"): 700}, slot=1)
    block = BLOCKS["chosen_tile"]
    value = block.normalize({"indicator": "ca", "area": "1"})
    assert ">700<" in block.render(value, {})
    old = block.render(value, {"release": release_line(10)})
    assert f">{DAY % 10 + 1}<" in old and "/so-lieu/?ban=10" in old


def test_a_page_read_again_asks_nothing(province):
    page = {"release": release_line()}
    wanted = {"indicator": "ca", "indicators": ["ca"], "areas": ["1", "2"], "chart": "theo-ngay"}
    for kind in BLOCKS:
        shown(kind, page, **wanted)
    with CaptureQueriesContext(connection) as queries:
        for kind in BLOCKS:
            assert "<table" in shown(kind, page, **wanted) or kind == "chosen_tile"
    assert not queries.captured_queries
