import json
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
import shapely

from datasets.charts import (
    AreaBar,
    CurveDay,
    MapArea,
    curve_sentence,
    curve_spec,
    distribution_sentence,
    distribution_spec,
    draw_curve,
    draw_distribution,
    draw_map,
    map_classes,
    map_legend,
    map_sentence,
)
from datasets.charts.choropleth import project
from datasets.charts.labels import Label, place_labels
from datasets.charts.theme import text_width
from datasets.charts.wording import decimal, number

PROVINCES = Path(__file__).parents[2] / "provinces"
BREAKS = [10, 25, 50, 100]
LAST = date(2021, 10, 8)
SVG = "{http://www.w3.org/2000/svg}"


def days_of(values, *, provisional=0, last=LAST):
    """Consecutive days ending at `last`, the mean taken over the reported ones of seven."""
    days = []
    for index, value in enumerate(values):
        week = [each for each in values[max(index - 6, 0) : index + 1] if each is not None]
        mean = sum(week) / len(week) if week else None
        day = last - timedelta(len(values) - 1 - index)
        days.append(CurveDay(day, value, mean, provisional=index >= len(values) - provisional))
    return days


def areas_of(slug, value_of=lambda index: index * 7.3):
    features = json.loads((PROVINCES / slug / "boundaries.geojson").read_text("utf-8"))["features"]
    return [
        MapArea(
            code=feature["properties"]["code"],
            name=feature["properties"]["name"],
            short_name=feature["properties"]["name"].split(maxsplit=1)[1].removeprefix("phố ").removeprefix("xã "),
            value=value_of(index),
            href=f"/dia-ban/{feature['properties']['code']}/",
            geometry=feature["geometry"],
        )
        for index, feature in enumerate(features)
    ]


def bars(svg, fill):
    """The paths drawn in `fill`, which may stand on them or on their group."""
    root = Tree.fromstring(svg)
    own = [path for path in root.iter(f"{SVG}path") if path.get("fill") == fill]
    grouped = [
        path for group in root.iter(f"{SVG}g") if group.get("fill") == fill for path in group.iter(f"{SVG}path")
    ]
    return own + grouped


class TestWords:
    @pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1234, "1.234"), (10829000, "10.829.000")])
    def test_thousands_are_grouped_by_points(self, value, text):
        assert number(value) == text

    def test_one_digit_after_the_comma(self):
        assert decimal(1183.74) == "1.183,7"

    def test_a_word_is_as_wide_as_the_font_draws_it(self):
        assert text_width("Thế", 1000) == 650 + 583 + 609, "T, h, ế of Be Vietnam Pro"
        assert text_width("ư", 14) > text_width("u", 14)
        assert text_width("Vinh", 14, bold=True) > text_width("Vinh", 14)


