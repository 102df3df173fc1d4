"""The charts of a release: which there are, what they say, and each at its own address for ever."""

import csv
import dataclasses
import io
import re

import pytest
from PIL import Image

from core import province
from core.chart_rules import ChartRules, read_chart_rules
from core.suppression_rules import SuppressionRules
from datasets.models import Indicator, Source
from datasets.selectors.area_charts import SLUGS
from datasets.selectors.area_views import build_area_view
from datasets.selectors.chosen import comparison, table
from datasets.selectors.releases import release_line
from home.actions.load import build_page_tree
from tests.datasets import factories

DAY = factories.DAY
ROLES = ChartRules(
    cases="ca", current="dt", recovered="khoi", deaths="chet", tests="mau", positive="duong",
    first_doses="mui1", second_doses="mui2",
)  # fmt: skip
FLOWS = ("khoi", "chet", "mau", "duong", "mui1", "mui2")
NAMES = {"khoi": "Khỏi bệnh", "chet": "Tử vong", "mui1": "Tiêm mũi 1", "mui2": "Tiêm mũi 2"}


@pytest.fixture
def place(db, evening, monkeypatch):
    """A small province whose data gives every role to an indicator; no figure is published yet."""
    here = factories.build()
    for code in FLOWS:
        found = Indicator.objects.create(
            code=code, name=NAMES.get(code, code), short_name=NAMES.get(code, code), kind="flow", unit="ca"
        )
        here.indicators[code] = found
        duty = Source.objects.get(indicator__code="ca", level=1).duty
        for level in (0, 1):
            Source.objects.create(
                indicator=found, level=level, mode="own" if level else "sum", duty=duty if level else None
            )
    said = dataclasses.replace(province.current(), charts=ROLES)
    monkeypatch.setattr(province, "current", lambda: said)
    return here


def publish(here, *, days=range(DAY - 9, DAY + 1), areas="12", **values):
    """One release a day, oldest first, with the same values in each area."""
    for day in days:
        cells = {here.cell(code, area, day): value for code, value in values.items() for area in areas}
        factories.publish(cells, day=day, slot=0)


def charts_of(here, code="40", release=10):
    return build_area_view(release, here.areas[code])["charts"]


ALL = {"ca": 20, "dt": 30, "khoi": 5, "chet": 1, "mau": 200, "duong": 10, "mui1": 100, "mui2": 40}


class TestWhichThereAre:
    def test_a_province_that_keeps_all_figures_has_all_charts(self, place):
        publish(place, **ALL)
        found = charts_of(place)
        assert list(found) == list(SLUGS.values())
        assert all(chart["svg_narrow"] and chart["svg_wide"] and chart["sentence"] for chart in found.values())

    def test_a_role_that_nobody_has_is_not_drawn_and_its_address_is_not_there(self, place, client, monkeypatch):
        publish(place, **ALL)
        without = dataclasses.replace(province.current(), charts=dataclasses.replace(ROLES, tests="", deaths=""))
        monkeypatch.setattr(province, "current", lambda: without)
        assert set(charts_of(place)) == {"daily", "total", "districts", "distribution", "vaccination"}
        assert client.get("/so-lieu/bieu-do/xet-nghiem/40/").status_code == 404

    def test_only_the_province_has_small_drawings_of_its_districts(self, place):
        publish(place, **ALL)
        assert "districts" not in charts_of(place, "1")

    def test_what_was_never_reported_is_a_note_and_its_files_are_not_there(self, place, client):
        publish(place, ca=3)
        assert charts_of(place)["vaccination"]["note"] == "Chưa có số liệu."
        assert client.get("/so-lieu/bieu-do/tiem-chung/40/").status_code == 200
        assert client.get("/so-lieu/bieu-do/tiem-chung/40/bieu-do.csv").status_code == 404
        assert "Tiêm chủng cộng dồn" not in client.get("/so-lieu/").content.decode()

    @pytest.mark.parametrize("given", [{"cases": "x"}, {"cases": 3}, {"nguoi": "ca"}])
    def test_roles_that_make_no_sense_are_refused(self, given):
        with pytest.raises((TypeError, ValueError)):
            read_chart_rules(given, indicators={"ca"}, leading="ca")


