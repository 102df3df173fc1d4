"""Nothing that readers have seen is taken away: a withdrawn directive says so at its address, a slip is put right."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.problems import Refused
from core.simulation import mark_simulated
from directives.models import DirectivePage, DirectivesPage
from tests.directives.factories import directive, take_down
from units.actions.urgent import publish_at_once, review_later
from units.models import User
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")
SEPTEMBER, OCTOBER = dt.date(2021, 9, 1), dt.date(2021, 10, 1)


@pytest.fixture
def sign_in(client):
    mark_simulated(complete=True)

    def signed_in(name):
        unit = None if name == "admin" else unit_named(name)
        user, _ = User.objects.get_or_create(username=name, unit=unit, is_superuser=name == "admin")
        user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
        client.force_login(user)
        return client

    return signed_in


@pytest.mark.parametrize("take", ["delete", "unpublish"])
def test_the_model_itself_refuses(take):
    page = directive()
    with pytest.raises(Refused, match="không xóa, không gỡ"), transaction.atomic():
        getattr(DirectivePage.objects.get(pk=page.pk), take)()
    assert DirectivePage.objects.get(pk=page.pk).live


def test_what_lies_above_is_not_deleted_either():
    page = directive()
    for above in (page.get_parent(), DirectivesPage.objects.get()):
        with pytest.raises(Refused), transaction.atomic():
            above.delete()
    assert DirectivePage.objects.get(pk=page.pk).live


def test_a_draft_that_nobody_saw_may_go_and_one_that_was_taken_down_may_not():
    draft, seen = directive(publish=False), directive()
    DirectivePage.objects.get(pk=draft.pk).delete()
    take_down(seen)
    with pytest.raises(Refused), transaction.atomic():
        DirectivePage.objects.get(pk=seen.pk).delete()


@pytest.mark.parametrize("account", ["syt", "admin"])
@pytest.mark.parametrize("view", ["delete", "unpublish"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_refuses_and_says_what_to_do_instead(sign_in, account, view, method):
    page, client = directive(unit="syt"), sign_in(account)
    answer = getattr(client, method)(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]), follow=True)
    assert "nạp văn bản thu hồi, bãi bỏ, thay thế hoặc đính chính" in answer.content.decode()
    assert DirectivePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_many_at_once_are_refused_too(sign_in, action):
    page, client = directive(unit="syt"), sign_in("admin")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    for asked in (page.pk, page.get_parent().pk, DirectivesPage.objects.get().pk):
        answer = client.post(f"{address}?id={asked}&next=/quan-tri/", {"include_descendants": "on"})
        assert answer.status_code < 500
    assert DirectivePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("view", ["delete", "unpublish"])
def test_the_section_is_kept_for_what_lies_in_it(sign_in, view):
    page, client, section = directive(), sign_in("admin"), DirectivesPage.objects.get()
    client.post(reverse(f"wagtailadmin_pages:{view}", args=[section.pk]), {"include_descendants": "on"})
    assert DirectivesPage.objects.get().live and DirectivePage.objects.get(pk=page.pk).live


def test_what_the_later_review_took_down_keeps_its_address_and_shows_nothing_of_its_text(client):
    page, draft = directive(abstract="Về việc chưa ai duyệt"), directive(publish=False)
    take_down(page)
    answer = client.get(f"/van-ban/{page.slug}/")
    assert answer.status_code == 410
    shown = answer.content.decode()
    assert "đã được gỡ xuống" in shown and "Phạm vi" not in shown and "chưa ai duyệt" not in shown
    assert client.get(f"/van-ban/{draft.slug}/").status_code == 404


WHY = "Ban hành nhầm bản dự thảo."
CITED = "Quyết định số 77/QĐ-SYT ngày 01 tháng 10 năm 2021 của Sở Y tế Nghệ An"


@pytest.fixture
def reviewed():
    """A decision of the Department of Health, published at once and decided on by the province's office."""

    def decided(outcome="taken_down", note=WHY, reviewer="vpubnd", **fields):
        persons = {name: User.objects.create(username=name, unit=unit_named(name)) for name in ("syt", reviewer)}
        known = {"unit": "syt", "number": "77", "symbol": "QĐ-SYT", "issuer": "syt"}
        page = directive(publish=False, **known | fields)
        page = DirectivePage.objects.get(pk=page.pk)
        said = {"reason": "Dịch lan trong đêm.", "seen": page.latest_revision_id}
        owed = publish_at_once(record=page, user=persons["syt"], **said)
        review_later(publication=owed, user=persons[reviewer], outcome=outcome, note=note)
        return DirectivePage.objects.get(pk=page.pk)

    return decided


def said_of(client, page):
    """What stands at its address for readers, and for other systems."""
    shown, told = client.get(page.url or f"/van-ban/{page.slug}/"), client.get(f"/api/v1/directives/{page.pk}/")
    assert (shown.status_code, told.status_code) == (410, 410)
    assert told["Content-Type"].startswith("application/problem+json")
    return shown.content.decode(), told.json()["detail"]


