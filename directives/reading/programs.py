"""Programs that a reading child starts: what they take of memory comes out of its own bound, not on top of it."""

import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def printed(command: Sequence[str], *, seconds: float, sent: bytes = b"") -> bytes:
    """What the program prints. Raises `OSError` if it cannot be started, `subprocess.TimeoutExpired`."""
    done = subprocess.run(
        command,
        input=sent,
        capture_output=True,
        timeout=seconds,
        check=False,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        preexec_fn=_bound(),
    )
    return done.stdout


def _bound() -> Callable[[], None] | None:
    """What binds the program to what this process may have and does not hold; None where it is not bound itself.

    It waits while the program runs, and so both together stay within the bound.
    """
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY:
        return None
    left = max(0, most - _held())
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (left, left))


def _held() -> int:
    """Bytes of memory that this process fills."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
