"""What is set up wrongly is said before the portal starts, with an id and a hint."""

import shutil
import sys
from types import ModuleType

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, include, path

from core import access, checks
from core.triggers import name
from datasets.checks import published_figures_are_frozen
from datasets.frozen import create_triggers, missing_triggers, rules


@pytest.fixture
def folder(settings, tmp_path):
    """A copy of a province's folder, to take something away from."""
    source = django_settings.PROVINCES_DIR / django_settings.PROVINCE
    copy = tmp_path / "vung-mau"
    shutil.copytree(source, copy)
    settings.PROVINCES_DIR, settings.PROVINCE = tmp_path, copy.name
    return copy


@pytest.fixture
def urlconf(settings):
    """Let a URL configuration of the test take the place of the portal's."""

    def _urlconf(patterns: list, rules: dict[str, str] | None = None) -> None:
        module = ModuleType("urls_of_a_test")
        module.urlpatterns, module.RULES = patterns, rules or {}  # type: ignore[attr-defined]
        sys.modules[module.__name__] = module
        settings.ROOT_URLCONF = module.__name__
        clear_url_caches()

    yield _urlconf
    sys.modules.pop("urls_of_a_test", None)


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@access.public
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def ids(messages: list) -> list[str]:
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_the_portal_as_it_is_passes_every_check(db):
    call_command("check", databases=["default"])


def test_a_complete_province_passes(folder):
    assert checks.province_folder_is_complete(None) == []


@pytest.mark.parametrize(
    "file",
    ["province.toml", "areas.csv", "units.csv", "unit_kinds.csv", "duties.csv", "indicators.csv", "sources.csv"],
)
def test_missing_province_data_is_named(db, folder, file):
    (folder / file).unlink()
    (message,) = checks.province_folder_is_complete(None)
    assert ids([message]) == ["core.E001"]
    assert file in message.msg
    with pytest.raises(CommandError, match=r"core\.E001"):
        call_command("check")


def test_a_province_that_does_not_exist_is_named(settings):
    settings.PROVINCE = "khong-co"
    (message,) = checks.province_folder_is_complete(None)
    assert ids([message]) == ["core.E001"]
    assert "khong-co" in message.hint


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "', "name = ", "TOML"),
        ("season_start = 2", 'season_start = "2', "TOML"),
        ("season_start", "season_began", "season_start"),
        ('slots = ["', 'slots = ["25:00", "', "25:00|hour"),
        ('slots = ["06:00", "18:00"]', "slots = []", "slots"),
        ('slots = ["06:00", "18:00"]', 'slots = ["18:00", "06:00"]', "slots"),
        ("[map]", "[maps]", "map"),
        ("late_minutes", "late_hours", "late_hours"),
    ],
)
def test_a_bad_entry_of_the_province_is_explained(folder, old, new, said):
    toml = folder / "province.toml"
    text = toml.read_text("utf-8")
    assert old in text
    toml.write_text(text.replace(old, new, 1), "utf-8")
    (message,) = checks.province_folder_is_complete(None)
    assert ids([message]) == ["core.E001"]
    assert any(part in message.msg for part in said.split("|")), message.msg


def test_a_url_without_a_declared_rule_is_named(urlconf):
    urlconf([path("mo/", declared), path("quen/", undeclared), path("nhanh/", include([path("la/", undeclared)]))])
    messages = checks.every_url_has_a_rule(None)
    assert ids(messages) == ["core.E003", "core.E003"]
    assert ["“/quen/”" in messages[0].msg, "“/nhanh/la/”" in messages[1].msg] == [True, True]


def test_a_rule_covers_the_subtree_of_a_library(urlconf):
    library = include([path("la/", undeclared)])
    urlconf([path("nhanh/", library), path("khac/", library)], {"nhanh/": access.SIGNED_IN})
    (message,) = checks.every_url_has_a_rule(None)
    assert "“/khac/la/”" in message.msg


def test_every_address_of_the_portal_has_a_rule():
    assert checks.every_url_has_a_rule(None) == []


@pytest.mark.parametrize(("table", "event"), [(table, event) for table, event, _ in rules(connection.vendor)])
def test_a_missing_trigger_is_named(db, table, event):
    trigger = name(table, event)
    on = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on}")
    (message,) = published_figures_are_frozen(None, databases=["default"])
    assert ids([message]) == ["datasets.E001"]
    assert trigger in message.msg
    create_triggers(connection)
    assert published_figures_are_frozen(None, databases=["default"]) == []


def test_a_migrated_database_has_every_trigger(db):
    assert MigrationExecutor(connection).migration_plan([]) == []
    assert missing_triggers(connection) == set()
