"""A fresh Elasticsearch: the real server as Maven Central carries it for integration tests, one node.

It is the server without the optional modules: no scripts, no asciifolding, no `GET /`.
"""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.terminal import Refusal, run_child, say
from deploy.test_servers.needs import JAVA_FILES, cache_folder, found, program
from deploy.test_servers.server import Server, folder_of, free_port, hand_over, launch

ACCOUNT = "nobody"
VERSION = "8.19.5"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "5d3a8f63f66d828a24d29f88819bf2c6e695d124c470da3ab92a5d6cc1397785"
HEAP = "512m"


@contextmanager
def elasticsearch() -> Iterator[Server]:
    """Elasticsearch on loopback, started and perhaps not ready yet."""
    archive = fetched()
    with folder_of(ACCOUNT, "elasticsearch") as folder:
        server = start(unpacked(archive, folder), folder)
        try:
            yield server
        finally:
            server.stop()


def fetched() -> Path:
    """The server's archive, fetched once and kept; one that was cut off or changed is fetched again."""
    archive = cache_folder() / f"elasticsearch-{VERSION}.zip"
    if not archive.exists() or checksum(archive) != SHA256:
        say(f"Fetching Elasticsearch {VERSION} (97 MB) …")
        fetch(archive)
    return archive


def fetch(archive: Path) -> None:
    """Let Maven bring the archive, and put it in its place only when it is the one we know."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        options = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        if run_child([program("mvn"), "--quiet", "--batch-mode", "dependency:copy", *options], cwd=folder):
            raise Refusal("Maven could not fetch Elasticsearch; its words are above.")
        brought = Path(folder) / archive.name
        if checksum(brought) != SHA256:
            raise Refusal(f"{ARTIFACT} is not the archive that was tested: its SHA-256 differs.")
        brought.replace(archive)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpacked(archive: Path, folder: Path) -> Path:
    """The server's programs, unpacked into its folder and given to its account."""
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    home = folder / f"elasticsearch-{VERSION}"
    for path in (home, *home.rglob("*")):
        hand_over(path, ACCOUNT)
        path.chmod(0o700 if path.is_dir() or path.parent.name == "bin" else 0o600)
    return home


def start(home: Path, folder: Path) -> Server:
    """Start the one node on a free port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(home / "bin" / "elasticsearch"), *(f"-E{setting}" for setting in settings(folder, port))]
    return Server(
        name="Elasticsearch",
        url=url,
        process=launch(command, account=ACCOUNT, folder=folder, dies_by="TERM", env=environment(folder)),
        log=folder / "server.log",
        answers=lambda: is_healthy(url),
        signals=(signal.SIGTERM,),
    )


def settings(folder: Path, port: int) -> list[str]:
    """Settings of the node: on loopback, open, never read-only because the disk is nearly full."""
    return [
        "discovery.type=single-node",
        "xpack.security.enabled=false",
        "http.host=127.0.0.1",
        "transport.host=127.0.0.1",
        f"http.port={port}",
        f"transport.port={free_port()}",
        f"path.data={folder / 'data'}",
        f"path.logs={folder / 'logs'}",
        "cluster.routing.allocation.disk.threshold_enabled=false",
    ]


def environment(folder: Path) -> dict[str, str]:
    """Which Java runs it, with how much memory, and a scratch folder that holds none of its programs."""
    java = found(JAVA_FILES)
    if not java:
        raise Refusal("Java 17 is not installed.")
    memory = f"-Xms{HEAP} -Xmx{HEAP}"
    scratch = folder / "scratch"
    scratch.mkdir()
    hand_over(scratch, ACCOUNT)
    return dict(os.environ, ES_JAVA_HOME=str(java[0].parents[1]), ES_JAVA_OPTS=memory, ES_TMPDIR=str(scratch))


def is_healthy(url: str) -> bool:
    """Whether the node can index and answer."""
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
