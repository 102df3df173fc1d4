"""Two releases can be compared: what each showed, and what was corrected between them."""

import pytest

from tests.datasets import factories
from tests.datasets.test_corrections import WHY, corrected_twice, words_of

__all__ = ["corrected_twice"]
pytestmark = pytest.mark.usefixtures("corrected_twice")


def test_by_default_the_newest_is_compared_with_the_one_before(client):
    response = client.get("/so-lieu/so-sanh/")
    assert (response.context["older"].number, response.context["newer"].number) == (2, 3)
    assert "sửa từ 4 thành 6" in words_of(response) and "sửa từ 5 thành 4" not in words_of(response)


def test_over_several_releases_each_correction_is_named(client):
    words = words_of(client.get("/so-lieu/so-sanh/?tu=3&den=1"))
    assert "sửa từ 4 thành 6" in words and f"sửa từ 5 thành 4. {WHY}" in words


def test_each_column_shows_what_its_release_showed(client, corrected_twice):
    response = client.get("/so-lieu/so-sanh/?tu=1&den=2")
    row = next(row for row in response.context["rows"] if row["name"] == "ca")
    assert [tile["value"] for tile in row["tiles"]] == [5, 5]  # 5 + 0 in the morning; 4 + 0 and 1 till the evening
    assert row["added"] == 0


def test_a_release_is_the_same_as_itself(client):
    assert "Không số nào đã công bố phải sửa" in words_of(client.get("/so-lieu/so-sanh/?tu=2&den=2"))


@pytest.mark.parametrize("query", ["tu=0", "den=4", "tu=x", "den=-1", "tu=٣", "tu=" + "9" * 3000])
def test_a_release_that_is_not_there_is_not_found(client, query):
    assert client.get(f"/so-lieu/so-sanh/?{query}").status_code == 404


def test_it_takes_few_queries(client, django_assert_max_num_queries):
    factories.publish({}, day=factories.DAY + 2, slot=0)
    client.get("/so-lieu/so-sanh/")
    with django_assert_max_num_queries(15):
        client.get("/so-lieu/so-sanh/")
