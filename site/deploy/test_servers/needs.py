"""What the tests need of Debian: which packages, whether they are there, and how to get them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from deploy.terminal import Refusal, run_child, say


class Need(NamedTuple):
    """Debian's packages, and the files that they bring: patterns of absolute paths."""

    packages: tuple[str, ...]
    files: tuple[str, ...]


POSTGRES_FILES = "/usr/lib/postgresql/*/bin/postgres"
JAVA_FILES = "/usr/lib/jvm/java-17-openjdk-*/bin/java"
VIETNAMESE_FILES = "/usr/share/tesseract-ocr/*/tessdata/vie.traineddata"
NEEDS = {
    "postgres": Need(("postgresql",), (POSTGRES_FILES,)),
    "elasticsearch": Need(("openjdk-17-jre-headless", "maven"), (JAVA_FILES, "/usr/bin/mvn")),
    "programs": Need(("tesseract-ocr", "tesseract-ocr-vie", "catdoc"), (VIETNAMESE_FILES, "/usr/bin/catdoc")),
    "chromium": Need(("chromium",), ("/usr/bin/chromium",)),
}


def ensure_installed(names: Iterable[str]) -> None:
    """Install what is missing with apt when root, else refuse with the command to type."""
    wanted = [NEEDS[name] for name in names]
    packages = [package for need in wanted if not is_there(need) for package in need.packages]
    if not packages:
        return
    install(packages)
    if lacking := [need for need in wanted if not is_there(need)]:
        raise Refusal(f"The packages are installed, but {lacking[0].files[0]} is still not to be found.")


def is_there(need: Need) -> bool:
    """Whether all of its files are on this machine."""
    return all(found(pattern) for pattern in need.files)


def found(pattern: str) -> list[Path]:
    """Files on this machine that fit a pattern of an absolute path."""
    return sorted(Path("/").glob(pattern.lstrip("/")))


def install(packages: list[str]) -> None:
    """Install Debian's packages, or tell who may not how to."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise Refusal(f"Tests need more programs: sudo apt-get update && sudo {' '.join(command)}")
    say(f"Installing {' and '.join(packages)} …")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update", "--quiet=2"], [*command, "--quiet=2"]):
        if run_child(step, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
            raise Refusal(f"`{' '.join(step)}` failed; its words are above.")


def cache_folder() -> Path:
    """Where what was fetched once is kept between runs."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(root) / "portal-test-servers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def program(name: str) -> str:
    """The path of a program that has to be there."""
    path = shutil.which(name)
    if path is None:
        raise Refusal(f"The program {name} is missing.")
    return path
