"""A fresh PostgreSQL: a cluster in a temporary folder, one role with a password."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.terminal import Refusal, run_child
from deploy.test_servers.needs import POSTGRES_FILES, found
from deploy.test_servers.server import Server, folder_of, free_port, hand_over, last_words, launch, options_of

ACCOUNT = "postgres"
ROLE = "portal"
# Nothing here outlives the tests, so it need not outlive a power cut.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")


@contextmanager
def postgres() -> Iterator[Server]:
    """PostgreSQL on loopback, started and perhaps not ready yet; its URL is that of the superuser."""
    programs = programs_folder()
    with folder_of(ACCOUNT, "postgres") as folder:
        server = start(programs, folder)
        try:
            yield server
        finally:
            server.stop()


def programs_folder() -> Path:
    """The folder with the newest installed PostgreSQL's programs."""
    newest = max(found(POSTGRES_FILES), key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise Refusal("PostgreSQL is not installed.")
    return newest.parent


def start(programs: Path, folder: Path) -> Server:
    """Create the cluster and start the server on it."""
    password, port = secrets.token_urlsafe(24), free_port()
    initialise(programs, folder, password)
    settings = (*SETTINGS, f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    flags = [part for setting in settings for part in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), *flags]
    question = [str(programs / "pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    return Server(
        name="PostgreSQL",
        url=f"postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres",
        process=launch(command, account=ACCOUNT, folder=folder, dies_by="INT"),
        log=folder / "server.log",
        answers=lambda: run_child(question) == 0,
        signals=(signal.SIGINT, signal.SIGQUIT),
    )


def initialise(programs: Path, folder: Path, password: str) -> None:
    """Create the cluster in `folder/data`, in UTF-8, with a password for its one role."""
    secret = folder / "password"
    secret.write_text(password)
    hand_over(secret, ACCOUNT)
    options = ["--username", ROLE, "--pwfile", str(secret), "--auth", "scram-sha-256", "--no-sync"]
    encoding = ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), *options, *encoding]
    with (folder / "initdb.log").open("w") as log:
        code = run_child(command, cwd=folder, stdout=log, stderr=log, **options_of(ACCOUNT))
    if code:
        raise Refusal(f"initdb failed: {last_words(folder / 'initdb.log')}")
