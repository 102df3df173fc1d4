"""Reading what waits: in the serving process itself where nothing else does (`make run`), in production in a process
of its own (`read_intake --watch`). Several may do so at once; each document is read by one.
"""

import logging
import threading
import time

from django.db import close_old_connections

from directives.actions import intake as actions
from directives.models import Intake
from directives.reading.process import ReadingProcess

SECONDS_BETWEEN = 1
SECONDS_TO_WAKE = 60
"""How often to look whether a program that was lacking has been installed."""
logger = logging.getLogger(__name__)
_started = threading.Lock()


def start() -> threading.Thread | None:
    """Begin to read what waits; None where this process does so already."""
    if not _started.acquire(blocking=False):
        return None
    thread = threading.Thread(target=watch, args=(threading.Event(),), name="intake", daemon=True)
    thread.start()
    return thread


def watch(stop: threading.Event) -> None:
    """Every second see whether something waits, until `stop` is set."""
    next_look = 0.0
    while not stop.wait(SECONDS_BETWEEN):
        close_old_connections()
        try:
            if time.monotonic() >= next_look:
                actions.wake()
                next_look = time.monotonic() + SECONDS_TO_WAKE
            read_waiting()
        except Exception:
            logger.exception("what was handed in could not be read")
        close_old_connections()


def read_waiting() -> int:
    """Read all that waits; how many documents."""
    done = 0
    with ReadingProcess() as reader:
        while intake := actions.claim():
            _read(intake, reader)
            done += 1
    return done


def _read(intake: Intake, reader: ReadingProcess) -> None:
    """What fails stays taken, and is tried again when its time is up."""
    try:
        actions.read(intake=intake, reader=reader)
    except actions.TakenOver:
        logger.warning("intake %s was taken over by another reader", intake.pk)
    except Exception:
        logger.exception("intake %s could not be read", intake.pk)
