"""Original files: byte for byte, of published directives only."""

import pytest

from directives.views.originals import file_address
from tests.directives.factories import directive, original, take_down

pytestmark = pytest.mark.usefixtures("province")
DATA = b"%PDF-1.7 \x00\xff nguyen ban"


def read(response):
    return b"".join(response.streaming_content)


def test_the_bytes_as_they_came(client):
    page = directive()
    file = original(page, DATA, name="Quyết định số 3691.pdf")
    response = client.get(file_address(file, page))
    assert read(response) == DATA
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(DATA))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Quy%E1%BA%BFt")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{file.sha256}"'


def test_what_one_has_is_not_sent_again(client):
    page = directive()
    file = original(page, DATA)
    response = client.get(file_address(file, page), headers={"if-none-match": f'"{file.sha256}"'})
    assert response.status_code == 304


def test_a_drafts_file_is_not_there(client):
    page = directive(publish=False)
    assert client.get(file_address(original(page, DATA), page)).status_code == 404


def test_the_file_of_a_directive_that_was_taken_down_is_gone(client):
    page = directive()
    address = file_address(original(page, DATA), page)
    take_down(page)
    assert client.get(address).status_code == 404


def test_a_file_that_belongs_to_no_directive_is_not_there(client):
    page = directive()
    file = original(None, DATA)
    assert client.get(file_address(file, page)).status_code == 404


@pytest.mark.parametrize("change", [("van-ban/", "van-ban/x"), (".pdf", ".html"), ("/tep/", "/tep/0")])
def test_only_its_own_address(client, change):
    page = directive()
    address = file_address(original(page, DATA), page)
    assert client.get(address.replace(*change)).status_code == 404


def test_bytes_that_the_storage_lost_are_not_an_error_of_ours(client):
    page = directive()
    file = original(page, DATA)
    file.file.storage.delete(file.file.name)
    assert client.get(file_address(file, page)).status_code == 404


def test_reading_only(client):
    page = directive()
    assert client.post(file_address(original(page, DATA), page)).status_code == 405
