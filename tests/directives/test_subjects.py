"""What a directive is about: proposed from its abstract, put right by an officer, found by readers."""

import datetime as dt
import json
import re
from typing import get_args

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.topics import Audience, AudienceName, Topic, TopicName
from directives.models import DirectivePage, DirectiveSubject
from directives.proposals import proposed, proposed_audiences, proposed_topics
from directives.subjects import AreasFormField
from tests.directives.factories import directive, many, take_down
from tests.directives.test_confirm import compare, handed_in  # noqa: F401
from tests.directives.test_intake_view import sign_in  # noqa: F401
from units.selectors.area_names import known_areas

DAY = dt.date(2021, 10, 8)
VINH, QUYNH_LUU, DIEN_CHAU, HOANG_MAI = "412", "421", "425", "432"


def numbers(client, query):
    response = client.get(f"/van-ban/{query}")
    assert response.status_code == 200
    return [row["page"].number for row in response.context["rows"]]


def test_the_api_names_every_topic_and_audience():
    assert list(get_args(TopicName)) == Topic.values
    assert list(get_args(AudienceName)) == Audience.values


@pytest.mark.parametrize(
    ("abstract", "topics", "audiences"),
    [
        ("V/v xét nghiệm theo nhóm nguy cơ", ["xet_nghiem"], []),
        ("Tiêm vắc xin cho người dân", ["tiem_chung"], ["moi_nguoi"]),
        ("Về việc thiết lập vùng cách ly y tế (phong tỏa)", ["gian_cach"], []),
        ("Quản lý người nhiễm Covid-19 (F0) tại nhà", ["mac_benh"], ["f0"]),
        ("Về theo dõi người về từ tỉnh có dịch đã tiêm đủ hai mũi vắc xin", ["di_lai"], ["ve_tu_vung_dich"]),
        ("Thủ tục hỗ trợ người lao động", ["ho_tro"], ["lao_dong"]),
        ("Đón học sinh trở lại trường", ["tre_em"], ["cha_me"]),
        ("Tăng cường phòng, chống dịch Covid-19", ["phong_benh"], []),
        ("Khai báo và xét nghiệm để phòng, chống dịch", ["khai_bao", "xet_nghiem"], []),
        ("Về tiềm năng của tỉnh", [], []),
        ("Dự hội nghị trực tuyến", [], []),
        ("", [], []),
    ],
)
def test_topics_and_groups_by_the_words_of_the_abstract(abstract, topics, audiences):
    assert (proposed_topics(abstract), proposed_audiences(abstract)) == (topics, audiences)


@given(st.text(max_size=80), st.sampled_from(["xét nghiệm", "giãn cách", "khai báo"]))
def test_proposals_are_known_codes_in_order_and_words_around_take_none_away(around, words):
    found = proposed_topics(f"{around} {words} {around}")
    assert found == [code for code in Topic.values if code in found]
    assert set(proposed_topics(words)) <= set(found)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("abstract", "codes"),
    [
        ("Giãn cách trên địa bàn huyện Quỳnh Lưu", [QUYNH_LUU]),
        ("Giãn cách tại các huyện Quỳnh Lưu, Diễn Châu và thị xã Hoàng Mai", [QUYNH_LUU, DIEN_CHAU, HOANG_MAI]),
        ("Cấp giấy đi đường tại thành phố Vinh", [VINH]),
        ("Về thị xã Thái Hòa", ["414"]),
        ("Về thị xã Thái Hoà", ["414"]),
        ("Phong tỏa phường Đông Vĩnh, thành phố Vinh", ["16663"]),
        ("Phòng, chống dịch trên địa bàn tỉnh Nghệ An", []),
        ("Thu hồi công văn của Ủy ban nhân dân thành phố Vinh", []),
        ("Người về từ Thành phố Hồ Chí Minh và huyện Bình Chánh", []),
        ("Về Quỳnh Lưu", []),
    ],
)
def test_areas_that_the_abstract_names_with_their_kind(abstract, codes):
    assert proposed(abstract, DAY)["areas"] == codes


