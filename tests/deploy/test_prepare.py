"""Loading into the right database only, and never leaving half of it behind."""

from pathlib import Path

import pytest
from django.db import OperationalError

from deploy import prepare
from deploy.terminal import Refusal


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """A stand-in for the database and for Django's commands: records calls, answers `portal_status`."""
    fake = FakePortal(tmp_path / "portal.sqlite3")
    monkeypatch.setattr(prepare, "call_command", fake.call)
    monkeypatch.setattr(prepare, "embedded_database", lambda: fake.file)
    monkeypatch.setattr(prepare, "migrate", lambda: fake.file and fake.file.touch())
    return fake


class FakePortal:
    """Its whole state is the file: absent or empty, or the loaded province's slug."""

    def __init__(self, file: Path) -> None:
        self.file, self.calls, self.interrupted, self.answer = file, [], False, None
        file.touch()

    def call(self, name, *arguments, stdout=None, **_):
        self.calls.append(name)
        if name == "portal_status":
            stdout.write((self.answer or self.file.read_text() or "empty") + "\n")
        elif name == "load_province":
            self.file.write_text(arguments[0])
        elif name == "load_demo" and self.interrupted:
            raise KeyboardInterrupt


def test_an_empty_database_gets_province_and_demo(commands):
    prepare.load_if_empty("nghe-an")
    assert commands.calls == ["portal_status", "load_province", "load_demo"]
    assert not prepare.loading_marker().exists()


def test_a_loaded_database_is_left_alone(commands):
    commands.file.write_text("nghe-an")
    prepare.load_if_empty("nghe-an")
    assert commands.calls == ["portal_status"]


def test_after_an_upgrade_the_provinces_own_data_is_loaded_again(commands):
    commands.file.write_text("nghe-an")
    prepare.load_if_empty("nghe-an", upgraded=True)
    assert commands.calls == ["portal_status", "load_province"]


def test_another_province_is_refused_by_name(commands):
    commands.file.write_text("thanh-hoa")
    with pytest.raises(Refusal, match="holds the province thanh-hoa, not nghe-an"):
        prepare.load_if_empty("nghe-an")


def test_an_interrupted_load_is_thrown_away_by_the_next_start(commands, settings):
    commands.interrupted = True
    settings.PREPARED_DIR.mkdir()
    with pytest.raises(KeyboardInterrupt):
        prepare.load_if_empty("nghe-an")
    assert commands.file.read_text() == "nghe-an"
    prepare.discard_half_loaded()
    assert not commands.file.exists()
    assert not settings.PREPARED_DIR.exists()
    assert not prepare.loading_marker().exists()


def test_a_database_that_says_it_is_incomplete_starts_over(commands):
    commands.file.write_text("incomplete")
    prepare.load_if_empty("nghe-an")
    assert commands.file.read_text() == "nghe-an"
    assert commands.calls.count("load_demo") == 1


def test_an_incomplete_database_of_the_owner_is_never_removed(commands, monkeypatch):
    commands.answer = "incomplete"
    monkeypatch.setattr(prepare, "embedded_database", lambda: None)
    with pytest.raises(Refusal, match="empty it and run again"):
        prepare.load_if_empty("nghe-an")
    assert commands.calls == ["portal_status"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("database or disk is full", "The disk is full"),
        ("attempt to write a readonly database", "No permission"),
        ("unable to open database file", "No permission"),
        ("connection failed:\n  Connection refused", "cannot be used: connection failed: Connection refused"),
    ],
)
def test_the_databases_faults_become_one_line(words, sentence):
    told = prepare.sentence_of(OperationalError(words))
    assert sentence in told
    assert "\n" not in told


def test_static_files_are_collected_again_only_when_a_source_changes(settings, tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("body{}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    collected = []

    def collect(*_: object, **__: object) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        collected.append(1)

    monkeypatch.setattr(prepare, "call_command", collect)
    prepare.collect_static()
    prepare.collect_static()
    assert len(collected) == 1
    (source / "a.css").write_text("body{margin:0}")
    prepare.collect_static()
    assert len(collected) == 2
