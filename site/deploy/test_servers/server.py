"""A server process of the tests: started as an ordinary account, awaited, stopped by its pid."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.terminal import Refusal

# Elasticsearch answers after 11 s on an idle machine, after 100 s on one with ten other things to do.
START_SECONDS = 240
STOP_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A started server; `answers` says whether it takes questions yet, `signals` end it, gentlest first."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path
    answers: Callable[[], bool]
    signals: tuple[signal.Signals, ...]

    def wait_until_ready(self) -> None:
        """Wait until the server takes questions; refuse with its last words if it never does."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.1)
        raise Refusal(f"{self.name} did not start: {last_words(self.log)}")

    def stop(self) -> None:
        """Stop the server by its pid: first gently, at the end without mercy."""
        for signal_number in (*self.signals, signal.SIGKILL):
            if self.process.poll() is not None:
                return
            self.process.send_signal(signal_number)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue


@contextmanager
def folder_of(account: str, name: str) -> Iterator[Path]:
    """A temporary folder that belongs to the account that `options_of` runs programs as."""
    with tempfile.TemporaryDirectory(prefix=f"portal-{name}-") as folder:
        hand_over(Path(folder), account)
        yield Path(folder)


def hand_over(path: Path, account: str) -> None:
    """Give a file or folder, not what is in it, to the account, unless everything runs as oneself."""
    if os.geteuid() == 0:
        entry = pwd.getpwnam(account)
        shutil.chown(path, entry.pw_uid, entry.pw_gid)


def options_of(account: str) -> dict[str, object]:
    """Options of `subprocess` that run a program as the account: servers refuse root, others run as themselves."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def launch(
    command: Sequence[str], *, account: str, folder: Path, dies_by: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a server with its words in `folder/server.log`; the kernel ends it should this process be killed."""
    bound = ["setpriv", "--pdeathsig", dies_by, *command]
    with (folder / "server.log").open("w") as log:
        # A session of its own: Ctrl-C at the terminal ends the tests first, then the server is stopped.
        return subprocess.Popen(
            bound, cwd=folder, stdout=log, stderr=log, env=env, start_new_session=True, **options_of(account)
        )  # type: ignore[call-overload]


def free_port() -> int:
    """A loopback port that nothing holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def last_words(log: Path) -> str:
    """The last line of a log."""
    lines: Sequence[str] = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
