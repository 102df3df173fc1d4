"""Every address of the admin, asked by one unit about another unit's record: nothing is shown, nothing changes."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.actions.create import CreateAction

from datasets.models import Facility, Report
from tests.datasets import factories
from units.exports import harmless
from units.gate import gated_models
from units.models import AdministrativeArea, Duty, OrganisationalUnit, User

CLOSED = (
    "reports/site-history/",
    "reports/workflow/",
    "collections/",
    "workflows/list/",
    "snippets/",
    "users/",
    "groups/",
    "sites/",
    "pages/",
    "choose-page/",
    "api/main/pages/",
    "images/",
    "documents/",
    "failwhale/",
    "tag-autocomplete/?term=a",
)
MARK = "DAU VET CUA DON VI KHAC"


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def foreign(province):
    """{model: a record of ttyt-hai, which ttyt-mot neither owns nor reviews}, each bearing the mark."""
    area, unit = province.areas["2"], province.units["ttyt-hai"]
    AdministrativeArea.objects.filter(pk=area.pk).update(name=MARK)
    OrganisationalUnit.objects.filter(pk=unit.pk).update(name=MARK)
    duty = Duty.objects.create(code="khac", unit=unit, article="1", action="watch", subject="x", task=MARK, level=1)
    place = Facility(name=MARK, kind="thiet_yeu", area=area, unit=unit, live=False)
    CreateAction(place).execute(skip_permission_checks=True)
    report = factories.report(province, "ttyt-hai", "2", state="draft", note=MARK)
    return {AdministrativeArea: area, OrganisationalUnit: unit, Duty: duty, Facility: place, Report: report}


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def state():
    return {
        model: list(model._base_manager.order_by("pk").values())
        for model in (AdministrativeArea, OrganisationalUnit, Duty, Facility, Report)
    }


def routes(entries=None, prefix=""):
    for entry in get_resolver().url_patterns if entries is None else entries:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses_of(model, pk):
    """Every address of the model's lists, forms and choosers, with the key and plausible other parts filled in."""
    name = f"{model._meta.app_label}/{model._meta.model_name}/"
    for route in routes():
        if f"snippets/{name}" in route or f"snippets/choose/{name}" in route:
            path = re.sub(r"<(?:int:|str:)?pk>|\(\?P<pk>[^)]*\)", str(pk), route)
            path = re.sub(
                r"\(\?P<revision_id_a>[^)]*\)\\\.\\\.\\\.\(\?P<revision_id_b>[^)]*\)", "earliest...latest", path
            )
            path = re.sub(r"<slug:[a-z_]+>", "approve", path)
            path = re.sub(r"<int:[a-z_]+>", "1", path)
            assert "<" not in path, path
            yield "/" + path.replace("\\", "").replace("$", "").replace("^", "")


def test_the_gate_stands_before_every_snippet(foreign):
    assert set(gated_models()) >= set(foreign)


@pytest.mark.parametrize("model", [AdministrativeArea, OrganisationalUnit, Duty, Facility, Report])
def test_no_address_shows_or_changes_another_units_record(sign_in, foreign, model):
    client, record = sign_in("ttyt-mot"), foreign[model]
    before, asked = state(), 0
    for path in addresses_of(model, record.pk):
        one = re.search(rf"/{record.pk}/", path) is not None
        for response in (client.get(path), client.get(path + f"?q=DAU&id={record.pk}&export=csv"), client.post(path)):
            assert response.status_code < 500, path
            assert MARK not in text_of(response), path
            if one:
                assert response.status_code in (404, 405), path
            asked += 1
    assert asked > 30
    assert state() == before


def test_bulk_actions_neither_list_nor_delete(sign_in, foreign):
    client, before = sign_in("ttyt-mot"), state()
    for model, record in foreign.items():
        path = reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, "delete"])
        for query in (f"?id={record.pk}", "?id=all"):
            assert client.get(path + query).status_code == 404
            assert client.post(path + query).status_code == 404
    assert state() == before


def test_officers_find_no_system_views(sign_in, foreign):
    client = sign_in("ttyt-mot")
    for path in CLOSED:
        assert client.get(f"/quan-tri/{path}").status_code == 404, path
    text = text_of(client.get("/quan-tri/"))
    assert MARK not in text
    assert not re.search("site-history|wagtail\\.org", text)


