"""Answers that one request asks for many times, such as a list for each of its rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Model

from core import clock
from units import acting

T = TypeVar("T")
M = TypeVar("M", bound=Model)


def known_to_request(kind: str) -> dict[Any, Any]:
    """What the request that acts has found out of a kind so far, to be added to; outside of requests nothing yet."""
    request = acting.request()
    if request is None:
        return {}
    found: dict[Any, Any] = request.__dict__.setdefault("known", {}).setdefault(kind, {})
    return found


def once_a_request(answer: Callable[[M], T]) -> Callable[[M], T]:
    """Work out an answer about a record once while a request lasts; outside of requests, each time."""

    @wraps(answer)
    def kept(about: M) -> T:
        request = acting.request()
        if request is None or about.pk is None:
            return answer(about)
        answers = request.__dict__.setdefault("answers_about_records", {})
        key = (answer, about.pk, clock.today())
        if key not in answers:
            answers[key] = answer(about)
        return answers[key]

    return kept