class TestCurve:
    def test_a_drawing_is_one_image_that_scales_and_stands_alone(self):
        drawing = draw_curve(days_of(range(90)), title="Ca mắc mới")
        for svg, width, count in ((drawing.narrow, 328, 60), (drawing.wide, 734, 90)):
            root = Tree.fromstring(svg)
            assert root.get("viewBox", "").startswith(f"0 0 {width} ")
            assert root.get("width") is None and root.get("height") is None
            assert root.get("role") == "img"
            assert root.get("aria-label", "").startswith(f"Biểu đồ cột ca mắc mới {count} ngày, từ ")
            assert "var(--" not in svg and 'fill="white"' not in svg and "http" not in svg.replace(SVG[1:-1], "")

    def test_numbers_and_days_are_written_the_vietnamese_way(self):
        svg = draw_curve(days_of([12_000, 14_298, 9_000]), title="Ca mắc mới").wide
        assert ">5.000<" in svg and ">08/10<" in svg
        assert "Cao nhất 14.298 ca, 07/10" in svg

    def test_the_newest_days_are_kept(self):
        values = curve_spec(days_of(range(200)), width=734)["data"]["values"]
        assert len(values) == 120 and values[-1]["d"] == "2021-10-08"
        assert len(curve_spec(days_of(range(200)), width=328)["data"]["values"]) == 60

    def test_zero_is_a_bar_and_a_missing_day_a_pale_gap(self):
        zero = draw_curve(days_of([5, 0, 5]), title="Ca").wide
        missing = draw_curve(days_of([5, None, 5]), title="Ca").wide
        assert (len(bars(zero, "#6c86ac")), len(bars(zero, "#f1ebdf"))) == (3, 0)
        assert (len(bars(missing, "#6c86ac")), len(bars(missing, "#f1ebdf"))) == (2, 1)

    def test_a_missing_day_keeps_its_place_on_the_axis(self):
        domain = curve_spec(days_of([1, None, 3]), width=734)["encoding"]["x"]["scale"]["domain"]
        assert domain == ["2021-10-06", "2021-10-07", "2021-10-08"]

    def test_provisional_days_are_hatched_and_their_mean_dashed(self):
        drawing = draw_curve(days_of([9] * 20, provisional=3), title="Ca")
        identifier = Tree.fromstring(drawing.wide).find(f".//{SVG}pattern").get("id")
        assert len(bars(drawing.wide, f"url(#{identifier})")) == 3
        assert 'stroke-dasharray="4,4"' in drawing.wide
        assert "<pattern" not in draw_curve(days_of([9] * 20), title="Ca").wide

    def test_patterns_of_two_drawings_never_share_an_id(self):
        first = draw_curve(days_of([9] * 20, provisional=3), title="Ca mắc mới")
        second = draw_curve(days_of([9] * 20, provisional=3), title="Tử vong")
        drawn = [first.narrow, first.wide, second.narrow, second.wide]
        assert len({Tree.fromstring(svg).find(f".//{SVG}pattern").get("id") for svg in drawn}) == 4

    def test_the_scale_never_counts_fractions_of_a_case(self):
        for highest in (0, 1, 2, 7, 99, 100, 14_298):
            ticks = curve_spec(days_of([highest]), width=328)["layer"][1]["encoding"]["y"]["axis"]["values"]
            assert all(isinstance(tick, int) for tick in ticks)
            assert ticks[0] == 0 and ticks[-1] >= highest and len(ticks) <= 7

    def test_no_step_of_the_scale_is_left_out_of_the_narrow_drawing(self):
        svg = draw_curve(days_of([10]), title="Ca").narrow
        assert all(f">{tick}<" in svg for tick in (0, 2, 4, 6, 8, 10))

    def test_an_older_peak_is_not_called_the_highest_of_the_narrow_drawing(self):
        drawing = draw_curve(days_of([900, *[10] * 80, 20, *[10] * 10]), title="Ca")
        assert "Cao nhất 900 ca" in drawing.wide
        assert ">20 ca, " in drawing.narrow and "Cao nhất" not in drawing.narrow

    @pytest.mark.parametrize("position", [0, 5, 8, 20, 29, 30, 40, 54, 59])
    def test_the_words_of_the_peak_stay_in_the_narrow_drawing(self, position):
        values = [123_456 if index == position else 1 for index in range(60)]
        svg = draw_curve(days_of(values), title="Ca", unit="liều").narrow
        text, x, anchor = next(placed_texts(Tree.fromstring(svg), "Cao nhất"))
        width = text_width(text, 14, bold=True)
        left = x - {"end": width, "middle": width / 2, "start": 0}[anchor]
        assert left >= 0
        assert left + width <= 328

    @pytest.mark.parametrize("values", [[], [None], [0], [5], [None] * 14, [0] * 14])
    def test_short_and_empty_series_are_drawn(self, values):
        drawing = draw_curve(days_of(values), title="Ca mắc mới")
        assert Tree.fromstring(drawing.narrow).get("role") == "img"

    def test_the_wide_drawing_of_120_days_stays_small(self):
        svg = draw_curve(days_of([10_000 + 37 * day for day in range(120)], provisional=3), title="Ca").wide
        assert len(svg.encode()) < 12_000


