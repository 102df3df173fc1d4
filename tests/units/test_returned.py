"""A draft that comes back shows its reviewer what was asked for and what was changed, field by field."""

from django.urls import reverse

from datasets.models import Facility
from directives.models import DirectivePage
from tests.units.test_moderation import account, draft, market, province, section, sign_in, submitted  # noqa: F401
from units.actions.review import approve, send_back, submit, withdraw

ASKED = "Đã trả lại lần trước"
WORDS = "Thiếu số điện thoại."


def shown(client, page):
    state = DirectivePage.objects.get(pk=page.pk).current_workflow_task_state
    return client.get(reverse("units_review", args=[state.pk])).content.decode()


def change(page, abstract, author):
    page = DirectivePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    page.abstract = abstract
    page.save_revision(user=author)
    return DirectivePage.objects.get(pk=page.pk)


def returned(page, unit):
    send_back(record=page, reviewer=unit, comment=WORDS)
    return DirectivePage.objects.get(pk=page.pk)


def test_what_comes_back_is_compared_with_what_was_returned(sign_in, submitted, account, province):  # noqa: F811
    client = sign_in("cdc")
    assert ASKED not in shown(client, submitted)
    page = change(returned(submitted, province.units["cdc"]), "Về trực ban", account("ttyt-mot"))
    submit(record=page, user=account("ttyt-mot"))
    text = shown(sign_in("cdc"), page)
    assert ASKED in text and WORDS in text
    assert '<span class="deletion">cấp cứu</span>' in text and '<span class="addition">ban</span>' in text
    assert "Số, ký hiệu" not in text


def test_a_resubmission_without_a_change_says_so(sign_in, submitted, account, province):  # noqa: F811
    page = returned(submitted, province.units["cdc"])
    submit(record=page, user=account("ttyt-mot"))
    assert "Bản gửi lại không khác bản đã bị trả lại." in shown(sign_in("cdc"), page)


def test_taking_it_back_and_sending_it_anew_hides_nothing(sign_in, submitted, account, province):  # noqa: F811
    page, author = returned(submitted, province.units["cdc"]), account("ttyt-mot")
    submit(record=page, user=author)
    withdraw(record=page, user=author)
    submit(record=change(page, "Về trực ban", author), user=author)
    assert WORDS in shown(sign_in("cdc"), page)


def test_once_signed_the_old_remarks_are_done(sign_in, submitted, account, province):  # noqa: F811
    page, author = returned(submitted, province.units["cdc"]), account("ttyt-mot")
    submit(record=page, user=author)
    approve(record=page, reviewer=province.units["cdc"], user=account("cdc"))
    submit(record=change(page, "Về trực ban", author), user=author)
    assert ASKED not in shown(sign_in("cdc"), page)


def test_a_record_that_comes_back_is_compared_too(sign_in, market, account, province):  # noqa: F811
    send_back(record=market, reviewer=province.units["cdc"], comment=WORDS)
    record = Facility.objects.get().get_latest_revision_as_object()
    before, record.address = record.address, "Số 9 phố Mới"
    record.save_revision(user=account("ttyt-mot"))
    submit(record=Facility.objects.get(), user=account("ttyt-mot"))
    text = sign_in("cdc").get(reverse("wagtailsnippets_datasets_facility:inspect", args=[market.pk])).content.decode()
    assert ASKED in text and WORDS in text and "Số 9 phố Mới" in text and before != record.address
    assert "addition" in text
