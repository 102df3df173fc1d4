"""Real servers for tests: `python -m deploy.test_servers COMMAND…` runs COMMAND beside a fresh PostgreSQL.

The server listens on loopback only, keeps everything in a temporary folder, and is stopped by its pid
when COMMAND ends. COMMAND finds it in TEST_POSTGRES_URL. Missing packages are installed by root and
named to anybody else; nothing is ever skipped.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.terminal import Refusal, run_child, run_plainly, say

PACKAGES = ("postgresql", "chromium")
SERVER_ACCOUNT = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
ROLE = "portal"
# Nothing here outlives the tests, so it need not outlive a power cut.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")


def main() -> None:
    """Install what is missing, start PostgreSQL, run the command, stop PostgreSQL."""
    ensure_installed()
    command = sys.argv[1:]
    if not command:
        return
    with postgres() as url:
        code = run_child(command, env=dict(os.environ, TEST_POSTGRES_URL=url))
    if code:
        sys.exit(code if code > 0 else 1)


def ensure_installed() -> None:
    """Install PostgreSQL and Chromium with apt when root, else refuse with the command to type."""
    if postgres_folder() and shutil.which("chromium"):
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    if os.geteuid() != 0:
        raise Refusal(f"PostgreSQL or Chromium is missing: sudo apt-get update && sudo {' '.join(install)}")
    say(f"Installing {' and '.join(PACKAGES)} …")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update", "--quiet=2"], [*install, "--quiet=2"]):
        if run_child(step, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
            raise Refusal(f"`{' '.join(step)}` failed; its words are above.")
    if not (postgres_folder() and shutil.which("chromium")):
        raise Refusal("The packages are installed, but PostgreSQL or Chromium is still not to be found.")


def postgres_folder() -> Path | None:
    """The folder with the newest installed PostgreSQL's programs, None without one."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    return newest and newest.parent


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL on loopback; gives the URL of its superuser."""
    programs = postgres_folder()
    if programs is None:
        raise Refusal("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as name:
        folder, password, port = Path(name), secrets.token_urlsafe(24), free_port()
        hand_over(folder)
        initialise(programs, folder, password)
        server = launch(programs, folder, port)
        try:
            wait_until_ready(programs, server, folder, port)
            yield f"postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres"
        finally:
            stop(server)


def server_account() -> str | None:
    """The account that runs the server: PostgreSQL refuses root, everybody else runs it as themselves."""
    return SERVER_ACCOUNT if os.geteuid() == 0 else None


def as_server_account() -> dict[str, object]:
    """Options of `subprocess` that start a program as the server's account."""
    account = server_account()
    if account is None:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def hand_over(folder: Path) -> None:
    """Give the temporary folder to the server's account."""
    account = server_account()
    if account is not None:
        shutil.chown(folder, account, account)


def free_port() -> int:
    """A loopback port that nothing holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def initialise(programs: Path, folder: Path, password: str) -> None:
    """Create the cluster in `folder/data`, in UTF-8, with a password for its one role."""
    secret = folder / "password"
    secret.write_text(password)
    if account := server_account():
        shutil.chown(secret, account)
    options = ["--username", ROLE, "--pwfile", str(secret), "--auth", "scram-sha-256", "--no-sync"]
    encoding = ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), *options, *encoding]
    with (folder / "initdb.log").open("w") as log:
        code = run_child(command, cwd=folder, stdout=log, stderr=log, **as_server_account())
    if code:
        raise Refusal(f"initdb failed: {last_words(folder / 'initdb.log')}")


def launch(programs: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server; the kernel ends it too should this process be killed outright."""
    settings = (*SETTINGS, f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    flags = [part for setting in settings for part in ("-c", setting)]
    server = [str(programs / "postgres"), "-D", str(folder / "data"), *flags]
    command = ["setpriv", "--pdeathsig", "INT", *server]
    with (folder / "server.log").open("w") as log:
        # A session of its own: Ctrl-C at the terminal ends the tests first, then the server is stopped.
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **as_server_account()
        )  # type: ignore[call-overload]


def wait_until_ready(programs: Path, server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Wait until the server accepts connections."""
    question = [str(programs / "pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if run_child(question) == 0:
            return
        time.sleep(0.1)
    raise Refusal(f"PostgreSQL did not start: {last_words(folder / 'server.log')}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server by its pid: first closing its connections, at the end without mercy."""
    for signal_number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(signal_number)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def last_words(log: Path) -> str:
    """The last line of a log."""
    lines: Sequence[str] = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


if __name__ == "__main__":
    run_plainly(main)
