"""The servers that the tests get: on loopback, in a temporary folder, gone afterwards."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from deploy.terminal import Refusal
from deploy.test_servers import elasticsearch, ensure_installed, needs, running
from deploy.test_servers.run import asked

server = pytest.mark.server


@contextlib.contextmanager
def postgres():
    """Its URL."""
    with running("postgres") as urls:
        yield urls["TEST_POSTGRES_URL"]


def processes_of(folder: str) -> list[str]:
    """Command lines of running processes that name the folder."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # a process may end while we look
            lines.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if folder in line]


@server
def test_it_listens_on_loopback_in_utf8_and_leaves_nothing():
    with postgres() as url, psycopg.connect(url) as connection:
        listens, folder, encoding = (
            connection.execute(f"show {name}").fetchone()[0]
            for name in ("listen_addresses", "data_directory", "server_encoding")
        )
        assert (listens, encoding) == ("127.0.0.1", "UTF8")
        assert processes_of(folder)
    assert not Path(folder).exists()
    assert not processes_of(folder)


@server
def test_nobody_enters_without_the_password():
    with postgres() as url:
        port = url.rsplit(":", 1)[1].split("/")[0]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgres://portal@127.0.0.1:{port}/postgres")


@server
def test_it_is_stopped_when_the_tests_fail():
    with pytest.raises(ZeroDivisionError), postgres() as url:
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def open_page(url: str) -> bytes:
    """What the server answers."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


@server
def test_elasticsearch_runs_as_an_ordinary_account_on_loopback_and_leaves_nothing():
    with elasticsearch.elasticsearch() as started:
        started.wait_until_ready()
        folder = str(started.log.parent)
        assert len(processes_of(folder)) >= 1
        assert Path(f"/proc/{started.process.pid}").stat().st_uid != 0
        assert b"127.0.0.1" in open_page(f"{started.url}/_nodes/http")
    assert not Path(folder).exists()
    assert not processes_of(folder)
    with pytest.raises(urllib.error.URLError):
        open_page(started.url)


@server
def test_the_kernel_ends_elasticsearch_with_a_killed_parent():
    use = "with running('elasticsearch') as urls: print(urls, flush=True); input()"
    code = f"from deploy.test_servers import running\n{use}"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": "site"}, **pipes) as parent:
        port = parent.stdout.readline().rsplit(":", 1)[1].strip("'}\n")
        assert processes_of(f"http.port={port}")
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while processes_of(f"http.port={port}") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not processes_of(f"http.port={port}")


def test_an_archive_that_differs_is_refused(monkeypatch, tmp_path):
    def brings_another(command, **options):
        target = Path(next(part for part in command if "outputDirectory" in part).split("=", 1)[1])
        (target / f"elasticsearch-{elasticsearch.VERSION}.zip").write_bytes(b"not it")
        return 0

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(elasticsearch, "run_child", brings_another)
    monkeypatch.setattr(elasticsearch, "program", lambda name: name)
    with pytest.raises(Refusal, match="SHA-256"):
        elasticsearch.fetched()
    assert not list(tmp_path.rglob("*.zip"))


def test_the_archive_is_fetched_once(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    archive = needs.cache_folder() / f"elasticsearch-{elasticsearch.VERSION}.zip"
    archive.write_bytes(b"the server")
    monkeypatch.setattr(elasticsearch, "SHA256", hashlib.sha256(b"the server").hexdigest())
    monkeypatch.setattr(elasticsearch, "fetch", lambda archive: pytest.fail("fetched again"))
    assert elasticsearch.fetched() == archive


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("postgres", r"sudo apt-get install .*postgresql"),
        ("elasticsearch", r"sudo apt-get install .*openjdk-17-jre-headless maven"),
        ("chromium", r"sudo apt-get install .*chromium"),
    ],
)
def test_who_is_not_root_is_told_the_command(monkeypatch, name, command):
    monkeypatch.setattr(needs, "found", lambda pattern: [])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Refusal, match=command):
        ensure_installed([name])


@pytest.mark.parametrize("arguments", [[], ["postgres"], ["postgres", "--"], ["mysql", "--", "true"], ["true"]])
def test_how_it_is_used_is_told(arguments):
    with pytest.raises(Refusal, match="Usage"):
        asked(arguments)


def test_names_stand_before_the_command():
    assert asked(["postgres", "chromium", "--", "sh", "--", "x"]) == (["postgres", "chromium"], ["sh", "--", "x"])
