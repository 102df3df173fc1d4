"""Demo directives come in as files of the units that hand them in, and are read as they were written."""

import pytest
from django.conf import settings

from core import hooks
from core import province as provinces
from directives.actions.load_demo import load_demo_directives
from directives.demo import DemoText, read_texts
from directives.models import DirectivePage, Original

pytestmark = pytest.mark.django_db

NUMBERS = ("2987/QĐ-UBND", "3455/QĐ-UBND", "6215/UBND-NC", "6740/UBND-NC", "1798/SCT-QLTM")


def demo_of(folder) -> hooks.Demo:
    return hooks.Demo(provinces.load(folder), days=15, seed=1, password="")


@pytest.fixture
def a_few(province, monkeypatch) -> list[DemoText]:
    """Enough to show every format, an attached part, a replacement and a suspension."""
    texts = [
        text for text in read_texts(provinces.load(settings.PROVINCES_DIR / "nghe-an")) if text.number in NUMBERS
    ]
    monkeypatch.setattr("directives.actions.load_demo.read_texts", lambda _: texts)
    return texts


def load() -> dict[str, int]:
    return load_demo_directives(demo_of(settings.PROVINCES_DIR / "nghe-an"))


def test_every_text_is_published_with_all_that_was_written(a_few):
    assert load() == {"directives": len(a_few), "directive drafts": 0}
    for text in a_few:
        original = Original.objects.get(name=f"{text.name}.{text.format}")
        page = original.directive
        assert original.unit.abbreviation == text.unit
        assert (page.full_number, page.date, page.type.name) == (text.number, text.date, text.type)
        assert (page.abstract, page.issuer.name, page.signer) == (text.abstract, text.issuer_name, text.signer)
        assert page.recipients.splitlines() == list(text.recipients)
        assert page.parts.count() == len(text.parts)
        assert page.live


def test_a_second_time_stores_nothing_and_what_was_replaced_or_suspended_is_so(a_few):
    load()
    assert load() == {"directives": 0, "directive drafts": 0}
    assert Original.objects.count() == DirectivePage.objects.count() == len(a_few)
    by_number = {page.full_number: page for page in DirectivePage.objects.all()}
    assert str(by_number["2987/QĐ-UBND"].ended_by) == "2021-09-22"
    assert by_number["6215/UBND-NC"].suspended_by


def test_a_province_without_such_a_folder_loads_none(province, tmp_path):
    toml = (settings.PROVINCES_DIR / "nghe-an" / "province.toml").read_text("utf-8")
    (tmp_path / "province.toml").write_text(toml, "utf-8")
    assert load_demo_directives(demo_of(tmp_path)) == {"directives": 0, "directive drafts": 0}
