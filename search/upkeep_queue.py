"""Keeping the index up: in the serving process where nothing else does (`make run`), in production in a process
of its own (`index_stale --watch`). Several may do so at once; one indexes at a time.
"""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from search.actions.sweep import mend_broken, sweep
from search.actions.upkeep import index_stale

SECONDS_BETWEEN = 1.0
"""A change is indexed when it is committed; what that left over, within so long and the time that it takes."""
SECONDS_BETWEEN_LOOKS = 10.0
"""Until an index that is gone, or has lost a part, begins to be built anew."""
SECONDS_BETWEEN_SWEEPS = 3600.0
logger = logging.getLogger(__name__)
_started = threading.Lock()


def start() -> None:
    """Begin, unless this process does so already."""
    if _started.acquire(blocking=False):
        watch(threading.Event())


def watch(stop: threading.Event) -> list[threading.Thread]:
    """Until `stop` is set, index every second what waits, look every ten at the indexes, and sweep every hour.

    None of these keeps another waiting.
    """
    work: dict[str, tuple[Callable[[], object], float]] = {
        "search index": (index_stale, SECONDS_BETWEEN),
        "search mending": (tell_mending, SECONDS_BETWEEN_LOOKS),
        "search sweep": (tell_sweep, SECONDS_BETWEEN_SWEEPS),
    }
    threads = [
        threading.Thread(target=_repeat, args=(act, seconds, stop), name=name, daemon=True)
        for name, (act, seconds) in work.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def tell_mending() -> None:
    """Build anew what is broken, and log it."""
    for name, mended in mend_broken().items():
        logger.warning("the index of %s was gone or had lost a part: %s", name, mended.fault or "built anew")


def tell_sweep() -> None:
    """Sweep, and log what was mended."""
    swept = sweep()
    if swept.mended or swept.faults:
        logger.warning("the sweep mended %s: %s", swept.mended, swept)


def _repeat(act: Callable[[], object], seconds: float, stop: threading.Event) -> None:
    while not stop.wait(seconds):
        close_old_connections()
        try:
            act()
        except Exception:
            logger.exception("the search index was not kept up")
        close_old_connections()
