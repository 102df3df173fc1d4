"""Every screen of the admin that a role reaches, and what it answers to a form sent empty, is in Vietnamese."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from lxml import html

from core.simulation import mark_simulated
from tests.words.conftest import ROLES
from tests.words.english import blank_forms, found
from tests.words.screens import addresses
from units.models import User

pytestmark = pytest.mark.slow
DOUBTS = (
    ("Delete", True),
    ("Sorry, no pages match", True),
    ("Save bản nháp", True),
    ("Không có trang nào khớp", False),
    ("Xóa", False),
    ("Nghệ An", False),
    ("Trang web", False),
)
"""(text of a screen, whether it is English)"""
THEMES = {"Theo hệ thống", "Sáng", "Tối", "Tương phản cao", "Dày", "Mặc định"}


@pytest.fixture
def sign_in(client, records):
    def signed_in(name):
        mark_simulated(complete=True)  # nobody owes a second factor, which would keep every other screen shut
        client.force_login(User.objects.get(username=name))
        client.raise_request_exception = False
        return client

    return signed_in


def asked(client, path):
    """The answers to looking at an address and to sending its form with empty fields; what that did is undone."""
    answer = client.get(path)
    yield answer
    for body in blank_forms(answer):
        with transaction.atomic():
            yield client.post(path, body, follow=True)
            transaction.set_rollback(True)
        cache.clear()
        client.cookies.pop("messages", None)


@pytest.mark.parametrize("role", ROLES)
def test_no_screen_speaks_english(role, sign_in, records):
    client, english, broken, answers = sign_in(role), {}, [], Counter()
    for path in addresses(records):
        for response in asked(client, path):
            answers[response.status_code] += 1
            broken += [path] if response.status_code >= 500 else []
            english |= dict.fromkeys(found(response), path)
    assert not english
    assert not broken
    assert answers[200] > 100


def test_an_account_is_offered_no_other_language(sign_in, records):
    for role in ROLES:
        tree = html.fromstring(sign_in(role).get("/quan-tri/account/").content)
        assert {option.text_content().strip() for option in tree.iter("option")} <= {"Tiếng Việt", *THEMES}


@pytest.mark.parametrize(("text", "english"), DOUBTS)
def test_english_is_told_from_vietnamese(text, english):
    answer = HttpResponse(f"<p title='Mục'>{text}</p>")
    assert found(answer) == ({text} if english else set())


@pytest.mark.parametrize(
    "place", ["<a aria-label='{}'></a>", "<input type=submit value='{}'>", "<p data-w-x-value='{}'>"]
)
def test_english_is_found_where_it_hides(place):
    assert found(HttpResponse(place.format("Save draft"))) == {"Save draft"}
    assert not found(HttpResponse(place.format("Lưu bản nháp")))
