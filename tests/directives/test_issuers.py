"""A printed head names a body exactly, or none."""

import pytest

from core import province as provinces
from directives.actions.issuers import open_issuer
from directives.actions.load import load_directives
from directives.models import DirectiveType, Issuer
from directives.selectors.issuers import issuer_named
from units.models import Level, OrganisationalUnit

pytestmark = pytest.mark.usefixtures("province")


@pytest.mark.parametrize(
    ("head", "superior", "slug"),
    [
        ("SỞ Y TẾ", "UBND TỈNH NGHỆ AN", "syt"),
        ("SỞ Y TẾ NGHỆ AN", "", "syt"),
        ("SỞ Y TẾ TỈNH NGHỆ AN", "", "syt"),
        ("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", "", "ubnd-tinh"),
        ("ỦY BAN NHÂN DẦN TĨNH NGHỆ AN", "", "ubnd-tinh"),  # as a scan is misread
        ("UỶ BAN NHÂN DÂN TỈNH NGHỆ AN", "", "ubnd-tinh"),
        ("UBND TỈNH", "", "ubnd-tinh"),
        ("Chủ tịch UBND tỉnh", "", "ubnd-tinh"),
        ("UBND TP VINH", "", "ubnd-vinh"),
        ("TRUNG TÂM Y TẾ THÀNH PHỐ VINH", "", "ttyt-vinh"),
        ("TRUNG TÂM CHỈ HUY PHÒNG, CHỐNG DỊCH COVID-19", "UBND TỈNH NGHỆ AN", "ttch"),
        ("TRUNG TÂM CHỈ HUY PHÒNG, CHỐNG DỊCH COVID-19", "UBND THÀNH PHỐ VINH", "ttch-vinh"),
        ("BỘ Y TẾ", "", "bo-y-te"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "", "thu-tuong-chinh-phu"),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH NGHỆ AN", "", "hdnd-tinh"),
        ("BAN CHỈ ĐẠO QUỐC GIA PHÒNG CHỐNG DỊCH COVID-19", "", "ban-chi-dao-quoc-gia"),
    ],
)
def test_a_head_names_its_issuer(head, superior, slug):
    found = issuer_named(head, superior=superior)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    "head", ["", "  ", "ỦY BAN NHÂN DÂN", "SỞ", "SỞ Y TẾ HÀ NỘI", "TRUNG TÂM Y TẾ", "Y TẾ", "()"]
)
def test_what_says_too_little_names_none(head):
    assert issuer_named(head) is None


def test_a_commune_becomes_an_issuer_when_a_document_names_it():
    assert issuer_named("ỦY BAN NHÂN DÂN PHƯỜNG ĐÔNG VĨNH") is None
    opened = open_issuer(text="UBND PHƯỜNG ĐÔNG VĨNH")
    assert opened is not None
    assert opened.unit.abbreviation == "ubnd-vinh-dong-vinh"
    assert open_issuer(text="ỦY BAN NHÂN DÂN PHƯỜNG ĐÔNG VĨNH") == opened == issuer_named("UBND phường Đông Vĩnh")


def test_every_unit_above_the_communes_is_an_issuer():
    units = OrganisationalUnit.objects.filter(level__lt=Level.COMMUNE)
    assert set(units) == {issuer.unit for issuer in Issuer.objects.exclude(unit=None)}


def test_there_are_29_types():
    assert DirectiveType.objects.count() == 29
    assert DirectiveType.objects.get(code="cong-van").abbreviation == ""


def test_loading_again_changes_nothing():
    before = list(Issuer.objects.order_by("pk").values())
    load_directives(provinces.current())
    assert list(Issuer.objects.order_by("pk").values()) == before
