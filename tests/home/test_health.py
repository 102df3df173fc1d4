"""What monitors are told: `/healthz` of the process, `/readyz` of database and search."""

from unittest.mock import patch

import pytest
from django.db import OperationalError

from search.engines.base import EngineUnavailable
from tests.search.faulty_servers import refusing

pytestmark = pytest.mark.django_db


def test_ready_once_database_and_search_answer(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.decode()) == (200, "ok\n")


@pytest.mark.parametrize(
    ("place", "fault", "words"),
    [
        ("home.views.health.connection.cursor", OperationalError("gone"), "cơ sở dữ liệu không trả lời"),
        ("home.views.health.find", EngineUnavailable("gone"), "tìm kiếm không trả lời"),
    ],
)
def test_not_ready_while_one_of_them_does_not(client, place, fault, words):
    with patch(place, side_effect=fault):
        answer = client.get("/readyz")
        alive = client.get("/healthz")
    assert (answer.status_code, answer.content.decode()) == (503, f"{words}\n")
    assert alive.status_code == 200


def test_a_search_server_that_is_away_is_told_and_does_no_harm(client, settings):
    settings.ELASTICSEARCH_URL = refusing()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content.decode().startswith("ok; máy tìm kiếm không trả lời từ ")
