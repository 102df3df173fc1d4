"""Searches in which nothing was found, counted without anything personal.

What was typed waits in the memory of the process, and is stored after an answer has gone out, once a minute at most:
nobody waits for it, and what a crash loses is a minute of counting.
"""

import logging
import re
import threading
import time
from collections import Counter
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest

from search.actions.vain import count
from search.personal import countable

log = logging.getLogger(__name__)
SECONDS_BETWEEN = 60.0
MOST_WAITING = 200
"""Different texts that wait; more in a minute are not counted."""
ROBOT = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|scrapy|http-?client|monitor", re.IGNORECASE)


class Waiting:
    """Texts that wait to be stored, and how often each was typed."""

    def __init__(self, due: float = 0.0) -> None:
        self._due, self._lock = due, threading.Lock()
        self._texts: Counter[str] = Counter()

    def add(self, text: str, times: int = 1) -> None:
        with self._lock:
            if text in self._texts or len(self._texts) < MOST_WAITING:
                self._texts[text] += times

    def take(self) -> Counter[str]:
        """All of them, where it is time; whoever takes them stores them."""
        if not self._texts or time.monotonic() < self._due:
            return Counter()
        with self._lock:
            taken, self._texts = self._texts, Counter()
            self._due = time.monotonic() + SECONDS_BETWEEN
        return taken


waiting = Waiting()


def note(text: str, request: HttpRequest) -> None:
    """Of a person's search on the page that found nothing."""
    kept = countable(text) if _is_a_person(request) else None
    if kept:
        waiting.add(kept)


def store_waiting(**_: Any) -> None:
    """After an answer has gone out. What cannot be stored waits for the next time."""
    if not (taken := waiting.take()):
        return
    try:
        count(taken)
    except DatabaseError as error:
        log.warning("searches in vain are not counted yet: %s", error)
        for text, times in taken.items():
            waiting.add(text, times)
    finally:
        if not connection.in_atomic_block:
            connection.close()  # it was opened after the request had closed its own


def _is_a_person(request: HttpRequest) -> bool:
    """As far as a browser says so; nothing of that is kept."""
    agent, purpose = request.headers.get("User-Agent", ""), request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and bool(agent) and not ROBOT.search(agent) and "prefetch" not in purpose
