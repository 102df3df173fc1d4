"""What `make run` refuses, and in which words."""

import errno
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from deploy import environment, start
from deploy.terminal import Refusal, run_plainly, sentence_of

ROOT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")


def refused(capsys, fault: Exception) -> str:
    """The one sentence that a script prints for this fault before it ends with exit code 1."""

    def main() -> None:
        raise fault

    with pytest.raises(SystemExit) as ended:
        run_plainly(main)
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000 ", "٨٠", "1e3", "\0"])
def test_a_port_that_is_no_port_is_refused(text):
    with pytest.raises(Refusal, match="PORT must be a number"):
        start.port_of({"PORT": text})


@pytest.mark.parametrize(("variables", "port"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "81"}, 81)])
def test_the_port_is_8000_unless_named(variables, port):
    assert start.port_of(variables) == port


def test_a_used_port_is_refused_and_a_free_one_accepted():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} is in use"):
            start.check_port(port)
    start.check_port(port)


@pytest.mark.parametrize("slug", ["ha-noi", "../nghe-an", "nghe-an/", "Nghe-An", "nghe-an\0", "*"])
def test_an_unknown_province_is_refused_with_the_known_ones(tmp_path, slug):
    (tmp_path / "provinces/nghe-an").mkdir(parents=True)
    (tmp_path / "provinces/nghe-an/province.toml").touch()
    assert start.province_of({}, tmp_path) == "nghe-an"
    with pytest.raises(Refusal, match="PROVINCE can be nghe-an"):
        start.province_of({"PROVINCE": slug}, tmp_path)


def test_another_python_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    monkeypatch.setattr(sys, "version", "3.10.4 (main)")
    with pytest.raises(Refusal, match=r"needs Python 3\.11, but this is Python 3\.10\.4"):
        environment.check_python()


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_refused_with_the_package_to_install(monkeypatch, missing):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None if name == missing else name)
    with pytest.raises(Refusal, match=r"python3\.11-venv"):
        environment.check_python()


def test_make_names_the_python_that_it_needs(tmp_path):
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    ended = subprocess.run(
        ["make", "-s", "env", f"PYTHON={old}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert ended.stderr.startswith("The portal needs Python 3.11")
    assert "Traceback" not in ended.stderr


def test_too_little_disk_is_refused_with_both_numbers(monkeypatch, tmp_path):
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: Usage(10**10, 9 * 10**9, 10**9))
    with pytest.raises(Refusal, match=r"has 1\.0 GB free, but 1\.5 GB are needed"):
        environment.check_disk(tmp_path, environment.INSTALL_BYTES)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/opt/portal/.venv'", "No permission"),
        (
            (
                "WARNING: Retrying after NewConnectionError: Temporary failure in name resolution\n"
                "ERROR: No matching distribution found for wagtail==8.0.1"
            ),
            "index cannot be reached",
        ),
        ("ERROR: No matching distribution found for wagtail==8.0.1\n", "found for wagtail==8.0.1"),
        ("", "no message"),
    ],
)
def test_a_failed_installation_is_explained_in_one_line(output, words):
    sentence = environment.explain(output)
    assert words in sentence
    assert "\n" not in sentence


def test_nothing_is_installed_while_the_stamp_of_the_list_matches(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "create", lambda root, python: python.parent.mkdir(parents=True))
    installed = []
    monkeypatch.setattr(environment, "install", lambda root, python, lists: (python.touch(), installed.append(1)))
    pins = tmp_path / "requirements.txt"
    pins.write_text("a==1\n")
    environment.ensure(environment.RUNTIME, tmp_path)
    environment.ensure(environment.RUNTIME, tmp_path)
    assert len(installed) == 1
    monkeypatch.setattr(environment, "create", lambda root, python: None)
    pins.write_text("a==2\n")
    environment.ensure(environment.RUNTIME, tmp_path)
    assert len(installed) == 2


def test_a_failed_installation_leaves_no_stamp(tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text("a==1\n")
    monkeypatch.setattr(environment, "create", lambda root, python: python.parent.mkdir(parents=True))

    def fail(*_: object) -> None:
        raise Refusal("no network")

    monkeypatch.setattr(environment, "install", fail)
    with pytest.raises(Refusal):
        environment.ensure(environment.RUNTIME, tmp_path)
    assert not list((tmp_path / ".venv").glob("*.sha256"))


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "No permission to write /x"), (errno.EROFS, "No permission")],
)
def test_faults_of_the_file_system_become_one_sentence(capsys, code, words):
    error = refused(capsys, OSError(code, "as the kernel says it", "/x"))
    assert words in error
    assert error.count("\n") == 1


def test_a_fault_that_nobody_can_mend_at_the_terminal_keeps_its_trace():
    assert sentence_of(OSError(errno.EIO, "I/O error")) is None


def test_a_second_start_waits_until_the_first_has_prepared(tmp_path):
    waiter = (
        "from pathlib import Path; from deploy.start import prepared_by_one\n"
        f"with prepared_by_one(Path({str(tmp_path)!r})): print('mine')"
    )
    command = [sys.executable, "-c", waiter]
    with start.prepared_by_one(tmp_path):
        second = subprocess.Popen(command, env={"PYTHONPATH": str(ROOT / "site")}, stdout=subprocess.PIPE, text=True)
        assert second.stdout.readline().startswith("Waiting for another")
        assert second.poll() is None
    assert second.communicate(timeout=30)[0].strip() == "mine"
    assert second.returncode == 0
