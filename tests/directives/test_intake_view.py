"""The screen "Nạp văn bản": who may, what it shows, and that a bad file leaves nothing and no error page."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.simulation import mark_simulated
from directives.models import DirectivePage, Original
from tests.directives import files
from units.models import User
from units.selectors.organisations import unit_named


@pytest.fixture
def sign_in(client, province):
    mark_simulated(complete=True)  # a real portal would ask for the second factor first

    def signed_in(name):
        user, _ = User.objects.get_or_create(username=name, unit=unit_named(name), is_superuser=name == "admin")
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def hand_in(sign_in):
    def _hand_in(*pairs, unit="syt"):
        sent = [SimpleUploadedFile(name, data) for name, data in pairs]
        return sign_in(unit).post(reverse("directives_intake"), {"documents": sent})

    return _hand_in


def test_the_page_is_a_plain_form(sign_in):
    page = sign_in("syt").get("/quan-tri/van-ban/nap/").content.decode()
    assert 'enctype="multipart/form-data"' in page and "multiple" in page and "Nạp tệp" in page


def test_several_files_at_once(hand_in):
    page = hand_in(("một.pdf", files.pdf(files.DECISION)), ("hai.doc", files.doc()), ("ba.txt", b"")).content.decode()
    first, second = DirectivePage.objects.order_by("pk")
    assert f"/quan-tri/van-ban/{first.pk}/doi-chieu/" in page and f"/quan-tri/van-ban/{second.pk}/doi-chieu/" in page
    assert "415/QĐ-SYT" in page and "05/10/2021" in page and "Tệp ba.txt rỗng." in page
    assert first.get_latest_revision().user.username == "syt"
    assert {original.received_by for original in Original.objects.all()} == {"syt"}


def test_the_draft_opens_in_its_form(sign_in, hand_in):
    hand_in(("một.txt", files.txt()))
    page = sign_in("syt").get(reverse("wagtailadmin_pages:edit", args=[DirectivePage.objects.get().pk]))
    assert page.status_code == 200 and "QĐ-SYT" in page.content.decode()


@pytest.mark.parametrize("what", files.BAD)
def test_a_bad_file_is_answered_in_plain_words(hand_in, what):
    name, data, _ = files.BAD[what]
    response = hand_in((name, data))
    assert response.status_code == 200 and "Bị từ chối." in response.content.decode()
    assert not DirectivePage.objects.exists() and not Original.objects.exists()


def test_a_file_over_25_mb(hand_in):
    page = hand_in(("to.pdf", b"%PDF-1.7" + bytes(26 * 2**20))).content.decode()
    assert "lớn hơn 25 MB" in page and not Original.objects.exists()


def test_no_file_or_too_many(sign_in, hand_in):
    empty = sign_in("syt").post(reverse("directives_intake"), {})
    assert "Chọn ít nhất một tệp." in empty.content.decode()
    many = hand_in(*[(f"{n}.txt", b"a") for n in range(51)])
    assert "nhiều nhất 50 tệp" in many.content.decode() and not Original.objects.exists()


def test_a_hostile_name_is_only_a_name(hand_in):
    page = hand_in(("../../<script>alert(1)</script>.txt", files.txt())).content.decode()
    assert "<script>alert(1)" not in page
    assert ".." not in Original.objects.get().file.name


@pytest.mark.parametrize("name", ["cdc", "admin"])
def test_who_has_no_such_duty_gets_no_further(sign_in, name):
    client = sign_in(name)
    answer = client.get(reverse("directives_intake"))
    assert answer.status_code in (302, 403) and "Nạp tệp" not in answer.content.decode()
    assert "nap-van-ban" not in client.get("/quan-tri/").content.decode()
    client.post(reverse("directives_intake"), {"documents": [SimpleUploadedFile("a.txt", files.txt())]})
    assert not Original.objects.exists()


def test_the_menu_offers_it(sign_in):
    assert "nap-van-ban" in sign_in("syt").get("/quan-tri/").content.decode()


def test_signed_out(client, db):
    assert client.get("/quan-tri/van-ban/nap/").status_code == 302