def test_the_administrator_keeps_the_system_views_but_not_the_traps(sign_in):
    client = sign_in("admin")
    for path in ("reports/site-history/", "collections/", "sites/", "pages/"):
        assert client.get(f"/quan-tri/{path}", follow=True).status_code == 200, path
    assert client.get("/quan-tri/failwhale/").status_code == 404


def test_there_is_one_door(client, db):
    for path in ("/quan-tri/login/", "/admin/login/", "/admin/", "/django-admin/", "/django-admin/login/",
                 "/quan-tri/password_reset/", "/quan-tri/password_reset/confirm/MQ/x-y/"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    response = client.get("/quan-tri/")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/quan-tri/")
    assert client.get("/quan-tri/snippets/datasets/report/")["Location"].startswith("/dang-nhap/?next=")


def test_an_account_without_a_unit_does_nothing(sign_in, foreign, client):
    client.force_login(User.objects.create(username="la"))
    assert client.get("/quan-tri/snippets/datasets/report/").status_code in (302, 403)
    plain = User.objects.create(username="lạ")
    plain.groups.set(Group.objects.all())
    client.force_login(plain)
    assert client.get("/quan-tri/").status_code == 200
    listed = client.get("/quan-tri/snippets/datasets/report/")
    assert MARK not in text_of(listed)


def test_officers_read_and_the_administrator_configures(sign_in, province, client):
    own = province.units["ttyt-mot"]
    edit = reverse("wagtailsnippets_units_organisationalunit:edit", args=[own.pk])
    client = sign_in("ttyt-mot")
    assert client.get(reverse("wagtailsnippets_units_organisationalunit:inspect", args=[own.pk])).status_code == 200
    assert client.get(edit).status_code in (302, 403)
    assert client.post(edit, {"name": "X"}).status_code in (302, 403)
    assert client.get(reverse("wagtailsnippets_units_organisationalunit:add")).status_code in (302, 403)
    client = sign_in("admin")
    assert client.get(edit).status_code == 200


@pytest.mark.parametrize("query", ["q=%F0%9F", "q=" + "a" * 10_000, "p=99999", "p=x", "ordering=-pk", "export=pdf"])
def test_strange_queries_are_no_server_errors(sign_in, query):
    client = sign_in("ttyt-mot")
    for model in gated_models():
        path = reverse(model.snippet_viewset.get_url_name("list"))
        assert client.get(f"{path}?{query}").status_code < 500, (model, query)


def test_impossible_keys_are_not_found(sign_in):
    client = sign_in("ttyt-mot")
    for pk in (0, 99_999_999, 10**30):
        assert client.get(f"/quan-tri/snippets/datasets/report/inspect/{pk}/").status_code == 404


def test_exports_hold_what_the_list_shows_and_no_formula(sign_in, foreign, province):
    OrganisationalUnit.objects.filter(abbreviation="ttyt-mot").update(name="=HYPERLINK(1)")
    client = sign_in("ttyt-mot")
    path = reverse("wagtailsnippets_units_organisationalunit:list")
    text = text_of(client.get(path + "?export=csv"))
    assert "ttyt-mot" in text and "tyt-11" in text
    assert MARK not in text and "'=HYPERLINK(1)" in text
    assert client.get(path + "?export=xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("start", [*"=+-@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_quoted(start):
    assert harmless(start + "1") == f"'{start}1"
    assert harmless("a" + start) == "a" + start
    assert harmless(-1) == -1


def test_a_list_too_long_to_export_is_refused_whole(sign_in, monkeypatch):
    monkeypatch.setattr("units.gate.MOST_ROWS", 1)
    response = sign_in("ttyt-mot").get(reverse("wagtailsnippets_units_organisationalunit:list") + "?export=csv")
    assert response.status_code == 302


def test_a_list_asks_no_more_for_more_rows(sign_in, province):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("wagtailsnippets_datasets_report:list")).status_code == 200
        return len(queries)

    factories.report(province, "ttyt-mot", "1")
    client = sign_in("ttyt-mot")
    asked()
    few = asked()
    for day in range(30):
        factories.report(province, "ttyt-mot", "1", day=factories.DAY - 1 - day)
    assert asked() <= few + 1


def test_what_an_account_does_not_find_leads_back_to_its_desk_and_says_nothing_of_the_record(sign_in, foreign):
    missing = sign_in("ttyt-mot").get(reverse("wagtailsnippets_datasets_facility:edit", args=[foreign[Facility].pk]))
    text = text_of(missing)
    assert missing.status_code == 404 and MARK not in text
    assert "tài khoản của bạn không được" in text and 'href="/quan-tri/"' in text