def placed_texts(element, start, x=0.0, anchor="start"):
    """Text, x and anchor of the words that begin with `start`, as inherited from their groups."""
    if move := element.get("transform"):
        x += float(move.removeprefix("translate(").split(",")[0])
    anchor = element.get("text-anchor", anchor)
    if (element.text or "").startswith(start):
        yield element.text, x, anchor
    for child in element:
        yield from placed_texts(child, start, x, anchor)


class TestCurveSentence:
    def test_a_falling_mean_follows_the_peak(self):
        sentence = curve_sentence(days_of([*range(20, 240, 10), 239, *range(230, 90, -10)], provisional=3))
        assert sentence == (
            "Sau đỉnh 239 ca ngày 24/09, trung bình 7 ngày đang giảm, hiện là 130,0 ca một ngày."
            " Ba ngày cuối là tạm tính, có thể còn thay đổi."
        )

    def test_a_rising_and_a_level_mean(self):
        assert "trung bình 7 ngày đang tăng, hiện là" in curve_sentence(days_of(range(30)))
        assert "gần như không đổi" in curve_sentence(days_of([20] * 30))

    def test_provisional_days_do_not_make_a_trend(self):
        assert "gần như không đổi" in curve_sentence(days_of([*[20] * 30, 2, 1, 0], provisional=3))

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ([], "Chưa có số liệu."),
            ([None] * 3, "Từ ngày 06/10 đến ngày 08/10/2021 chưa có số liệu được báo cáo."),
            ([0, 0, 0], "Từ ngày 06/10 đến ngày 08/10/2021 không ghi nhận ca nào."),
            ([1234], "Ngày 08/10/2021 ghi nhận 1.234 ca."),
            ([0], "Ngày 08/10/2021 không ghi nhận ca nào."),
            (
                [3, None],
                (
                    "Cao nhất 3 ca ngày 07/10; trung bình 7 ngày hiện là 3,0 ca một ngày."
                    " Một ngày chưa báo cáo được để trống."
                ),
            ),
        ],
    )
    def test_short_series_read_well(self, values, sentence):
        assert curve_sentence(days_of(values)) == sentence

    def test_a_peak_of_another_year_says_so(self):
        days = days_of([50, *[5] * 40], last=date(2022, 1, 20))
        assert "50 ca ngày 11/12/2021" in curve_sentence(days)


def stock_rows():
    return [
        AreaBar("416", "Huyện Quỳ Châu", "Quỳ Châu", 0),
        AreaBar("417", "Huyện Kỳ Sơn", "Kỳ Sơn", None),
        AreaBar("412", "Thành phố Vinh", "TP Vinh", 1276),
        AreaBar("421", "Huyện Quỳnh Lưu", "Quỳnh Lưu", 141),
    ]


class TestDistribution:
    def test_longest_first_and_not_reported_last(self):
        rows = distribution_spec(stock_rows(), width=734)["data"]["values"]
        assert [row["v"] for row in rows] == [*sorted((r["v"] for r in rows[:-1]), reverse=True), None]

    @pytest.mark.parametrize("side", ["narrow", "wide"])
    def test_not_reported_is_said_in_words_and_zero_in_a_digit(self, side):
        svg = getattr(draw_distribution(stock_rows(), title="Ca đang điều trị"), side)
        for text in (">1.276<", ">0<", ">chưa báo cáo<", ">Quỳnh Lưu<"):
            assert text in svg
        assert len(bars(svg, "#6c86ac")) == 3

    def test_a_very_long_name_is_cut_before_it_takes_the_bars_room(self):
        rows = [AreaBar("1", "Phường", "Phường Nguyễn Thị Minh Khai kéo dài", 5)]
        spec = distribution_spec(rows, width=328)
        assert spec["data"]["values"][0]["n"].endswith("…") and spec["padding"]["left"] < 328 / 2

    def test_sentence(self):
        assert distribution_sentence(stock_rows()) == (
            "Nhiều nhất: thành phố Vinh (1.276), huyện Quỳnh Lưu (141); 3 địa bàn đã báo cáo có tổng cộng 1.417 ca."
            " Chưa báo cáo: huyện Kỳ Sơn."
        )
        assert distribution_sentence(stock_rows()[1:2]) == "Chưa có địa bàn nào báo cáo."
        assert distribution_sentence(stock_rows()[:2]) == (
            "Các địa bàn có số liệu đều không có ca. Chưa báo cáo: huyện Kỳ Sơn."
        )

    def test_nothing_to_draw_is_drawn(self):
        assert "svg" in draw_distribution([], title="Ca đang điều trị").narrow


