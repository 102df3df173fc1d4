"""Fixtures that every room's tests share."""

import datetime as dt
import math

import pytest
from django.core.cache import cache
from hypothesis import settings

from core import clock, known
from search import synonyms, vain
from units import acting, context_processors
from units.selectors import area_names

settings.register_profile("portal", deadline=None)  # how fast it is shows in `make bench`, not on a busy machine
settings.load_profile("portal")

EVENING = dt.datetime(2021, 10, 8, 18, 5, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch):
    """The clock's shift and other cached answers never leak from one test into the next, nor run out within one: a
    slow machine would count a query more."""
    monkeypatch.setattr(known, "_SECONDS_CACHED", 3600)
    monkeypatch.setattr(context_processors, "_SECONDS_CACHED", 3600)
    monkeypatch.setattr(area_names, "_SECONDS_CACHED", 3600)
    monkeypatch.setattr(synonyms, "_SECONDS_CACHED", 3600)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _nothing_sought_in_vain(monkeypatch):
    """What one test looks for in vain is not stored after an answer of the next, which counts its queries."""
    monkeypatch.setattr(vain, "waiting", vain.Waiting(due=math.inf))


@pytest.fixture(autouse=True)
def _nobody_acts():
    """A command that an earlier test ran acts for its unit as long as its process lasts."""
    acting.act_for("")


@pytest.fixture(autouse=True)
def _plain_static_files(settings, tmp_path):
    """Tests need no collected files, and write prepared views into a folder of their own."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PREPARED_DIR = tmp_path / "prepared"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """No test asks how long a hash takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def evening():
    """Just after the evening slot of 8 October 2021, the day of the first regulation."""
    with clock.at(EVENING):
        yield EVENING
