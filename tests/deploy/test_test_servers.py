"""The PostgreSQL that the tests get: on loopback, in a temporary folder, gone afterwards."""

import contextlib
import os
from pathlib import Path

import psycopg
import pytest

from deploy import test_servers
from deploy.terminal import Refusal

pytestmark = pytest.mark.server


def processes_of(folder: str) -> list[str]:
    """Command lines of running processes that name the folder."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # a process may end while we look
            lines.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if folder in line]


def test_it_listens_on_loopback_in_utf8_and_leaves_nothing():
    with test_servers.postgres() as url, psycopg.connect(url) as connection:
        listens, folder, encoding = (
            connection.execute(f"show {name}").fetchone()[0]
            for name in ("listen_addresses", "data_directory", "server_encoding")
        )
        assert (listens, encoding) == ("127.0.0.1", "UTF8")
        assert processes_of(folder)
    assert not Path(folder).exists()
    assert not processes_of(folder)


def test_nobody_enters_without_the_password():
    with test_servers.postgres() as url:
        port = url.rsplit(":", 1)[1].split("/")[0]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgres://portal@127.0.0.1:{port}/postgres")


def test_it_is_stopped_when_the_tests_fail():
    with pytest.raises(ZeroDivisionError), test_servers.postgres() as url:
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_who_is_not_root_is_told_the_command(monkeypatch):
    monkeypatch.setattr(test_servers, "postgres_folder", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Refusal, match=r"sudo apt-get install .*postgresql chromium"):
        test_servers.ensure_installed()
