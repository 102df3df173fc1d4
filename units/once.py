"""Answers that one request asks for many times, such as a list for each of its rows."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from core import clock
from units import acting
from units.models import OrganisationalUnit

T = TypeVar("T")


def once_a_request(answer: Callable[[OrganisationalUnit], T]) -> Callable[[OrganisationalUnit], T]:
    """Work out an answer about a unit once while a request lasts; outside of requests, each time."""

    @wraps(answer)
    def kept(unit: OrganisationalUnit) -> T:
        request = acting.request()
        if request is None:
            return answer(unit)
        answers = request.__dict__.setdefault("answers_about_units", {})
        key = (answer, unit.pk, clock.today())
        if key not in answers:
            answers[key] = answer(unit)
        return answers[key]

    return kept