def test_what_was_taken_down_says_which_document_it_was_who_took_it_down_when_and_why(client, reviewed):
    office = unit_named("vpubnd").name
    shown, told = said_of(client, reviewed(abstract="Về việc chưa ai duyệt"))
    for words in (CITED, office, "08/10/2021", WHY):
        assert words in shown and words in told
    assert told == f"Văn bản này đã được gỡ xuống. {CITED}. {office} gỡ ngày 08/10/2021. Lý do: {WHY}"
    for text in (shown, told):
        assert "chưa ai duyệt" not in text and "Phạm vi" not in text


def test_the_unit_is_named_and_no_person(client, reviewed):
    page = reviewed()
    User.objects.filter(username="vpubnd").update(first_name="Trần Văn Duyệt", unit=unit_named("stttt"))
    for text in said_of(client, page):
        assert "Trần Văn Duyệt" not in text and unit_named("vpubnd").name in text
        assert unit_named("stttt").name not in text, "the account has moved since"


def test_one_without_a_number_is_named_without_a_word_of_its_own(client, reviewed):
    shown, told = said_of(client, reviewed(number="", symbol="", abstract="Về việc chưa ai duyệt"))
    for text in (shown, told):
        assert "Quyết định ngày 01 tháng 10 năm 2021 của Sở Y tế" in text and "chưa ai duyệt" not in text


def test_of_one_that_was_taken_down_for_secrecy_nothing_is_said(client, reviewed):
    for text in said_of(client, reviewed(outcome="hidden", note="Có nội dung mật về biên giới.")):
        assert "Văn bản này đã được gỡ xuống." in text
        for words in ("77/QĐ", "biên giới", unit_named("vpubnd").name, "01 tháng 10", "Quyết định số"):
            assert words not in text


def test_what_is_written_of_the_reason_is_shown_as_text(client, reviewed):
    shown, _ = said_of(client, reviewed(note="<script>x</script>"))
    assert "<script>x" not in shown and "&lt;script&gt;x" in shown


def test_it_is_taken_down_with_its_reason_or_not_at_all(client, reviewed, monkeypatch):
    def fails(**_):
        raise IntegrityError

    monkeypatch.setattr("units.actions.urgent.tell_decided", fails)
    with pytest.raises(Refused):
        reviewed()
    page = DirectivePage.objects.get()
    assert page.live and client.get(page.url).status_code == 200


def test_published_again_after_a_review_it_is_a_document_like_any_other(client, reviewed):
    page = reviewed()
    page.emendation = "Thay bằng bản đã ký"
    page.save_revision().publish()
    assert client.get(page.url).status_code == 200
    assert client.get(f"/api/v1/directives/{page.pk}/").status_code == 200


def test_of_what_was_taken_down_before_reasons_were_for_readers_only_the_citation_stands(client):
    page = directive(number="78", abstract="Về việc chưa ai duyệt")
    take_down(page)
    shown, told = said_of(client, page)
    assert "Quyết định số 78/QĐ-UBND" in shown and told.startswith("Văn bản này đã được gỡ xuống. Quyết định số 78")
    assert "Lý do" not in shown + told


@pytest.mark.parametrize("key", [10**12, 2**31 - 1])
def test_a_number_that_no_document_had_is_not_found(client, key):
    assert client.get(f"/api/v1/directives/{key}/").status_code == 404


def test_a_withdrawn_directive_keeps_its_address_and_says_by_which_one_and_why(client):
    old = directive(number="1", date=SEPTEMBER)
    why = {"reason": "Ban hành không đúng thẩm quyền"}
    new = directive(number="2", date=OCTOBER, relations=[("thu_hoi", "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh", why)])
    shown = client.get(old.url).content.decode()
    assert "Văn bản này đã bị thu hồi từ 01/10/2021." in shown
    assert f'<a href="{new.url}">Quyết định 2/QĐ-UBND</a>' in shown
    assert "Lý do: Ban hành không đúng thẩm quyền" in shown
    assert 'class="sheet bleed withdrawn"' in shown and "Phạm vi" in shown
    assert "đã bị thu hồi" not in client.get(f"{old.url}?ngay=2021-09-30").content.decode()
    assert client.get(f"/api/v1/directives/{old.pk}/").json()["status"] == "thu_hoi"


def test_withdrawn_by_a_document_that_is_not_in_the_portal(client):
    page = directive(withdrawn_on=OCTOBER, withdrawn_why="Công văn 9/UBND-NC của UBND tỉnh: ký sai thẩm quyền")
    shown = client.get(page.url).content.decode()
    assert "đã bị thu hồi từ 01/10/2021" in shown and "Công văn 9/UBND-NC của UBND tỉnh: ký sai thẩm quyền" in shown


def test_what_was_put_right_is_shown_with_its_day_and_the_first_publication_is_none(client):
    page = directive()
    assert "hiệu đính" not in client.get(page.url).content.decode()
    page.emendation = "Sửa lỗi đọc chữ ở Điều 2"
    page.save_revision().publish()
    assert "Đã hiệu đính ngày 08/10/2021: Sửa lỗi đọc chữ ở Điều 2." in client.get(page.url).content.decode()