class TestMap:
    @pytest.mark.parametrize(
        ("value", "name"),
        [(None, "qx"), (0, "q0"), (0.1, "q1"), (9.9, "q1"), (10, "q2"), (24.9, "q2"), (99.9, "q4"), (100, "q5")],
    )
    def test_classes(self, value, name):
        assert map_classes(value, BREAKS) == name

    def test_the_legend_writes_its_ranges_out(self):
        assert [entry["label"] for entry in map_legend(BREAKS)] == [
            "0", "dưới 10", "10 đến dưới 25", "25 đến dưới 50", "50 đến dưới 100", "từ 100", "chưa báo cáo",
        ]  # fmt: skip
        assert [entry["class"] for entry in map_legend([0.5, 1000])] == ["q0", "q1", "q2", "q3", "qx"]
        assert map_legend([0.5, 1000])[2]["label"] == "0,5 đến dưới 1.000"

    @pytest.mark.parametrize("breaks", [[], [10, 5], [1, 1], [1, 2, 3, 4, 5]])
    def test_breaks_that_make_no_classes_are_refused(self, breaks):
        with pytest.raises(ValueError, match="breaks"):
            map_legend(breaks)

    @pytest.mark.parametrize("slug", ["nghe-an", "thanh-hoa"])
    def test_every_area_is_a_link_that_says_its_value(self, slug):
        areas = areas_of(slug, lambda index: None if index == 3 else index * 7.3)
        svg = draw_map(areas, breaks=BREAKS)
        links = Tree.fromstring(svg).findall(f".//{SVG}a")
        assert [link.get("href") for link in links] == [area.href for area in areas]
        assert links[1].get("aria-label") == f"{areas[1].name}: 7,3 ca trên 100.000 dân"
        assert links[3].get("aria-label") == f"{areas[3].name}: chưa báo cáo"
        assert links[3][0].get("class") == "qx" and links[0][0].get("class") == "q0"
        assert len(svg.encode()) < 25_000

    def test_counts_where_no_population_is_known(self):
        svg = draw_map(areas_of("nghe-an", lambda _: 12), breaks=BREAKS, unit="last7")
        assert "Thành phố Vinh: 12 ca trong 7 ngày" in svg

    def test_little_is_not_written_as_nothing(self):
        svg = draw_map(areas_of("nghe-an", lambda _: 0.4), breaks=BREAKS)
        assert ">0,4<" in svg and ">0<" not in svg

    def test_a_name_cannot_break_out_of_the_drawing(self):
        odd = areas_of("nghe-an")[:1]
        odd = [MapArea("1", 'A"<b>', "<i>", 3, '/x"y/', odd[0].geometry)]
        assert (
            Tree.fromstring(draw_map(odd, breaks=BREAKS)).find(f".//{SVG}a").get("aria-label", "").startswith('A"<b>')
        )

    def test_a_surveyed_boundary_of_many_points_stays_small(self):
        fine = [shapely.segmentize(shapely.geometry.shape(a.geometry), 0.0005) for a in areas_of("thanh-hoa")]
        areas = [
            MapArea(a.code, a.name, a.short_name, a.value, a.href, shapely.geometry.mapping(land))
            for a, land in zip(areas_of("thanh-hoa"), fine, strict=True)
        ]
        assert len(draw_map(areas, breaks=BREAKS).encode()) < 25_000

    def test_sentence(self):
        areas = areas_of("nghe-an", lambda index: {0: 125.0, 1: 0, 2: None}.get(index, 12.5))
        high, low, missing = (area.name[0].lower() + area.name[1:] for area in areas[:3])
        assert map_sentence(areas) == (f"Cao nhất: {high} (125,0), thấp nhất: {low} (0). Chưa báo cáo: {missing}.")

    @pytest.mark.parametrize(
        ("value_of", "start"),
        [
            (lambda _: None, "Chưa có địa bàn nào báo cáo."),
            (lambda _: 0, "Không địa bàn nào có ca mắc mới trong 7 ngày qua."),
            (lambda _: 4.5, "Các địa bàn cùng mức 4,5."),
            (lambda index: float(index > 17), "Cao nhất: 3 địa bàn (1,0), thấp nhất: 18 địa bàn (0)."),
        ],
    )
    def test_sentence_without_a_single_extreme(self, value_of, start):
        assert map_sentence(areas_of("nghe-an", value_of)) == start