@pytest.mark.usefixtures("province")
class TestPut:
    def test_areas_are_written_as_names(self):
        field = AreasFormField()
        assert field.clean("huyện quỳnh lưu; Phường Đông Vĩnh, Thành phố Vinh; 412") == [QUYNH_LUU, "16663", VINH]
        assert field.prepare_value(["16663", VINH]) == "Phường Đông Vĩnh, Thành phố Vinh; Thành phố Vinh"
        assert field.clean(field.prepare_value(["16663", VINH])) == ["16663", VINH]

    @pytest.mark.parametrize("day", [DAY, dt.date(2026, 1, 1)])
    def test_every_area_of_the_day_comes_back_as_it_was_written(self, day):
        field, known = AreasFormField(), known_areas()
        field.day = day
        for area in known.values():
            if area.is_valid(day):
                assert field.clean(field.prepare_value([area.code])) == [area.code], area

    def test_a_code_that_another_area_bears_today_is_named_as_on_the_day_of_the_directive(self):
        field = AreasFormField()
        field.day = DAY
        assert field.prepare_value(["16681"]) == "Phường Quang Trung, Thành phố Vinh"

    def test_a_published_directive_is_mended_where_it_is_said_what_was_mended(self, handed_in, compare):  # noqa: F811
        page = handed_in()
        DirectivePage.objects.update(first_published_at=clock.now(), live=True)
        answer = compare(page, topics=["xet_nghiem"])
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert DirectivePage.objects.get().get_latest_revision_as_object().topics != ["xet_nghiem"]

    @pytest.mark.parametrize("text", ["Huyện Không Có", "999999", "<b>", "huyện\0", "Tỉnh"])
    def test_what_is_no_area_is_refused(self, text):
        with pytest.raises(ValidationError, match="Không có địa bàn"):
            AreasFormField().clean(text)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("topics", ["khac"], "Không có lĩnh vực “khac”."),
            ("audiences", [7], "Không có đối tượng “7”."),
            ("areas", ["99999"], "Không có địa bàn mã “99999”."),
            ("topics", ["di_lai", "di_lai"], "Có lĩnh vực ghi hai lần."),
            ("topics", {"a": 1}, "Cần một danh sách mã."),
        ],
    )
    def test_a_wrong_code_is_refused_in_vietnamese(self, field, value, said):
        with pytest.raises(ValidationError) as refusal:
            directive(publish=False, **{field: value})
        assert refusal.value.message_dict[field] == [said]

    def test_the_officer_sees_proposals_and_changes_them(self, handed_in, compare):  # noqa: F811
        page = handed_in()
        draft = page.get_latest_revision_as_object()
        assert draft.topics == proposed(draft.abstract, DAY)["topics"]
        answer = compare(page, topics=["xet_nghiem"], audiences=["f1"], areas="Huyện Quỳnh Lưu")
        assert answer.status_code == 302
        draft = DirectivePage.objects.get().get_latest_revision_as_object()
        assert (draft.topics, draft.audiences, draft.areas) == (["xet_nghiem"], ["f1"], [QUYNH_LUU])
        assert "Không có địa bàn" in compare(page, areas="Huyện Lạ").content.decode()


@pytest.fixture
def some(province):
    directive(number="1", topics=["xet_nghiem"], areas=[QUYNH_LUU])
    directive(number="2", topics=["xet_nghiem", "tiem_chung"], audiences=["f1"], date=dt.date(2021, 9, 1))
    directive(number="3", topics=["di_lai"], publish=False)
    directive(number="4", issuer="ubnd-vinh", unit="ubnd-vinh", symbol="QĐ-UBND", date=dt.date(2021, 8, 1))
    directive(number="5", issuer="ubnd-vinh", unit="ubnd-vinh", areas=["16663"], date=dt.date(2021, 7, 1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?linh-vuc=xet_nghiem", ["1", "2"]),
        ("?linh-vuc=tiem_chung", ["2"]),
        ("?linh-vuc=xet_nghiem&doi-tuong=f1", ["2"]),
        ("?linh-vuc=xet_nghiem&dia-ban=421", ["1"]),
        ("?linh-vuc=tiem_chung&dia-ban=421", []),
        ("?dia-ban=412", ["4", "5"]),
        ("?dia-ban=16663", ["5"]),
    ],
)
def test_filters_combine(client, some, query, found):
    assert numbers(client, query) == found


def test_what_no_published_directive_has_is_no_choice(client, some):
    assert client.get("/van-ban/?linh-vuc=di_lai").status_code == 404
    assert client.get("/van-ban/?doi-tuong=f0").status_code == 404


def test_one_taken_down_leaves_no_rows(client, some):
    take_down(DirectivePage.objects.get(number="2"))
    assert numbers(client, "?linh-vuc=xet_nghiem") == ["1"]
    assert not DirectiveSubject.objects.filter(page__number="2").exists()


def test_published_anew_it_is_found_by_what_it_says_now(client, some):
    page = DirectivePage.objects.get(number="1")
    page.topics, page.emendation = ["ho_tro"], "Sửa lĩnh vực"
    page.save_revision().publish()
    assert numbers(client, "?linh-vuc=ho_tro") == ["1"]
    assert numbers(client, "?linh-vuc=xet_nghiem") == ["2"]


def test_the_page_says_so_to_people_and_machines(client, some):
    html = client.get(DirectivePage.objects.get(number="1").url).content.decode()
    assert '<a href="/van-ban/?linh-vuc=xet_nghiem">Xét nghiệm</a>' in html
    assert "Huyện Quỳnh Lưu" in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["about"] == [{"@type": "DefinedTerm", "termCode": "xet_nghiem", "name": "Xét nghiệm"}]
    assert data["spatialCoverage"] == [
        {"@type": "AdministrativeArea", "identifier": QUYNH_LUU, "name": "Huyện Quỳnh Lưu"}
    ]


def test_the_api(client, some):
    items = client.get("/api/v1/directives/?topic=xet_nghiem&audience=f1").json()["items"]
    assert [(one["topics"], one["audiences"], one["areas"]) for one in items] == [
        (["xet_nghiem", "tiem_chung"], ["f1"], ["40"])
    ]
    assert len(client.get("/api/v1/directives/?area=412").json()["items"]) == 2
    assert client.get("/api/v1/directives/?topic=khac").status_code in (400, 422)


def test_page_and_list_stay_within_their_queries(client, some):
    page = DirectivePage.objects.get(number="1")
    asked = "/van-ban/?linh-vuc=xet_nghiem&doi-tuong=f1&dia-ban=421&cap=tinh&hieu-luc=con_hieu_luc"
    for address in (page.url, asked):
        client.get(address)
        counts = []
        for more in (0, 30):
            many(more)
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1] <= 12, address