class TestWhatTheySay:
    def test_running_total_doses_and_outcomes_add_up(self, place):
        publish(place, **ALL)
        found = charts_of(place)
        assert [row["values"][0] for row in found["total"]["rows"][:2]] == [400, 360]
        assert found["vaccination"]["rows"][0]["values"] == [2000, 800]
        assert found["outcomes"]["rows"][0]["values"] == [20, 60, 100]
        assert "có 60 ca dt; cộng dồn 100 ca khỏi bệnh và 20 ca tử vong" in found["outcomes"]["sentence"]
        assert "có 2.000 ca tiêm mũi 1 và 800 ca tiêm mũi 2" in found["vaccination"]["sentence"]

    def test_what_came_before_the_days_drawn_counts(self, place):
        publish(place, days=[DAY - 130, DAY], ca=20)
        assert charts_of(place, release=2)["total"]["rows"][0]["values"] == [80]

    def test_positivity_is_a_share_of_the_samples_of_the_same_days(self, place):
        publish(place, **ALL)
        chart = charts_of(place)["positivity"]
        assert chart["rows"][0]["values"] == [400, 20, 5.0, 5.0]
        assert "5,0\u00a0% mẫu xét nghiệm dương tính (140 trong 2.800 mẫu)" in chart["sentence"]

    def test_no_sample_is_no_share(self, place):
        publish(place, **(ALL | {"mau": 0, "duong": 0}))
        assert charts_of(place)["positivity"]["note"] == "Chưa có số liệu."

    def test_a_day_without_report_is_a_gap_and_not_a_zero(self, place):
        publish(place, days=[DAY - 3, DAY - 2, DAY], **ALL)
        rows = charts_of(place, release=3)["total"]["rows"]
        assert [row["values"][0] for row in rows] == [120, None, 80, 40]
        assert ("key--missing", "Chưa báo cáo") in charts_of(place, release=3)["total"]["legend"]

    def test_a_zero_is_reported_and_drawn(self, place):
        publish(place, **dict.fromkeys(ALL, 0) | {"mau": 5})
        found = charts_of(place)
        assert "không ghi nhận ca nào" in found["daily"]["sentence"]
        assert found["positivity"]["rows"][0]["values"] == [10, 0, 0.0, 0.0]
        assert not any("note" in chart for chart in found.values())

    def test_one_day_alone_is_drawn(self, place):
        publish(place, days=[DAY], **ALL)
        assert not any("note" in chart for chart in charts_of(place, release=1).values())

    def test_districts_are_compared_with_the_week_before(self, place):
        publish(place, days=range(DAY - 13, DAY - 6), areas="12", ca=5)
        publish(place, days=range(DAY - 6, DAY + 1), areas="1", ca=9)
        chart = charts_of(place, release=14)["districts"]
        assert [row["values"] for row in chart["rows"]] == [[63, 35], [None, 35]]
        assert "tăng ở 1 địa bàn" in chart["sentence"] and "Chưa báo cáo: huyện Hai." in chart["sentence"]

    def test_the_provisional_tail_is_hatched(self, place):
        publish(place, **ALL)
        for kind in ("daily", "total", "outcomes", "vaccination", "positivity", "districts"):
            chart = charts_of(place)[kind]
            identifier = re.search(r'<pattern id="([^"]+)"', chart["svg_wide"])[1]
            assert f"url(#{identifier})" in chart["svg_wide"]
            assert "Tạm tính" in dict(map(reversed, chart["legend"]))


def address(slug, code="40", rest=""):
    return f"/so-lieu/bieu-do/{slug}/{code}/{rest}"