LETTERINGS = {"values only": (24, None), "values and names": (16, 14)}


def labels_of(areas, value_size, name_size):
    """Labels as a map sets them, with three digits everywhere: the widest case."""
    labels = []
    for area, land in zip(areas, project([area.geometry for area in areas]), strict=True):
        value = (text_width("125", value_size, bold=True), value_size)
        name = (text_width(area.short_name, name_size), 16) if name_size else None
        stack = (value, name) if name else (value,)
        labels.append(Label(area.code, land, (stack,), (sum(line[0] for line in stack) + 7, value_size + 4)))
    return labels


class TestLabels:
    @pytest.mark.parametrize("lettering", LETTERINGS)
    @pytest.mark.parametrize("slug", ["nghe-an", "thanh-hoa"])
    def test_none_overlaps_another_or_leaves_the_frame(self, slug, lettering):
        labels = labels_of(areas_of(slug), *LETTERINGS[lettering])
        legend = (0, 245, 185, 450)
        places = place_labels(labels, frame=(640, 450), taken=[legend])
        assert {place.key for place in places} == {label.key for label in labels}
        for first, second in combinations([place.box for place in places], 2):
            assert not overlaps(first, second)
        for place in places:
            left, top, right, bottom = place.box
            assert left >= 0 and top >= 0 and right <= 640 and bottom <= 450
            assert place.leader is None or not overlaps(place.box, legend)

    @pytest.mark.parametrize("slug", ["nghe-an", "thanh-hoa"])
    def test_inside_means_inside_and_outside_means_off_the_land(self, slug):
        labels = {label.key: label for label in labels_of(areas_of(slug), 16, 14)}
        province = shapely.union_all([label.land for label in labels.values()])
        for place in place_labels([*labels.values()], frame=(640, 450)):
            if place.leader is None:
                name = labels[place.key].stacks[0][1]
                x, bottom = (place.box[0] + place.box[2]) / 2, place.box[3]
                row = shapely.box(x - name[0] / 2, bottom - name[1], x + name[0] / 2, bottom)
                assert labels[place.key].land.buffer(0.01).contains(row)
            else:
                assert not province.intersects(shapely.box(*place.box))
                assert labels[place.key].land.contains(shapely.Point(place.leader[:2]))

    def test_a_label_without_words_only_keeps_its_land_free(self):
        square = shapely.box(100, 100, 110, 110)
        labels = [Label("a", square, (((40, 20),),), (40, 20)), Label("b", shapely.box(110, 0, 300, 200), (), (0, 0))]
        (place,) = place_labels(labels, frame=(300, 200))
        assert place.key == "a" and place.points_left
        assert not labels[1].land.intersects(shapely.box(*place.box))


def overlaps(first, second):
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
