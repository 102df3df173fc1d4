"""A portal in processes of its own, with its own folder: for the browser, and for being killed."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "mat-khau-thu-nghiem"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a portal that keeps everything in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "NOW")}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    return kept | {"DATA_DIR": str(folder), "PROVINCE": "nghe-an", "PYTHONPATH": paths} | more


def manage(folder: Path, *command: str, **more: str) -> str:
    """Run a management command; its output. Raises on failure."""
    arguments = [sys.executable, str(ROOT / "manage.py"), *command]
    done = subprocess.run(arguments, env=environment(folder, **more), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def demo(folder: Path, *, days: int) -> None:
    """A province with a short simulated epidemic, and its static files."""
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "load_province", "nghe-an")
    manage(folder, "load_demo", "--days", str(days), "--password", PASSWORD)
    manage(folder, "collectstatic", "--noinput", "--verbosity", "0")


class Server:
    """The portal on a free port of loopback, until `stop()`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "config.wsgi:application"]
        granian = str(Path(sys.executable).with_name("granian"))
        self._process = subprocess.Popen(
            [granian, *options], env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _wait(self) -> None:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except OSError:
                time.sleep(0.25)
        self.stop()
        raise AssertionError("the portal did not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
