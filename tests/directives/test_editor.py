"""What the editor's form says before a directive is handed over: circles, places that are not there, reasons."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.simulation import mark_simulated
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.places import settle
from tests.directives.factories import directive
from units.models import User
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")
SEPTEMBER, OCTOBER = dt.date(2021, 9, 1), dt.date(2021, 10, 1)


def relation(number, kind="thay_the", **fields):
    empty = dict.fromkeys(("date", "issuer_name", "articles", "effective_on", "until", "reason"), "")
    return empty | {"kind": kind, "number": number, "issuer_name": "UBND tỉnh"} | fields


def data(page, relations=(), **fields):
    names = (
        "number",
        "symbol",
        "place",
        "abstract",
        "grounds",
        "recipients",
        "signer_office",
        "signer",
        "emendation",
    )
    known = {name: getattr(page, name) for name in names} | {"withdrawn_why": page.withdrawn_why}
    days = {name: getattr(page, name) or "" for name in ("date", "effective_from", "effective_to", "withdrawn_on")}
    rows = {"parts": inline_formset([]), "relations": inline_formset(list(relations))}
    return nested_form_data(known | days | {"type": page.type_id, "issuer": page.issuer_id} | rows | fields)


def filled(page, relations=(), **fields):
    """The form as handed over; ask `is_valid`."""
    page = DirectivePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    kind = DirectivePage.get_edit_handler().get_form_class()
    return kind(data(page, relations, **fields), instance=page, parent_page=page.get_parent(), for_user=clerk())


def clerk():
    user, _ = User.objects.get_or_create(username="syt", defaults={"unit": unit_named("syt")})
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return User.objects.get(pk=user.pk)


def said(form):
    assert not form.is_valid()
    inner = [str(one.errors) for one in form.formsets["relations"].forms]
    return str(form.errors) + "".join(inner)


def test_a_relation_to_single_articles_is_kept_as_anchors():
    directive(number="1", date=SEPTEMBER)
    form = filled(
        directive(number="2", publish=False), [relation("1/QĐ-UBND", "bai_bo", articles="khoản 1 Điều 1; Điều 2")]
    )
    assert form.is_valid(), said(form)
    (kept,) = form.save(commit=False).relations.all()
    assert kept.articles == ["dieu-1-khoan-1", "dieu-2"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "bai_bo", "articles": "Điều 99"}, "không có Điều 99"),
        ({"kind": "bai_bo", "articles": "chỗ nào đó"}, "Không hiểu"),
        ({"kind": "thu_hoi"}, "lý do thu hồi"),
        ({"kind": "thu_hoi", "reason": "Sai thẩm quyền", "articles": "Điều 1"}, "thu hồi cả văn bản"),
        ({"kind": "bai_bo", "until": "2021-12-01"}, "khi ngưng hiệu lực"),
        ({"kind": "ngung", "until": "2021-12-01", "effective_on": "2021-12-01"}, "sau ngày bắt đầu"),
    ],
)
def test_what_is_missing_or_wrong_in_a_relation_is_said(fields, words):
    directive(number="1", date=SEPTEMBER)
    assert words in said(filled(directive(number="2", publish=False), [relation("1/QĐ-UBND", **fields)]))


def test_articles_of_a_document_that_is_not_here_are_taken_as_they_are():
    form = filled(directive(number="2", publish=False), [relation("77/QĐ-UBND", "bai_bo", articles="Điều 99")])
    assert form.is_valid(), said(form)


def test_what_was_read_is_put_where_it_stands_before_it_is_proposed():
    directive(number="1", date=SEPTEMBER, parts=[("", "Điều 1. Ban hành"), ("QUY CHẾ Họp", "Điều 9. Họp")])
    given = {"number": "1/QĐ-UBND", "date": SEPTEMBER}
    attached, nowhere, unknown = (
        DirectiveRelation(kind=kind, articles=articles, **given | more)
        for kind, articles, more in (
            ("sua_doi", ["dieu-9", "dieu-1"], {}),
            ("bai_bo", ["dieu-77"], {}),
            ("bai_bo", ["dieu-77"], {"number": "5/QĐ-UBND"}),
        )
    )
    settle([attached, nowhere, unknown])
    assert attached.articles == ["kem-theo-1-dieu-9", "dieu-1"]
    assert (nowhere.kind, nowhere.articles) == ("sua_doi", [])
    assert (unknown.kind, unknown.articles) == ("bai_bo", ["dieu-77"])


def test_a_circle_is_refused_with_its_way():
    first = directive(number="1", date=OCTOBER, relations=[("thay_the", "3/QĐ-UBND", None, "UBND tỉnh")])
    directive(number="2", date=OCTOBER, relations=[("bai_bo", "1/QĐ-UBND", OCTOBER, "")])
    third = directive(number="3", date=OCTOBER, publish=False)
    assert "3/QĐ-UBND → 2/QĐ-UBND → 1/QĐ-UBND → 3/QĐ-UBND" in said(filled(third, [relation("2/QĐ-UBND")]))
    assert filled(third, [relation("2/QĐ-UBND", "vien_dan")]).is_valid()
    assert filled(first, [relation("4/QĐ-UBND")], emendation="Bỏ quan hệ sai").is_valid()


def test_a_document_does_not_replace_itself():
    page = directive(number="2", publish=False)
    assert "chính nó" in said(filled(page, [relation("02/QĐ-UBND", date="2021-10-01")]))


def test_who_withdrew_it_and_why_goes_with_the_day():
    page = directive(publish=False)
    assert "Hãy ghi ai thu hồi" in said(filled(page, withdrawn_on="2021-10-09"))
    assert filled(page, withdrawn_on="2021-10-09", withdrawn_why="Công văn 9/UBND: sai thẩm quyền").is_valid()


def test_what_is_put_right_in_a_published_text_is_said():
    page = directive()
    assert "Văn bản đã công bố" in said(filled(page))
    assert filled(page, emendation="Sửa lỗi đọc chữ ở Điều 2").is_valid()
    page.emendation = "Sửa lỗi đọc chữ ở Điều 2"
    page.save_revision().publish()
    assert "của lần hiệu đính ngày 08/10/2021" in said(filled(page, emendation="Sửa lỗi đọc chữ ở Điều 2"))


def test_a_draft_may_be_half_done():
    form = filled(directive(), [relation("1/QĐ-UBND", "thu_hoi")], withdrawn_on="2021-10-09")
    form.defer_required_fields()
    assert form.is_valid()


def test_the_form_as_a_clerk_sees_it(client):
    mark_simulated(complete=True)  # a real portal would ask for the second factor first
    only = {"articles": ["dieu-7-khoan-2"]}
    page = directive(relations=[("bai_bo", "1/QĐ-UBND", None, "", only)], publish=False, unit="syt")
    client.force_login(clerk())
    answer = client.get(f"/quan-tri/pages/{page.pk}/edit/")
    assert answer.status_code == 200, answer.headers
    shown = answer.content.decode()
    for words in ("Bổ sung", "Đính chính", "Thu hồi", "Triển khai", "Viện dẫn", "Kèm theo", "Có hiệu lực trở lại"):
        assert words in shown
    assert 'value="khoản 2 Điều 7"' in shown


def test_versions_can_be_compared(client):
    mark_simulated(complete=True)
    page = directive(relations=[("bai_bo", "1/QĐ-UBND", None, "", {"articles": ["dieu-7"]})], unit="syt")
    page.relations = [DirectiveRelation(kind="bai_bo", number="1/QĐ-UBND", articles=["dieu-8"])]
    page.save_revision()
    client.force_login(clerk())
    answer = client.get(f"/quan-tri/pages/{page.pk}/revisions/compare/earliest...latest/")
    assert answer.status_code == 200
