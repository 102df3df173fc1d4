"""Demo directives come in as files of the units that hand them in, and are read as they were written."""

from dataclasses import replace

import pytest
from django.conf import settings

from core import hooks
from core import province as provinces
from core.province import ProvinceError
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
    assert by_number["6215/UBND-NC"].spells


def test_none_is_lost_in_silence(a_few):
    twin, stranger = replace(a_few[0], name="90-trung-so"), replace(a_few[1], name="91-khong-co-nhiem-vu", unit="cdc")
    a_few += [replace(twin, abstract="Trùng số với một văn bản khác"), stranger]
    with pytest.raises(ProvinceError) as refusal:
        load()
    said = str(refusal.value)
    assert "2 văn bản mẫu bị từ chối" in said
    assert "90-trung-so.pdf: Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu" in said
    assert "91-khong-co-nhiem-vu.docx: " in said
    assert not DirectivePage.objects.exists()


def test_a_unit_that_is_not_there_is_named(a_few):
    a_few.append(replace(a_few[0], name="92-don-vi-la", unit="khong-co"))
    with pytest.raises(ProvinceError, match=r"92-don-vi-la\.txt: không có đơn vị “khong-co”"):
        load()


def test_a_province_without_such_a_folder_loads_none(province, tmp_path):
    toml = (settings.PROVINCES_DIR / "nghe-an" / "province.toml").read_text("utf-8")
    (tmp_path / "province.toml").write_text(toml, "utf-8")
    assert load_demo_directives(demo_of(tmp_path)) == {"directives": 0, "directive drafts": 0}
