"""A draft is returned with words at each field; its unit finds them there; what comes back is told beside them."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import TaskState

from core.problems import Refused
from datasets.models import Facility
from directives.models import DirectivePage
from tests.units.test_moderation import (  # noqa: F401
    account,
    draft,
    form,
    market,
    province,
    section,
    sign_in,
    submitted,
)
from tests.units.test_returned import change, shown
from units.actions.review import approve, decide, send_back, submit
from units.actions.tell import tell
from units.models import AuditEntry, Notice, Remark, User

INSPECT = "wagtailsnippets_datasets_facility:inspect"
RETURN = "wagtailsnippets_datasets_facility:return"
EDIT = "wagtailsnippets_datasets_facility:edit"
ONE = {"abstract": "Ghi rõ giờ trực."}


def stored():
    return list(Remark.objects.order_by("pk").values_list("field", "text"))


def state_of(page):
    return DirectivePage.objects.get(pk=page.pk).current_workflow_task_state


def values_of(text):
    return text[text.index('class="decision"') :]


def press(client, page, button="return", **typed):
    state = state_of(page)
    body = {"seen": state.pk, button: "1"} | typed
    return client.post(reverse("units_review", args=[state.pk]), body, follow=True)


def test_each_field_of_the_draft_may_be_remarked_on(sign_in, submitted):  # noqa: F811
    text = shown(sign_in("cdc"), submitted)
    for name in ("abstract", "number", "signer", "parts", "relations"):
        assert f'name="y_kien-{name}"' in text, name
    assert "Ý kiến về Trích yếu" in text and "None" not in values_of(text)


def test_remarks_alone_are_reason_enough_and_stand_at_their_fields(sign_in, submitted):  # noqa: F811
    answer = press(sign_in("cdc"), submitted, **{"y_kien-abstract": " Ghi rõ giờ trực. ", "y_kien-signer": " "})
    assert "Đã trả lại đơn vị." in answer.content.decode()
    assert stored() == [("abstract", "Ghi rõ giờ trực.")]
    assert TaskState.objects.get().comment == "Xem ý kiến tại: Trích yếu."
    client = sign_in("ttyt-mot")
    assert "1 ý kiến tại mục" in client.get("/quan-tri/").content.decode()
    text = client.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
    assert 'href="#y-kien-abstract"' in text
    place, field = text.index('id="y-kien-abstract"'), text.index('name="abstract"')
    assert 0 < field - place < 2_000 and text.index('name="issuer"') < place
    assert text.count('class="remark"') == 1


def test_a_list_of_parts_is_one_field(sign_in, submitted, province, account):  # noqa: F811
    send_back(
        record=submitted, reviewer=province.units["cdc"], user=account("cdc"), remarks={"parts": "Thiếu Điều 2."}
    )
    text = sign_in("ttyt-mot").get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
    assert 'id="y-kien-parts"' in text and text.count("Thiếu Điều 2.") == 2


def test_what_came_back_stands_beside_what_was_asked(sign_in, submitted, province, account):  # noqa: F811
    send_back(record=submitted, reviewer=province.units["cdc"], remarks=ONE | {"signer": "Ai ký?"})
    submit(record=change(submitted, "Về trực ban", account("ttyt-mot")), user=account("ttyt-mot"))
    text = shown(sign_in("cdc"), submitted)
    section_of_return = text[text.index('id="tra-lai-lan-truoc"') : text.index('class="decision"')]
    mended, _, untouched = section_of_return.partition("Ai ký?")
    assert "Ghi rõ giờ trực." in mended and '<span class="addition">ban</span>' in mended
    assert "chưa sửa" in untouched and "chưa sửa" not in mended


def test_after_the_signature_no_remark_is_left_in_the_form(sign_in, submitted, province, account):  # noqa: F811
    send_back(record=submitted, reviewer=province.units["cdc"], remarks=ONE)
    submit(record=submitted, user=account("ttyt-mot"))
    approve(record=submitted, reviewer=province.units["cdc"], user=account("cdc"))
    text = sign_in("ttyt-mot").get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
    assert ONE["abstract"] not in text and "Bị trả lại" not in text


def test_a_record_takes_the_same_way(sign_in, market):  # noqa: F811
    state = Facility.objects.get().current_workflow_task_state
    client = sign_in("cdc")
    text = client.get(reverse(INSPECT, args=[market.pk])).content.decode()
    assert 'name="y_kien-phone"' in text and "None" not in values_of(text)
    client.post(reverse(RETURN, args=[market.pk]), {"seen": state.pk, "y_kien-phone": "Thiếu số máy."})
    assert stored() == [("phone", "Thiếu số máy.")]
    text = sign_in("ttyt-mot").get(reverse(EDIT, args=[market.pk])).content.decode()
    assert 'id="y-kien-phone"' in text and text.count("Thiếu số máy.") == 2
    assert not Facility.objects.get().workflow_in_progress


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"y_kien-khong_co": "x"}, "một mục mà nội dung này không có"),
        ({"y_kien-": "x"}, "một mục mà nội dung này không có"),
        ({"y_kien-owner": "x"}, "một mục mà nội dung này không có"),
        ({"y_kien-" + "a" * 500: "x"}, "một mục mà nội dung này không có"),
        ({"y_kien-abstract": "a\x00b"}, "ký tự không hợp lệ"),
        ({"y_kien-abstract": "đ" * 10_000}, "không quá 500 ký tự"),
        ({"y_kien-abstract": " \n"}, "Hãy ghi lý do trả lại"),
        ({"comment": "a\x00b"}, "Hãy mở lại bản nháp"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_returned(typed, said, sign_in, submitted):  # noqa: F811
    answer = press(sign_in("cdc"), submitted, **typed)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert stored() == [] and submitted.workflow_in_progress
    assert not AuditEntry.objects.filter(action="return").exists()


def test_of_a_record_too(sign_in, market):  # noqa: F811
    state = Facility.objects.get().current_workflow_task_state
    typed = {"seen": state.pk, "y_kien-unit": "Sai đơn vị.", "y_kien-phone": "Thiếu số máy."}
    answer = sign_in("cdc").post(reverse(RETURN, args=[market.pk]), typed)
    text = answer.content.decode()
    assert answer.status_code == 200 and "nội dung này không có" in text
    assert "Thiếu số máy.</textarea>" in text
    assert stored() == [] and Facility.objects.get().workflow_in_progress


def test_what_was_typed_is_still_there_after_a_refusal(sign_in, submitted):  # noqa: F811
    text = press(sign_in("cdc"), submitted, **{"y_kien-abstract": "đ" * 600, "comment": "Xem lại"}).content.decode()
    assert "đ" * 600 in text and "Xem lại</textarea>" in text


def test_a_signature_swallows_no_remark(sign_in, submitted):  # noqa: F811
    answer = press(sign_in("cdc"), submitted, "approve", **{"y_kien-abstract": "Ghi rõ giờ trực."})
    assert "hãy trả lại, hoặc xóa ý kiến" in answer.content.decode()
    assert not DirectivePage.objects.get().live and submitted.workflow_in_progress


def test_clicked_twice_it_is_returned_once(sign_in, submitted):  # noqa: F811
    client, state = sign_in("cdc"), state_of(submitted)
    body = {"seen": state.pk, "return": "1", "y_kien-abstract": "Ghi rõ giờ trực."}
    first, second = (client.post(reverse("units_review", args=[state.pk]), body, follow=True) for _ in range(2))
    assert "Đã trả lại" in first.content.decode()
    assert second.status_code == 200 and "không còn chờ duyệt" in second.content.decode()
    assert stored() == [("abstract", "Ghi rõ giờ trực.")]


@pytest.mark.parametrize("name", ["ttyt-mot", "ttyt-hai", "syt", "admin"])
def test_nobody_but_the_reviewer_remarks(name, sign_in, submitted, market):  # noqa: F811
    answer = press(sign_in(name), submitted, **{"y_kien-abstract": "Lời của người lạ"})
    assert answer.status_code == 404
    record = Facility.objects.get().current_workflow_task_state
    answer = sign_in(name).post(reverse(RETURN, args=[market.pk]), {"seen": record.pk, "y_kien-phone": "x"})
    assert answer.status_code in (302, 403, 404)
    assert stored() == [] and submitted.workflow_in_progress


def test_a_reviewer_who_wrote_does_not_return_it_either(sign_in, submitted, account, province):  # noqa: F811
    author = account("ttyt-mot")
    User.objects.filter(pk=author.pk).update(unit=province.units["cdc"], username="cdc-2")
    moved = User.objects.get(pk=author.pk)
    with pytest.raises(Refused, match="không được tự duyệt"):
        decide(record=submitted, user=moved, action="reject", seen=state_of(submitted).pk, remarks=ONE)
    assert stored() == [] and submitted.workflow_in_progress


def test_who_resubmits_does_not_sign(sign_in, submitted, account, province):  # noqa: F811
    """Returned, taken up again by an account that moves to the reviewing unit the same day."""
    send_back(record=submitted, reviewer=province.units["cdc"], user=account("cdc"), remarks=ONE)
    other = User.objects.create(username="khac", unit=province.units["ttyt-mot"])
    submit(record=submitted, user=other)
    User.objects.filter(pk=other.pk).update(unit=province.units["cdc"])
    with pytest.raises(Refused, match="không được tự duyệt"):
        approve(record=submitted, reviewer=province.units["cdc"], user=User.objects.get(pk=other.pk))


def test_another_draft_than_was_seen_gets_no_remark(sign_in, submitted, account, province):  # noqa: F811
    seen = state_of(submitted)
    with pytest.raises(Refused, match="đã thay đổi"):
        send_back(record=submitted, reviewer=province.units["cdc"], seen=seen.pk + 1, remarks=ONE)
    assert stored() == []


def test_the_log_tells_of_each_remark_under_the_drafts_unit(submitted, province, account):  # noqa: F811
    send_back(record=submitted, reviewer=province.units["cdc"], user=account("cdc"), remarks=ONE)
    entry = AuditEntry.objects.get(model="units.Remark")
    assert entry.owner == "ttyt-mot" and json.loads(entry.changes)["text"] == [None, ONE["abstract"]]


@pytest.mark.parametrize("wrong", [{"field": ""}, {"text": ""}, {"field": "abstract"}])
def test_the_database_keeps_one_remark_a_field(wrong, submitted, province, account):  # noqa: F811
    send_back(record=submitted, reviewer=province.units["cdc"], user=account("cdc"), remarks=ONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(**({"step": TaskState.objects.get(), "field": "signer", "text": "x"} | wrong))


def test_the_desk_counts_remarks_with_no_query_a_draft(sign_in, draft, account, province):  # noqa: F811
    def asked():
        client = sign_in("ttyt-mot")
        with CaptureQueriesContext(connection) as queries:
            text = client.get("/quan-tri/").content.decode()
        return len(queries), text

    counts = []
    asked()
    unit, own = province.units["ttyt-mot"], account("ttyt-mot")
    for kind, about in ((Notice.Kind.PUBLISHED, unit), (Notice.Kind.SECURITY, own)):
        tell(to=[own], kind=kind, about=about, text="Đã có việc")
    for number in range(3):
        page = draft("ttyt-mot", f"Văn bản {number}")
        submit(record=page, user=account("ttyt-mot"))
        send_back(record=page, reviewer=province.units["cdc"], remarks=ONE | {"signer": "Ai?"})
        counts.append(asked())
    assert counts[2][0] <= counts[0][0] and counts[2][0] <= 30
    assert counts[2][1].count("2 ý kiến tại mục") == 3
