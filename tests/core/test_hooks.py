"""A plugin adds a link, a piece of a page and an address of the API, and takes them with it when it goes."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.test import override_settings
from django.urls import clear_url_caches
from wagtail.api.v3.api import api as wagtail_api

import config.api
import config.urls
from core import hooks, province
from core.checks import plugins_load
from home.actions.load import build_page_tree

PLUGIN = "tests.plugins_sample"


@contextmanager
def installed(*plugins: str) -> Iterator[None]:
    """The portal as if it had started with these plugins."""
    names = [*django_settings.INSTALLED_APPS, *plugins]
    # Wagtail's apps mount their routers whenever they are made ready, and its own API bears that only once.
    with patch.object(wagtail_api, "add_router"), override_settings(INSTALLED_APPS=names):
        collect_addresses()
        yield
    collect_addresses()


def collect_addresses() -> None:
    importlib.reload(config.api)
    importlib.reload(config.urls)
    clear_url_caches()


@pytest.fixture
def pages(db, evening):
    build_page_tree(province.current())


@pytest.fixture
def plugin():
    with installed(PLUGIN):
        yield


def manage(*arguments: str, plugins: str, data_dir: object) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PLUGINS": plugins, "DATA_DIR": str(data_dir), "DATABASE_URL": "sqlite://:memory:"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120
    )


def links(response) -> list[str]:
    return [link["title"] for link in response.context["portal"]["navigation"]]


def test_without_the_plugin_there_is_nothing_of_it(client, pages):
    home = client.get("/")
    assert home.status_code == 200
    assert "Trang mẫu" not in links(home)
    assert "Lời chào" not in home.content.decode()
    assert client.get("/api/v1/mau/").status_code == 404


def test_a_plugin_adds_its_link_its_piece_and_its_address(client, pages, plugin):
    home = client.get("/")
    assert links(home)[0] == "Trang chủ"
    assert links(home).count("Trang mẫu") == 1
    assert "<p>Lời chào của phần mở rộng mẫu</p>" in home.content.decode()
    assert client.get("/api/v1/mau/").json() == {"plugin": "mẫu"}


def test_only_html_that_is_marked_safe_is_shown_as_such(client, pages, plugin):
    assert '<aside class="panel">&lt;script&gt;</aside>' in client.get("/").content.decode()


def test_the_portals_own_addresses_stay_beside_the_plugins(client, pages, plugin):
    assert client.get("/api/v1/units/").json() == {"items": [], "next": None}
    assert "/api/v1/mau/" in client.get("/api/v1/openapi.json").json()["paths"]


def test_a_plugin_that_is_taken_out_takes_everything_with_it(client, pages):
    before = client.get("/").content
    with installed(PLUGIN):
        assert "Trang mẫu" in links(client.get("/"))
    assert client.get("/").content == before
    assert client.get("/api/v1/mau/").status_code == 404
    assert "/api/v1/mau/" not in client.get("/api/v1/openapi.json").json()["paths"]
    assert client.get("/api/v1/units/").status_code == 200


def test_rooms_come_bottom_first_and_plugins_last(plugin):
    order = [function.__module__.removesuffix(".hooks") for function in hooks.api_routers.functions()]
    assert order == ["units", "search", "directives", "datasets", "home", PLUGIN]
    assert apps.is_installed(PLUGIN)


def test_a_function_of_an_app_that_is_not_installed_is_never_called():
    hook: hooks.Hook[[], str] = hooks.Hook("sample")

    @hook
    def stranger() -> str:
        raise AssertionError

    assert list(hook.results()) == []


def test_the_setting_alone_brings_a_plugin_in(tmp_path):
    code = "from core import hooks; print([f.__module__ for f in hooks.navigation.functions()][-1])"
    done = manage("shell", "--no-imports", "--command", code, plugins=PLUGIN, data_dir=tmp_path)
    assert done.stdout.strip() == f"{PLUGIN}.hooks", done.stderr


@pytest.mark.parametrize(
    ("name", "reason"),
    [("khong_co_phan_mo_rong", "No module named"), ("tests.never_skip", "hooks")],
)
def test_a_plugin_that_does_not_load_is_named_by_a_check(tmp_path, name, reason):
    done = manage("check", plugins=name, data_dir=tmp_path)
    assert done.returncode != 0
    assert "core.E002" in done.stderr
    assert name in done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_the_check_says_what_to_do(settings):
    settings.PLUGINS_NOT_LOADED = {"mau": "không có"}
    (message,) = plugins_load(None)
    assert (message.id, message.hint) == ("core.E002", "Sửa PLUGINS, hoặc thêm mô-đun hooks cho ứng dụng đó.")
    settings.PLUGINS_NOT_LOADED = {}
    assert plugins_load(None) == []
