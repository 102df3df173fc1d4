"""The admin's screens of the search: a unit that runs the portal recommends, another signs; who tends the search sees
what was looked for in vain, and nobody else does."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Page

from core import clock
from search.models import RecommendedAnswer, VainSearch
from tests.datasets import factories
from units.models import AuditEntry, Done, Duty, User
from units.policy import tends_search

ANSWERS, SYNONYMS = "/quan-tri/snippets/search/recommendedanswer/", "/quan-tri/snippets/search/synonym/"
VAIN = "/quan-tri/tim-khong-thay/"


@pytest.fixture
def province(db, evening):
    built = factories.build()
    Duty.objects.create(
        code="vp-portal",
        unit=built.units["vp"],
        article="10.1",
        action="update",
        subject="portal",
        frequency="day",
        task="Vận hành cổng",
    )
    return built


@pytest.fixture
def page(province):
    return Page.objects.get(depth=2).add_child(instance=Page(title="Giấy đi đường", slug="giay-di-duong"))


@pytest.fixture
def searches(province):
    for text, times in (("giay di duong", 12), ("=cmd", 40), ("mua oxy", 7), ("nguyen thi an", 3)):
        VainSearch.objects.create(day=clock.today(), text=text, times=times, occasions=times)


def account(name, unit=None, **fields):
    user = User.objects.create(username=name, unit=unit, **fields)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return user


@pytest.fixture
def office(client, province):
    client.force_login(account("vp", province.units["vp"]))
    return client


def filled_in(pinned, **fields):
    return {"queries": "giấy đi đường\nqua chốt", "page": pinned.pk, "reason": "", "valid_from": "08/10/2021",
            "valid_to": "", "action-submit": "1"} | fields  # fmt: skip


def test_the_office_recommends_a_page_and_it_waits_for_a_signature(office, page, client):
    answer = office.post(f"{ANSWERS}add/", filled_in(page))
    assert answer.status_code == 302, answer.context["form"].errors
    made = RecommendedAnswer.objects.get()
    assert (made.unit.abbreviation, made.live, made.page.pk) == ("vp", False, page.pk)
    assert client.get("/tim-kiem/", {"q": "qua chốt"}).context["recommended"] == []
    assert "Giấy đi đường" in office.get(ANSWERS).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"queries": ""}, "cần điền"),
        ({"queries": "???"}, "không có chữ cái"),
        ({"page": ""}, "cần điền"),
        ({"page": "999999"}, "mục hợp lệ"),
        ({"page": "x"}, "mục hợp lệ"),
        ({"valid_to": "07/10/2021"}, "Ngày cuối phải không trước ngày đầu."),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese(office, page, fields, said):
    answer = office.post(f"{ANSWERS}add/", filled_in(page, **fields))
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors)
    assert not RecommendedAnswer.objects.exists()


def test_a_page_that_readers_do_not_see_is_refused(office, page):
    page.unpublish()
    answer = office.post(f"{ANSWERS}add/", filled_in(page))
    assert "mục hợp lệ" in str(answer.context["form"].errors)
    assert "Giấy đi đường" not in answer.content.decode()
    assert "Giấy đi đường" not in office.get(f"{ANSWERS}add/").content.decode()


def test_a_unit_without_the_duty_recommends_nothing(client, province, page):
    client.force_login(account("cdc", province.units["cdc"]))
    assert client.get(f"{ANSWERS}add/").status_code in (302, 403, 404)
    client.post(f"{ANSWERS}add/", filled_in(page))
    assert not RecommendedAnswer.objects.exists()


def test_the_office_can_choose_a_page_though_it_writes_none(office, page):
    assert office.get("/quan-tri/choose-page/").status_code == 200
    assert office.get("/quan-tri/choose-page/search/?q=duong").status_code == 200
    assert office.get("/quan-tri/pages/").status_code == 404


def test_who_tends_the_search(province):
    units = province.units
    assert tends_search(account("vp", units["vp"]))
    assert tends_search(account("admin", is_superuser=True))
    assert tends_search(account("gs", kind="person", across="oversight"))
    assert not tends_search(account("cdc", units["cdc"]))
    assert not tends_search(account("vp.duyet", units["vp"], kind="person", reviews=True))
    assert not tends_search(None)


def test_nobody_else_finds_the_list(client, province, searches):
    assert client.get(VAIN).status_code == 302
    client.force_login(account("cdc", province.units["cdc"]))
    assert client.get(VAIN).status_code == 404
    assert "tim-khong-thay" not in client.get("/quan-tri/").content.decode()


def test_the_list_shows_what_many_looked_for_and_the_way_to_answer_it(office, searches):
    html = office.get(VAIN).content.decode()
    assert [one.text for one, _ in office.get(VAIN).context["rows"]] == ["=cmd", "giay di duong", "mua oxy"]
    assert "nguyen thi an" not in html
    assert f"{ANSWERS}add/?tim=giay+di+duong" in html
    assert ">giay di duong</textarea>" in office.get(f"{ANSWERS}add/?tim=giay+di+duong").content.decode().replace(
        "\n", ""
    )
    assert f"{SYNONYMS}add/?tim=giay+di+duong" in html
    assert 'value="giay di duong"' in office.get(f"{SYNONYMS}add/?tim=giay+di+duong").content.decode()
    assert "tim-khong-thay" in office.get("/quan-tri/").content.decode()


def test_who_may_not_recommend_is_not_led_there(client, province, searches):
    client.force_login(account("gs", kind="person", across="oversight"))
    assert f"{ANSWERS}add/" not in client.get(VAIN).content.decode()


@pytest.mark.parametrize("asked", [{"xep": "chu"}, {"xep": "moi"}, {"xep": "x", "ngay": "-1"}, {"ngay": "90"}])
def test_orders_and_periods(office, searches, asked):
    assert len(office.get(VAIN, asked).context["rows"]) == 3


def test_the_file_holds_the_same_and_runs_nothing_in_a_spreadsheet(office, searches):
    answer = office.get(VAIN, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Điều đã tìm (không dấu)", "Số lượt", "Ngày gần nhất"]
    assert rows[1:] == [
        ["'=cmd", "40", "08/10/2021"],
        ["giay di duong", "12", "08/10/2021"],
        ["mua oxy", "7", "08/10/2021"],
    ]
    assert office.get(VAIN, {"export": "xlsx"}).status_code == 200
    assert office.get(VAIN, {"export": "exe"}).status_code == 404
    assert AuditEntry.objects.filter(action=Done.EXPORT, label=VAIN).count() == 2


def test_the_list_takes_few_queries_however_many_rows(office, province, django_assert_max_num_queries):
    VainSearch.objects.bulk_create(
        VainSearch(day=clock.today(), text=f"chu {n}", times=9, occasions=9) for n in range(300)
    )
    office.get(VAIN)
    with django_assert_max_num_queries(30):
        assert len(office.get(VAIN).context["rows"]) == 100