class TestAddresses:
    @pytest.fixture(autouse=True)
    def published(self, place):
        build_page_tree(province.current())
        publish(place, **ALL)

    def test_under_each_chart_stand_table_files_frame_and_permanent_link(self, client):
        text = client.get("/so-lieu/").content.decode()
        for slug in SLUGS:
            for rest in ("", "bieu-do.csv", "bieu-do.png", "nhung/"):
                assert f"{address(slug, rest=rest)}?ban=10" in text
        assert text.count("Công bố lúc <time") == len(SLUGS)

    def test_the_page_of_a_chart_has_the_whole_table_and_its_release(self, client):
        text = client.get(address("cong-don") + "?ban=10").content.decode()
        assert text.count("<tr>") == 11 and "Bản công bố số 10" in text

    @pytest.mark.parametrize("slug", SLUGS)
    def test_a_release_quoted_is_the_same_for_ever(self, client, place, slug):
        before = {rest: client.get(address(slug, rest=rest) + "?ban=10").content for rest in FILES}
        factories.publish({place.cell(code, "1", DAY): 999 for code in ALL}, day=DAY, slot=1)
        assert {rest: client.get(address(slug, rest=rest) + "?ban=10").content for rest in FILES} == before
        assert client.get(address(slug, rest="bieu-do.csv")).content != before["bieu-do.csv"]

    def test_the_table_as_csv(self, client):
        lines = list(
            csv.DictReader(
                io.StringIO(client.get(address("xet-nghiem", rest="bieu-do.csv")).content.decode("utf-8-sig"))
            )
        )
        assert lines[-1] == {
            "ngay": "2021-10-08", "mau": "400", "duong": "20", "ty_le": "5.00", "ty_le_7_ngay": "5.00",
            "tam_tinh": "1", "da_dinh_chinh": "0", "ban_cong_bo": "10",
        }  # fmt: skip

    @pytest.mark.parametrize("slug", SLUGS)
    def test_the_picture_is_a_png_made_once(self, client, slug):
        first = client.get(address(slug, rest="bieu-do.png"))
        assert first["Content-Type"] == "image/png" and "ban-10.png" in first["Content-Disposition"]
        assert Image.open(io.BytesIO(first.content)).width == 734 + 32
        assert client.get(address(slug, rest="bieu-do.png")).content == first.content

    def test_only_the_frame_may_be_framed(self, client):
        framed, page = client.get(address("cong-don", rest="nhung/")), client.get(address("cong-don"))
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"] and page["X-Frame-Options"] == "DENY"
        text = framed.content.decode()
        assert "Nguồn:" in text and "công bố lúc" in text and "<script" not in text and "site-header" not in text

    @pytest.mark.parametrize(
        "wrong",
        ["khong-co/40/", "cong-don/999999/", "cong-don/40/?ban=11", "cong-don/40/?ban=0", "cong-don/40/?ban=٣",
         "cong-don/" + "4" * 300 + "/", "cac-dia-ban/1/", "cong-don/40/nhung/?ban=x",
         "cong-don/40/bieu-do.csv?ban=99999", "cong-don/40/bieu-do.exe"],
    )  # fmt: skip
    def test_what_is_not_there_is_not_found(self, client, wrong):
        assert client.get(f"/so-lieu/bieu-do/{wrong}").status_code == 404

    def test_nothing_can_be_written_there(self, client):
        assert client.post(address("cong-don")).status_code == 405

    @pytest.mark.parametrize(
        "path", ["/so-lieu/", address("cong-don"), address("cong-don", rest="nhung/"), "/dia-ban/1/"]
    )
    def test_a_page_asks_a_bounded_number_of_queries(self, client, django_assert_max_num_queries, path):
        for _ in range(2):
            client.get(path)
        with django_assert_max_num_queries(10 + 1):  # the slot is due and not released: is it held?
            assert client.get(path).status_code == 200


FILES = ("bieu-do.csv", "bieu-do.png", "bieu-do.svg")


class TestSmallNumbers:
    """District 1 has a small number of cases, and nothing else small."""

    @pytest.fixture(autouse=True)
    def published(self, place, monkeypatch):
        rules = SuppressionRules(below=5, indicators=("ca", "duong"), levels=("district",))
        here = dataclasses.replace(province.current(), suppression=rules)
        monkeypatch.setattr(province, "current", lambda: here)
        for day in range(DAY - 9, DAY + 1):
            cells = {place.cell(code, "1", day): value for code, value in (ALL | {"ca": 3, "duong": 4}).items()}
            cells |= {place.cell("ca", "2", day): 771, place.cell("duong", "2", day): 772}
            factories.publish(cells, day=day, slot=0)

    def test_charts_of_the_area_say_that_numbers_are_kept_back(self, client):
        for slug in ("theo-ngay", "cong-don", "xet-nghiem"):
            for rest in ("", "nhung/"):
                text = client.get(address(slug, "1", rest)).content.decode()
                assert "Không công bố số nhỏ." in text and "hưa báo cáo" not in text
            for rest in FILES:
                assert client.get(address(slug, "1", rest)).status_code == 404

    def test_charts_over_areas_hide_them_and_do_not_call_them_silent(self, place, client):
        chart = charts_of(place, release=10)["districts"]
        assert [(row["values"], row["hidden"]) for row in chart["rows"]] == [([None, None], True)] * 2
        assert "Không công bố số nhỏ: huyện Một, huyện Hai." in chart["sentence"]
        drawn = "".join(chart[key] for key in ("sentence", "svg_narrow", "svg_wide"))
        assert "hưa báo cáo" not in drawn and ">số nhỏ<" in drawn
        table = client.get(address("cac-dia-ban", rest="bieu-do.csv")).content.decode()
        assert "1,Huyện Một,,,10" in table and "771" not in table

    def test_what_editors_place_says_so_too(self, place):
        compared = comparison(release_line(), {"indicator": "ca", "areas": ["1", "2"]})
        assert compared == {"note": "“ca” của các địa bàn này: không công bố số nhỏ."}
        rows = table(release_line(), {"indicators": ["ca", "dt"], "area": "1", "period": "7"})["rows"]
        assert rows[0]["cells"] == [{"value": None, "hidden": True}, {"value": 30, "hidden": False}]

    def test_what_the_rule_does_not_name_is_shown(self, place):
        assert "note" not in charts_of(place, "1", release=10)["vaccination"]
