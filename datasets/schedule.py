"""Watching the slots, and what is asked for between them: in the serving process itself where nothing else does
(`make run`), in production in a process of its own (`publish_release --watch`).

It asks the clock again and again instead of sleeping until the slot: a clock that jumps a little, a machine that
slept and a restart all lead to the same question, which slot is the newest that has passed, and is it out. After a
jump that puts the clock in doubt (`datasets.selectors.clock_doubt`) nothing comes out but what a person asks for.
"""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections

from core.problems import Refused
from datasets.actions.doubt import ClockDoubted
from datasets.actions.extra import publish_asked
from datasets.actions.publish import publish_release
from datasets.selectors.extra import release_asked_for

SECONDS_BETWEEN = 20
SECONDS_TO_ASKED = 2
OPERATOR = "tự động"
logger = logging.getLogger(__name__)
_started = threading.Lock()
_told: set[str] = set()
"""The doubt about the clock that this process has written into its log."""


def start() -> threading.Thread | None:
    """Begin to watch the slots; None where this process watches them already."""
    if not _started.acquire(blocking=False):
        return None
    thread = threading.Thread(target=watch, args=(threading.Event(),), name="release schedule", daemon=True)
    thread.start()
    return thread


def publish_due() -> int | None:
    """Publish the newest slot if it is due; the release's number, None if there was nothing to do or it must wait.

    Whatever fails is written to the log, for the next round finds the slot still due.
    """
    try:
        done = publish_release(operator=OPERATOR)
    except ClockDoubted as doubt:
        _warn_once(str(doubt))
    except Refused as refusal:
        _told.clear()
        logger.debug("no release: %s", refusal)
    except Exception:
        logger.exception("the slot could not be released")
    else:
        _told.clear()
        return done.number
    return None


def _warn_once(doubt: str) -> None:
    """Not in every round of the same doubt."""
    if doubt not in _told:
        _told.clear()
        _told.add(doubt)
        logger.warning("nothing comes out by itself: %s", doubt)


def publish_asked_for() -> int | None:
    """Publish what somebody asked for outside the slots; the release's number, None if nothing came.

    While another publishes, and after a failure, it waits for the next round.
    """
    try:
        asked = publish_asked()
    except Refused as refusal:
        logger.debug("what is asked for waits: %s", refusal)
    except Exception:
        logger.exception("the release that is asked for could not be published")
    else:
        return asked.number if asked else None
    return None


def watch(stop: threading.Event) -> None:
    """Every 20 seconds see what is due, within 2 take up what is newly asked for, until `stop` is set."""
    tried, next_round = None, time.monotonic() + SECONDS_BETWEEN
    while not stop.wait(SECONDS_TO_ASKED):
        close_old_connections()
        asked = _asked_for()
        if time.monotonic() >= next_round or asked not in (None, tried):
            publish_due()
            publish_asked_for()
            tried, next_round = asked, time.monotonic() + SECONDS_BETWEEN
        close_old_connections()


def _asked_for() -> int | None:
    try:
        asked = release_asked_for()
    except DatabaseError:
        logger.exception("nobody knows whether a release is asked for")
        return None
    return asked.pk if asked else None
