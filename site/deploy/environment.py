"""The virtual environment `.venv`: made once, installed again only when a pinned list changes.

Runs before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.terminal import Refusal, run_captured, run_plainly, say

ROOT = Path(__file__).resolve().parents[2]
PYTHON_VERSION = (3, 11)
INSTALL_BYTES = 1_500_000_000
RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")

FULL_DISK = re.compile(r"No space left on device|Disk quota exceeded|\[Errno 28\]")
NO_PERMISSION = re.compile(r"Permission denied|Read-only file system|\[Errno 13\]")
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|Connection refused"
    r"|Network is unreachable|ConnectTimeout|ReadTimeout|Read timed out|Connection aborted|ProxyError"
    r"|SSLError"
)


def ensure(lists: Sequence[str], root: Path = ROOT) -> Path:
    """Make `.venv` hold exactly these pinned lists; returns its interpreter.

    Does nothing when the stamp of the last complete installation still matches.
    """
    python = root / ".venv/bin/python"
    stamp = root / ".venv" / f"{lists[-1]}.sha256"
    wanted = checksum(root, lists)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    check_python()
    check_disk(root, INSTALL_BYTES)
    stamp.unlink(missing_ok=True)
    create(root, python)
    install(root, python, lists)
    stamp.write_text(wanted)
    return python


def checksum(root: Path, lists: Sequence[str]) -> str:
    """SHA-256 over the lists' bytes, in order."""
    return hashlib.sha256(b"\0".join((root / name).read_bytes() for name in lists)).hexdigest()


def check_python() -> None:
    """Refuse an interpreter that the pinned lists were not made for, or one that cannot make environments."""
    if sys.version_info[:2] != PYTHON_VERSION:
        raise Refusal(f"The portal needs Python 3.11, but this is Python {sys.version.split()[0]}.")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal("Python's venv module is missing: install it with `apt-get install python3.11-venv`.")


def check_disk(folder: Path, needed: int) -> None:
    """Refuse when the folder's disk has less than `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(f"The disk under {folder} has {free / 1e9:.1f} GB free, but {needed / 1e9:.1f} GB are needed.")


def create(root: Path, python: Path) -> None:
    """Make `.venv` unless a working one stands; what an interrupted attempt left is replaced."""
    if works(python):
        return
    say("Making the environment .venv …")
    logged(root, [sys.executable, "-m", "venv", "--clear", str(root / ".venv")])


def works(python: Path) -> bool:
    """Whether the environment's interpreter starts, has the right version and can install."""
    if not python.exists():
        return False
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] != {PYTHON_VERSION})"
    command = [str(python), "-I", "-c", probe]
    return run_captured(command)[0] == 0


def install(root: Path, python: Path, lists: Sequence[str]) -> None:
    """Install the pinned lists with pip."""
    say(f"Installing {' and '.join(lists)} (a minute or two, once) …")
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2", "--no-deps"]
    wanted = [part for name in lists for part in ("--requirement", str(root / name))]
    logged(root, [str(python), "-I", "-m", "pip", "install", *options, *wanted])


def logged(root: Path, command: Sequence[str]) -> None:
    """Run a step; a failure becomes one sentence, and `var/install.log` keeps what the step said."""
    code, output = run_captured(command)
    if code:
        sentence = explain(output)
        log = root / "var/install.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(output)
        raise Refusal(sentence)


def explain(output: str) -> str:
    """The sentence for a failed installation: disk, permission, network, or the step's own last words."""
    if FULL_DISK.search(output):
        return "The disk is full: free at least 1.5 GB and run the command again."
    if NO_PERMISSION.search(output):
        return "No permission to write .venv or pip's temporary folder: change their owner and run again."
    if NO_NETWORK.search(output):
        return "The package index cannot be reached: check the network or pip's proxy settings and run again."
    errors = [line for line in output.splitlines() if line.strip()] or ["no message"]
    return f"The installation failed: {errors[-1].strip()} (all of it is in var/install.log)"


def main() -> None:
    """`python -m deploy.environment [--dev]`."""
    ensure(DEVELOPMENT if "--dev" in sys.argv[1:] else RUNTIME)


if __name__ == "__main__":
    run_plainly(main)
