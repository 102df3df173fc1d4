"""Keeping the index up: in the serving process where nothing else does (`make run`), in production in a process
of its own (`index_stale --watch`). Several may do so at once; one indexes at a time.
"""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from search.actions.sweep import mend_broken, sweep
from search.actions.upkeep import index_stale
from search.actions.vain import forget_old

SECONDS_BETWEEN = 1.0
"""A change is indexed when it is committed; what that left over, within so long and the time that it takes."""
SECONDS_BETWEEN_LOOKS = 10.0
"""Until an index that is gone, or has lost a part, begins to be built anew."""
SECONDS_BETWEEN_SWEEPS = 3600.0
SECONDS_TO_FORGET = 3600.0
"""What people looked for in vain is kept for so many days, and no more than an hour longer."""
logger = logging.getLogger(__name__)
_started = threading.Lock()


class StillBroken(Exception):
    """Engines whose index could not be built anew."""


def start() -> None:
    """Begin, unless this process does so already."""
    if _started.acquire(blocking=False):
        watch(threading.Event())


def watch(stop: threading.Event) -> list[threading.Thread]:
    """Until `stop` is set, index every second what waits, look every ten at the indexes, sweep every hour, and forget
    what people looked for in vain too long ago.

    None of these keeps another waiting.
    """
    work: dict[str, tuple[Callable[[], object], float, float]] = {
        "search index": (index_stale, SECONDS_BETWEEN, SECONDS_BETWEEN),
        "search mending": (tell_mending, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_SWEEPS),
        "search sweep": (tell_sweep, SECONDS_BETWEEN_SWEEPS, SECONDS_BETWEEN_SWEEPS),
        "searches in vain": (forget_old, SECONDS_TO_FORGET, SECONDS_TO_FORGET),
    }
    threads = [
        threading.Thread(target=_repeat, args=(*told, stop), name=name, daemon=True) for name, told in work.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def tell_mending() -> None:
    """Build anew what is broken, and log it. Raises `StillBroken` for what could not be mended."""
    found = mend_broken()
    for name, mended in found.items():
        logger.warning("the index of %s was gone or had lost a part: %s", name, mended.fault or "built anew")
    if broken := [name for name, mended in found.items() if mended.fault]:
        raise StillBroken(", ".join(broken))


def tell_sweep() -> None:
    """Sweep, and log what was mended."""
    swept = sweep()
    if swept.mended or swept.faults:
        logger.warning("the sweep mended %s: %s", swept.mended, swept)


def _repeat(act: Callable[[], object], seconds: float, most: float, stop: threading.Event) -> None:
    """Every so many seconds; while it fails half as often each time, down to once in `most`."""
    wait = seconds
    while not stop.wait(wait):
        wait = seconds if _is_done(act) else min(2 * wait, most)


def _is_done(act: Callable[[], object]) -> bool:
    close_old_connections()
    try:
        act()
    except Exception:
        logger.exception("the search index was not kept up")
        return False
    finally:
        close_old_connections()
    return True
