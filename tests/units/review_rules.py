"""Ways of review that a province's data may choose, for tests."""

import dataclasses

import pytest

from core import province
from core.review_rules import ReviewRules


@pytest.fixture
def rules(db, monkeypatch):
    """(fields of `[review]`) → from here on the province's data says so."""

    def said(**fields):
        named = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        known = dataclasses.replace(province.current(), review=ReviewRules(**named))
        monkeypatch.setattr(province, "current", lambda: known)

    return said
