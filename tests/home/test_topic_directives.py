"""Directives beside guidance and in the blocks of editors: by a rule, or chosen."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.management.commands.load_province import load
from core import clock
from datasets import days
from datasets.models import Pointer, Release
from directives.models import DirectivePage
from home.blocks.directives import ChosenDirectivesBlock
from home.selectors.latest_directives import DirectiveRule, holding_on, latest_by_rule
from home.selectors.pieces import chosen_of
from tests.directives.factories import directive, take_down
from units.selectors.areas import area_bearing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db, evening):
    load("nghe-an")


def numbers(rule):
    return [page.number for page in latest_by_rule([rule])[rule]]


def some():
    directive(number="1", topics=["xet_nghiem"], areas=["421"], date=dt.date(2021, 9, 1))
    directive(number="2", topics=["xet_nghiem"], audiences=["f1"], date=dt.date(2021, 9, 2))
    directive(number="3", topics=["xet_nghiem"], effective_to=dt.date(2021, 9, 30), date=dt.date(2021, 9, 3))
    directive(number="4", topics=["di_lai"], date=dt.date(2021, 9, 4))
    directive(number="5", topics=["xet_nghiem"], publish=False)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"topic": "xet_nghiem"}, ["3", "2", "1"]),
        ({"topic": "xet_nghiem", "statuses": ("het_hieu_luc",)}, ["3"]),
        ({"topic": "xet_nghiem", "audience": "f1"}, ["2"]),
        ({"area": "421"}, ["1"]),
        ({"topic": "di_lai", "area": "421"}, []),
    ],
)
def test_a_rule_takes_what_its_query_finds(rule, found):
    some()
    assert numbers(DirectiveRule("", "", 5, **rule)) == found


def test_all_rules_in_one_query(django_assert_max_num_queries):
    some()
    latest_by_rule([holding_on("di_lai"), DirectiveRule("", "", 5, area="421")])
    with django_assert_max_num_queries(1):
        found = latest_by_rule([holding_on("xet_nghiem"), DirectiveRule("", "", 5, area="421"), holding_on("di_lai")])
    assert [[page.number for page in pages] for pages in found.values()] == [["2", "1"], ["1"], ["4"]]


def test_guidance_of_a_topic_shows_what_applies(client):
    some()
    html = client.get("/huong-dan/?chu-de=xet_nghiem").content.decode()
    assert "2/QĐ-UBND" in html and "3/QĐ-UBND" not in html and "4/QĐ-UBND" not in html
    assert 'href="/van-ban/?linh-vuc=xet_nghiem"' in html


DAYS = {str(n): f"2021-09-0{n}" for n in range(1, 5)} | {"5": None}


def chosen(*numbers):
    block = ChosenDirectivesBlock()
    rows = [
        {"number": number, "issuer": "Ủy ban nhân dân tỉnh Nghệ An", "date": DAYS[number[0]]} for number in numbers
    ]
    return block, block.to_python({"heading": "Cần biết", "directives": rows})


def test_chosen_ones_keep_their_order_and_leave_when_withdrawn_or_taken_down():
    some()
    _, value = chosen("4/QĐ-UBND", "1/QĐ-UBND", "2/QĐ-UBND")
    assert [one.ref.number for one in chosen_of(value, {})] == ["4/QĐ-UBND", "1/QĐ-UBND", "2/QĐ-UBND"]
    DirectivePage.objects.filter(number="1").update(withdrawn_on=dt.date(2021, 10, 1))
    take_down(DirectivePage.objects.get(number="4"))
    assert [one.ref.number for one in chosen_of(value, {})] == ["2/QĐ-UBND"]


def test_what_is_not_on_the_portal_cannot_be_chosen():
    some()
    block, value = chosen("2/QĐ-UBND")
    assert block.clean(value)
    block, value = chosen("2/QĐ-UBND", "5/QĐ-UBND")
    with pytest.raises(ValidationError) as refusal:
        block.clean(value)
    assert "Cổng chưa công bố văn bản 5/QĐ-UBND" in str(refusal.value.as_json_data())


def typed(number, **beside):
    block = ChosenDirectivesBlock()
    return block.clean(block.to_python({"directives": [{"number": number, **beside}]}))["directives"][0].ref


def refusal(number, **beside):
    with pytest.raises(ValidationError) as refused:
        typed(number, **beside)
    return str(refused.value.as_json_data())


@pytest.mark.parametrize("written", ["2/QĐ-UBND", "02/qđ-ubnd", " 2/QĐ-UBND "])
def test_a_number_alone_is_enough_where_one_directive_bears_it(written):
    some()
    chosen_one = DirectivePage.objects.get(number="2")
    assert typed(written) == chosen_one.ref


def test_what_was_chosen_by_its_number_stays_when_another_office_uses_the_number():
    some()
    block, value = ChosenDirectivesBlock(), {"directives": [{"number": "2/QĐ-UBND"}]}
    stored = block.get_prep_value(block.clean(block.to_python(value)))
    directive(number="2", date=dt.date(2021, 3, 2), issuer="ubnd-vinh", unit="ubnd-vinh")
    assert [one.ref.date for one in chosen_of(block.to_python(stored), {})] == [dt.date(2021, 9, 2)]


def test_a_number_that_two_bear_is_refused_with_what_to_add():
    some()
    directive(number="2", date=dt.date(2021, 3, 2), issuer="ubnd-vinh", unit="ubnd-vinh")
    said = refusal("2/QĐ-UBND")
    assert "Cổng có 2 văn bản 2/QĐ-UBND" in said and "hãy ghi thêm cơ quan và ngày ban hành" in said
    assert "ngày 02/09/2021" in said and "ngày 02/03/2021" in said
    assert typed("2/QĐ-UBND", date="2021-03-02").date == dt.date(2021, 3, 2)


def test_a_number_alone_says_nothing_of_a_draft():
    some()
    assert "Cổng chưa công bố văn bản 5/QĐ-UBND" in refusal("5/QĐ-UBND")


def test_an_area_shows_what_applies_there(client):
    some()
    directive(number="6", areas=["421"], effective_to=dt.date(2021, 9, 30))
    html = client.get("/dia-ban/421/").content.decode()
    assert "1/QĐ-UBND" in html and "2/QĐ-UBND" not in html and "6/QĐ-UBND" not in html
    assert client.get("/van-ban/", {"dia-ban": "421"}).status_code == 200
    assert 'href="/van-ban/?dia-ban=421"' in html


def test_a_district_shows_what_applies_in_its_communes_and_leads_to_it(client):
    commune = area_bearing("16675", dt.date(2021, 10, 1))
    directive(number="7", areas=[commune.code], date=dt.date(2021, 9, 1))
    for code in (commune.code, commune.parent.code):
        html = client.get(f"/dia-ban/{code}/").content.decode()
        assert "7/QĐ-UBND" in html and f'href="/van-ban/?dia-ban={code}"' in html
        assert [row["page"].number for row in client.get("/van-ban/", {"dia-ban": code}).context["rows"]] == ["7"]


def test_an_area_without_directives_says_nothing_of_them(client):
    assert "Văn bản còn hiệu lực" not in client.get("/dia-ban/421/").content.decode()


def test_an_area_asks_the_database_no_more_the_more_directives_it_has(client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/dia-ban/421/").status_code == 200
        return len(queries)

    directive(areas=["421"])
    asked()
    one = asked()
    for _ in range(4):
        directive(areas=["421"])
    assert asked() <= one


class TestOnTheDayOfAnOlderRelease:
    """A page of an older release shows what applied then, not what applies now."""

    @pytest.fixture
    def ended_and_new(self):
        """In force until October, and from 8 October on, in district 421; releases of the days before and after."""
        for number, day in ((1, dt.date(2021, 9, 29)), (2, dt.date(2021, 10, 8))):
            moment = dt.datetime.combine(day, dt.time(6), clock.ZONE)
            told = {"staged_at": moment, "published_at": moment, "token": uuid4()}
            Release.objects.create(number=number, day=days.number(day), slot=0, **told)
            Pointer.objects.update_or_create(defaults={"number": number})
        directive(number="11", areas=["421"], date=dt.date(2021, 9, 1), effective_to=dt.date(2021, 10, 1))
        directive(number="12", areas=["421"], date=dt.date(2021, 10, 8))

    @pytest.mark.parametrize(
        ("asked", "holds"),
        [("", "12"), ("?ban=2", "12"), ("?ban=1", "11"), ("?ngay=2021-09-29", "11"), ("?ngay=2021-10-08", "12")],
    )
    def test_it_shows_what_applied_then(self, client, ended_and_new, asked, holds):
        assert [page.number for page in client.get(f"/dia-ban/421/{asked}").context["latest"]] == [holds]

    def test_it_says_of_which_day_and_leads_there(self, client, ended_and_new):
        html = client.get("/dia-ban/421/?ban=1").content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
        assert "Văn bản còn hiệu lực ở địa bàn ngày 29/09/2021" in html
        assert 'href="/van-ban/?dia-ban=421&amp;ngay=2021-09-29"' in html
        assert f'href="{DirectivePage.objects.get(number="11").get_url()}?ngay=2021-09-29"' in html
        now = client.get("/dia-ban/421/?ban=2").content.decode()
        assert "ngày 08/10/2021</h2>" not in now and 'href="/van-ban/?dia-ban=421"' in now

    def test_before_anything_applied_it_says_nothing(self, client, ended_and_new):
        assert client.get("/dia-ban/421/?ngay=2021-08-01").context["latest"] == []
