"""The screens "Nạp văn bản": who may, what they show before and after reading; a bad file is no error page."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.simulation import mark_simulated
from directives import intake_queue
from directives.models import DirectivePage, Intake, IntakeBatch, Original
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
    """Hands in, and does not read."""

    def _hand_in(*pairs, unit="syt", **fields):
        sent = [SimpleUploadedFile(name, data) for name, data in pairs]
        return sign_in(unit).post(reverse("directives_intake"), {"documents": sent} | fields)

    return _hand_in


@pytest.fixture
def batch_after(hand_in, sign_in):
    """The page of a batch that has been read."""

    def _batch_after(*pairs, unit="syt", **fields):
        answer = hand_in(*pairs, unit=unit, **fields)
        intake_queue.read_waiting()
        return sign_in(unit).get(answer.url).content.decode()

    return _batch_after


def test_the_page_is_a_plain_form(sign_in):
    page = sign_in("syt").get("/quan-tri/van-ban/nap/").content.decode()
    assert 'enctype="multipart/form-data"' in page and "multiple" in page and "Nạp tệp" in page


def test_handing_in_answers_at_once_and_the_page_of_the_batch_goes_on(hand_in, client):
    answer = hand_in(("một.pdf", files.pdf(files.DECISION)))
    assert answer.status_code == 302 and not DirectivePage.objects.exists()
    page = client.get(answer.url).content.decode()
    assert "Chờ đọc." in page and 'http-equiv="refresh"' in page and "data-waiting" in page
    intake_queue.read_waiting()
    page = client.get(answer.url).content.decode()
    assert 'http-equiv="refresh"' not in page and "data-waiting" not in page and "Đối chiếu “" in page
    assert answer.url in client.get(reverse("directives_intake")).content.decode()


def test_several_files_at_once(batch_after):
    page = batch_after(("một.pdf", files.pdf(files.DECISION)), ("hai.doc", files.doc()), ("ba.txt", b" "))
    first, second = DirectivePage.objects.order_by("pk")
    assert f"/quan-tri/van-ban/{first.pk}/doi-chieu/" in page and f"/van-ban/{second.pk}/doi-chieu/" in page
    assert "415/QĐ-SYT" in page and "05/10/2021" in page and "Tệp ba.txt rỗng." in page
    assert first.get_latest_revision().user.username == "syt"
    assert {original.received_by for original in Original.objects.all()} == {"syt"}


def test_the_draft_opens_in_its_form(sign_in, batch_after):
    batch_after(("một.txt", files.txt()))
    page = sign_in("syt").get(reverse("wagtailadmin_pages:edit", args=[DirectivePage.objects.get().pk]))
    assert page.status_code == 200 and "QĐ-SYT" in page.content.decode()


@pytest.mark.parametrize("what", files.BAD)
def test_a_bad_file_is_answered_in_plain_words(batch_after, what):
    name, data, _ = files.BAD[what]
    page = batch_after((name, data)) if data else batch_after((name, data), ("b.txt", b" "))
    assert "Bị từ chối." in page
    assert not DirectivePage.objects.exists() and not Original.objects.exists()


def test_a_file_over_25_mb(batch_after):
    assert "lớn hơn 25 MB" in batch_after(("to.pdf", b"%PDF-1.7" + bytes(26 * 2**20)))
    assert not Original.objects.exists()


def test_no_file_or_too_many(sign_in, hand_in):
    empty = sign_in("syt").post(reverse("directives_intake"), {})
    assert "Chọn ít nhất một tệp." in empty.content.decode()
    many = hand_in(*[(f"{n}.txt", b"a") for n in range(51)])
    assert "nhiều nhất 50 tệp" in many.content.decode() and not Intake.objects.exists()


def test_a_hostile_name_is_only_a_name(batch_after):
    page = batch_after(("../../<script>alert(1)</script>.txt", files.txt()))
    assert "<script>alert(1)" not in page
    assert ".." not in Original.objects.get().file.name


def test_the_files_of_one_document_go_by_their_names(batch_after):
    annex = files.txt("PHỤ LỤC\n(Kèm theo Quyết định số 415/QĐ-SYT)\n1. Cơ sở.")
    last = files.txt("PHỤ LỤC II\n(Kèm theo Quyết định số 415/QĐ-SYT)\n1. Chỗ ở.")
    page = batch_after(("10.txt", last), ("2.txt", annex), ("1.txt", files.txt()), together="on")
    assert page.count("Đối chiếu “") == 1
    assert [one.name for one in DirectivePage.objects.get().originals.all()] == ["1.txt", "2.txt", "10.txt"]


def test_what_is_there_already_is_shown_side_by_side_and_may_be_joined(batch_after, client):
    batch_after(("một.txt", files.txt()))
    page = batch_after(("hai.docx", files.docx()))
    assert page.count("415/QĐ-SYT") >= 3 and "một.txt, syt nạp lúc" in page
    assert "Giữ bản cũ" in page and "Tệp này thuộc văn bản đã có" in page
    again = Intake.objects.last()
    client.post(reverse("directives_choice", args=[again.batch_id, again.pk]), {"choice": "gan"})
    intake_queue.read_waiting()
    assert (
        "Đã gắn vào văn bản đã có." in client.get(reverse("directives_batch", args=[again.batch_id])).content.decode()
    )
    assert DirectivePage.objects.get().originals.count() == 2


def test_keeping_the_old_one(batch_after, client):
    batch_after(("một.txt", files.txt()))
    page = batch_after(("hai.txt", files.txt()))
    assert "Tệp này thuộc" not in page, "the same bytes are its original already"
    again = Intake.objects.last()
    choice = reverse("directives_choice", args=[again.batch_id, again.pk])
    client.post(choice, {"choice": "giu"})
    answer = client.post(choice, {"choice": "giu"}, follow=True)
    assert "Đã giữ bản cũ" in answer.content.decode() and "Không còn gì để chọn" in answer.content.decode()
    assert client.get(choice).status_code == 405
    assert client.post(choice, {"choice": "khác"}).status_code == 302


def test_anothers_draft_is_not_told(batch_after, client):
    batch_after(("một.txt", files.txt()))
    page = batch_after(("hai.docx", files.docx()), unit="cttdt")
    assert "chưa công bố của đơn vị khác" in page and "Mở bản nháp đã có" not in page and "nạp lúc" not in page
    assert "Tệp này thuộc văn bản đã có" not in page


def test_a_batch_is_its_units_own(hand_in, sign_in):
    hand_in(("một.txt", files.txt()))
    batch, intake = IntakeBatch.objects.get(), Intake.objects.get()
    other = sign_in("cttdt")
    assert other.get(reverse("directives_batch", args=[batch.pk])).status_code == 404
    choice = reverse("directives_choice", args=[batch.pk, intake.pk])
    assert other.post(choice, {"choice": "giu"}).status_code == 404
    assert f"/nap/{batch.pk}/" not in other.get(reverse("directives_intake")).content.decode()


@pytest.mark.parametrize("name", ["cdc", "admin"])
def test_who_has_no_such_duty_gets_no_further(sign_in, hand_in, name):
    hand_in(("một.txt", files.txt()))
    client = sign_in(name)
    addresses = reverse("directives_intake"), reverse("directives_batch", args=[IntakeBatch.objects.get().pk])
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (302, 403) and "Nạp tệp" not in answer.content.decode()
    assert "nap-van-ban" not in client.get("/quan-tri/").content.decode()
    client.post(reverse("directives_intake"), {"documents": [SimpleUploadedFile("a.txt", files.txt())]})
    assert IntakeBatch.objects.count() == 1


def test_the_menu_offers_it(sign_in):
    assert "nap-van-ban" in sign_in("syt").get("/quan-tri/").content.decode()


def test_signed_out(client, db):
    assert client.get("/quan-tri/van-ban/nap/").status_code == 302
    assert client.get("/quan-tri/van-ban/nap/1/").status_code == 302
