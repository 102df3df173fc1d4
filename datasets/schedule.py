"""Publishing by the serving process itself, where no timer calls `publish_release` (`make run`).

The thread asks the clock again and again instead of sleeping until the slot: a clock that jumps, a machine that slept
and a restart all lead to the same question, which slot is the newest that has passed, and is it out.
"""

import logging
import threading

from django.db import close_old_connections

from core.problems import Refused
from datasets.actions.publish import publish_release

SECONDS_BETWEEN = 20
OPERATOR = "tự động"
logger = logging.getLogger(__name__)
_started = threading.Lock()


def start() -> threading.Thread | None:
    """Begin to watch the slots; None where this process watches them already."""
    if not _started.acquire(blocking=False):
        return None
    thread = threading.Thread(target=_watch, args=(threading.Event(),), name="release schedule", daemon=True)
    thread.start()
    return thread


def publish_due() -> int | None:
    """Publish the newest slot if it is due; the release's number, None if there was nothing to do or it must wait.

    Whatever fails is written to the log, for the next round finds the slot still due.
    """
    try:
        done = publish_release(operator=OPERATOR)
    except Refused as refusal:
        logger.debug("no release: %s", refusal)
    except Exception:
        logger.exception("the slot could not be released")
    else:
        return done.number
    return None


def _watch(stop: threading.Event) -> None:
    while not stop.wait(SECONDS_BETWEEN):
        close_old_connections()
        publish_due()
        close_old_connections()
