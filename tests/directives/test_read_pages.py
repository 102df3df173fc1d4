"""Readers are told which pages to doubt, and see them as they were scanned wherever they may read the document."""

import pytest
from django.urls import reverse

from directives.actions import page_pictures
from directives.models import OriginalPage
from directives.selectors.read_pages import doubted, ranges
from tests.directives import files
from tests.directives.factories import directive, original

PDF = files.pdf(files.DECISION, "Điều 3.", "Điều 4.")


@pytest.fixture
def scan(province):
    """(directive, original): of three pages the first was read well, the others recognised."""

    def _scan(**fields):
        page = directive(text_quality="ocr", **fields)
        kept = original(page, PDF, quality="ocr")
        type(kept).objects.filter(pk=kept.pk).update(pages=3)
        kept.refresh_from_db()
        for number, quality in enumerate(("good", "ocr", "ocr"), 1):
            sure = None if quality == "good" else 90.0 + number
            OriginalPage.objects.create(original=kept, number=number, quality=quality, confidence=sure)
        return page, kept

    return _scan


def picture(page, kept, number=2):
    return reverse("directive_page_picture", args=[page.slug, kept.sha256, number])


def test_the_page_names_what_to_doubt(client, scan):
    page, kept = scan()
    shown = client.get(page.url).content.decode()
    assert "Trang 2–3 nhận dạng từ bản quét" in shown and "khoảng 93" in shown
    assert picture(page, kept, 2) in shown and picture(page, kept, 1) not in shown
    assert "chữ nhận dạng từ bản quét, có thể sai" in shown, "the list of files says so too"


def test_a_good_text_says_nothing_and_asks_nothing(client, province, django_assert_num_queries):
    page = directive()
    with django_assert_num_queries(0):
        assert doubted(page) == []
    assert "nhận dạng" not in client.get(page.url).content.decode()


def test_one_query_however_many_pages(scan, django_assert_num_queries):
    page, kept = scan()
    OriginalPage.objects.bulk_create(
        OriginalPage(original=kept, number=n, quality="ocr", confidence=90) for n in range(4, 200)
    )
    with django_assert_num_queries(1):
        (found,) = doubted(page)
        assert (len(found.pages), found.others, found.recognised[:4]) == (100, 98, "2–10")


def test_a_page_is_seen_as_it_was_scanned(client, scan, monkeypatch):
    page, kept = scan()
    first = client.get(picture(page, kept))
    assert (first.status_code, first["Content-Type"], first.content[8:12]) == (200, "image/webp", b"WEBP")
    monkeypatch.setattr(page_pictures.ReadingProcess, "draw", lambda *a, **k: pytest.fail("it was kept"))
    assert client.get(picture(page, kept)).content == first.content
    assert client.get(picture(page, kept), headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("number", [0, 4, 99999])
def test_no_other_page(client, scan, number):
    assert client.get(picture(*scan(), number)).status_code == 404


def test_of_a_draft_nothing_is_seen(client, scan):
    assert client.get(picture(*scan(publish=False))).status_code == 404


def test_not_below_another_documents_address(client, scan):
    _, kept = scan()
    assert client.get(picture(directive(), kept)).status_code == 404


def test_what_cannot_be_drawn_is_not_an_error_of_ours(client, scan):
    page, kept = scan()
    kept.file.storage.delete(kept.file.name)
    assert client.get(picture(page, kept)).status_code == 404


def test_readers_cannot_fill_the_machine_with_drawing(client, scan, monkeypatch):
    monkeypatch.setattr(page_pictures, "SECONDS_TO_WAIT", 0.01)
    page, kept = scan()
    with page_pictures._drawing:
        answer = client.get(picture(page, kept))
    assert answer.status_code == 503 and "bận" in answer.content.decode()


@pytest.mark.parametrize(("numbers", "said"), [([], ""), ([1], "1"), ([1, 2, 3, 5], "1–3, 5"), ([2, 4, 5], "2, 4–5")])
def test_ranges(numbers, said):
    assert ranges(numbers) == said
