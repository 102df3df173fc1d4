"""The assistant: nothing that a machine read reaches readers before an officer has said that it is so."""

import datetime as dt
import unicodedata

import pytest
from django.urls import reverse

from core.problems import Code, Refused
from directives.actions.import_directives import import_directives
from directives.actions.readings import confirm_reading
from directives.actions.take_in import HandedIn
from directives.form_rules import remarks
from directives.models import DirectivePage, DirectiveReading, DirectiveType, Issuer
from directives.selectors.confirmation import REQUIRED, seen_components, unconfirmed
from tests.directives import files
from tests.directives.test_intake_view import sign_in  # noqa: F401
from units.actions.review import submit
from units.models import User
from units.selectors.organisations import unit_named

UNCERTAIN = files.DECISION.replace("Số: 415/QĐ-SYT", "Số:    /QĐ-SYT")


@pytest.fixture
def handed_in(province):
    def taken(text=files.DECISION, unit="syt"):
        (result,) = import_directives(files=[HandedIn.of("qd.txt", files.txt(text))], unit=unit_named(unit))
        assert result.stored, result.error
        return DirectivePage.objects.get(pk=result.page.pk)

    return taken


@pytest.fixture
def compare(sign_in):  # noqa: F811
    """The form as a browser sends it: what was shown, changed by `fields`, every doubt ticked unless told."""

    def compared(page, unit="syt", ticked=True, **fields):
        client, address = sign_in(unit), reverse("directives_confirm", args=[page.pk])
        shown = client.get(address)
        if shown.status_code != 200:
            return shown
        form = shown.context["form"]
        sent = {name: form[name].value() for name in form.fields if not name.startswith("xac-nhan-")}
        sent = {name: "" if value is None else value for name, value in sent.items()}
        ticks = {name: "on" for name in form.fields if name.startswith("xac-nhan-") and ticked}
        return client.post(address, sent | ticks | {"ban": shown.context["revision"]} | fields)

    return compared


def test_what_was_read_is_confirmed_by_nobody_until_an_officer_says_so(handed_in, compare):
    page = handed_in()
    assert unconfirmed(page) == list(REQUIRED)
    compare(page)
    assert unconfirmed(page) == []
    said = DirectiveReading.objects.get(page=page).confirmed
    assert {one["by"] for one in said.values()} == {"syt"}


def test_no_draft_is_published_with_a_required_component_unconfirmed(handed_in):
    page = handed_in()
    with pytest.raises(Refused, match="Chưa ai đối chiếu với bản gốc: số, ngày ban hành, loại văn bản"):
        page.get_latest_revision().publish(skip_permission_checks=True)
    assert not DirectivePage.objects.get().live


def test_the_editors_form_hands_over_nothing_unconfirmed(sign_in, handed_in):  # noqa: F811
    page, address = handed_in(), None
    client = sign_in("syt")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(address).context["form"]
    sent = {name: "" if value is None else value for name, value in _all_fields(form).items()}
    answer = client.post(address, sent | {"action-submit": "1"})
    assert "Chưa ai đối chiếu với bản gốc" in answer.content.decode()
    assert not DirectivePage.objects.get().workflow_in_progress
    client.post(address, sent)
    assert DirectivePage.objects.get().revisions.count() >= 2, "a draft may be saved all the same"


def _all_fields(form):
    found = {bound.html_name: bound.value() for bound in form}
    for formset in form.formsets.values():
        found |= {bound.html_name: bound.value() for bound in formset.management_form}
        for one in formset.forms:
            found |= {bound.html_name: bound.value() for bound in one}
    return found


def test_a_person_who_typed_it_need_not_confirm_it(handed_in):
    page = handed_in()
    page.abstract, page.number = "Khác hẳn", "416"
    assert unconfirmed(page) == ["date", "type", "issuer"]


def test_doubts_come_first_and_each_asks_for_its_tick(handed_in, compare):
    page = handed_in(UNCERTAIN)
    answer = compare(page, ticked=False)
    assert [group["seen"].name for group in answer.context["doubtful"]] == ["number"]
    assert "Chỗ ghi số để trống hoặc không đọc được." in answer.content.decode()
    assert "Hãy đối chiếu với bản gốc." in answer.content.decode()
    assert unconfirmed(page) == list(REQUIRED)
    compare(page, number="415", symbol="QĐ-SYT")
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (draft.full_number, unconfirmed(draft)) == ("415/QĐ-SYT", [])


def test_a_document_that_prints_no_number_is_confirmed_as_such(handed_in, compare):
    page = handed_in(UNCERTAIN)
    compare(page)
    assert unconfirmed(page.get_latest_revision_as_object()) == []


@pytest.mark.parametrize("missing", ["type", "issuer", "date", "abstract"])
def test_what_everyone_needs_to_know_may_not_be_left_empty(handed_in, compare, missing):
    page = handed_in()
    answer = compare(page, **{missing: ""})
    assert answer.status_code == 200 and answer.context["form"].errors[missing]
    assert unconfirmed(page) == list(REQUIRED)


def test_each_component_shows_where_it_was_read(sign_in, handed_in):  # noqa: F811
    shown = sign_in("syt").get(reverse("directives_confirm", args=[handed_in().pk])).content.decode()
    assert "“Số: 415/QĐ-SYT”" in shown and "“Nghệ An, ngày 05 tháng 10 năm 2021”" in shown
    assert "Mọi mục đều đọc rõ" in shown


@pytest.fixture
def printed(province):
    (result,) = import_directives(
        files=[HandedIn.of("qd.pdf", files.pdf(files.DECISION, files.DECISION))], unit=unit_named("syt")
    )
    return DirectivePage.objects.get(pk=result.page.pk)


def test_the_printed_page_is_shown_with_the_places_marked(sign_in, printed):  # noqa: F811
    client = sign_in("syt")
    shown = client.get(reverse("directives_confirm", args=[printed.pk]))
    (first, *_) = shown.context["sheets"]
    assert first.number == 1 and {one.name for one in first.seen} >= set(REQUIRED)
    html = shown.content.decode()
    assert 'href="#cho-number"' in html and 'id="cho-number"' in html
    drawn = client.get(reverse("directives_sheet", args=[printed.pk, first.original.pk, 1]))
    assert drawn["Content-Type"] == "image/webp" and drawn.content[8:12] == b"WEBP"


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_a_page_that_the_file_does_not_have_is_not_there(sign_in, printed, number):  # noqa: F811
    original = printed.originals.get().pk
    assert sign_in("syt").get(reverse("directives_sheet", args=[printed.pk, original, number])).status_code == 404
    assert sign_in("syt").get(reverse("directives_sheet", args=[printed.pk, 10**30, 1])).status_code == 404


@pytest.mark.parametrize("unit", ["stttt", "cdc"])
def test_a_page_of_another_units_draft_is_not_shown(sign_in, printed, unit):  # noqa: F811
    address = reverse("directives_sheet", args=[printed.pk, printed.originals.get().pk, 1])
    assert sign_in(unit).get(address).status_code in (302, 403)


def test_confirmed_and_handed_over_in_one_step(handed_in, compare):
    page = handed_in()
    compare(page, gui="1", signer="Nguyễn Thị Mẫu")
    page.refresh_from_db()
    assert page.workflow_in_progress and page.get_latest_revision_as_object().signer == "Nguyễn Thị Mẫu"


@pytest.mark.parametrize("unit", ["stttt", "cdc", "bcd"])
def test_another_units_draft_is_not_shown(handed_in, compare, unit):
    page = handed_in()
    assert compare(page, unit=unit).status_code in (302, 403)
    assert unconfirmed(page) == list(REQUIRED)


def test_while_it_waits_for_review_nobody_changes_it(handed_in, compare):
    page = handed_in()
    compare(page)
    submit(record=page, user=User.objects.get(username="syt"))
    assert compare(page, abstract="Khác").status_code == 302
    assert "Khác" not in page.get_latest_revision_as_object().abstract


def test_what_changed_since_it_was_shown_is_not_overwritten(handed_in, compare):
    page = handed_in()
    shown = page.latest_revision_id
    page.get_latest_revision_as_object().save_revision()
    answer = compare(page, ban=str(shown), abstract="Đè lên")
    assert "Bản nháp đã thay đổi ở một lần khác" in answer.content.decode()
    assert unconfirmed(page) == list(REQUIRED)


@pytest.mark.parametrize("ban", ["", "x", "-1", "9" * 50, "1'"])
def test_a_forged_draft_number_is_a_refusal_and_no_error(handed_in, compare, ban):
    assert "Bản nháp đã thay đổi" in compare(handed_in(), ban=ban).content.decode()


def test_a_number_that_another_document_has_is_refused_in_words(handed_in, compare):
    handed_in()
    other = handed_in(files.DECISION.replace("415/", "416/"))
    answer = compare(other, number="415")
    assert answer.status_code == 200
    assert "Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu." in answer.content.decode()
    assert other.get_latest_revision_as_object().number == "416"


@pytest.mark.parametrize("fields", [{"date": "31/02/2021"}, {"type": "999999"}, {"issuer": "x"}, {"urgency": "Rất"}])
def test_what_no_honest_form_sends_is_refused(handed_in, compare, fields):
    page = handed_in()
    answer = compare(page, **fields)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert unconfirmed(page) == list(REQUIRED)


def test_what_is_typed_decomposed_is_stored_composed_and_a_nul_byte_is_refused(handed_in, compare):
    page = handed_in()
    assert compare(page, abstract="Về\0dịch").context["form"].errors["abstract"]
    compare(page, abstract=unicodedata.normalize("NFD", "Về phòng, chống dịch"))
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().abstract == "Về phòng, chống dịch"


def test_a_page_that_was_not_read_from_a_file_has_no_assistant(sign_in, handed_in):  # noqa: F811
    page = handed_in()
    DirectiveReading.objects.all().delete()
    assert sign_in("syt").get(reverse("directives_confirm", args=[page.pk])).status_code == 404
    assert unconfirmed(page) == []


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "Độ mật: Mật"])
def test_a_secret_document_is_not_even_kept(province, stamp):
    text = files.DECISION.replace("SỞ Y TẾ\n", f"SỞ Y TẾ\n{stamp}\n", 1)
    (result,) = import_directives(
        files=[HandedIn.of("mat.txt", files.txt(text))], unit=unit_named("syt"), publish=True
    )
    assert (result.stored, result.error.code) == (False, Code.SECRET_DOCUMENT)
    assert not DirectivePage.objects.exists()


def test_a_text_with_a_stamp_of_secrecy_is_published_by_nobody(handed_in, compare):
    page = handed_in()
    compare(page)
    draft = page.get_latest_revision_as_object()
    part = draft.parts.all()[0]
    part.text = f"TUYỆT MẬT\n{part.text}"
    draft.parts = [part]
    draft.save_revision()
    with pytest.raises(Refused, match="Nội dung có dấu “Tuyệt mật”"):
        draft.get_latest_revision().publish(skip_permission_checks=True)


def test_confirming_is_written_in_the_log(handed_in, compare):
    from units.models import AuditEntry

    compare(handed_in())
    told = [entry.details for entry in AuditEntry.objects.all() if "đối chiếu" in str(entry.details)]
    assert len(told) == 1 and "number" in str(told[0])


def test_an_officer_without_an_account_of_the_unit_confirms_nothing(handed_in):
    page = handed_in()
    with pytest.raises(Refused):
        confirm_reading(page=page, user=User(username="ai"), values={}, confirmed=REQUIRED, seen=None)
    assert unconfirmed(page) == list(REQUIRED)


def written(**fields):
    kind, issuer = DirectiveType.objects.get(name="Quyết định"), Issuer.objects.get(unit__abbreviation="syt")
    known = {"number": "12", "symbol": "QĐ-SYT", "date": dt.date(2021, 10, 5), "type": kind, "issuer": issuer}
    page = DirectivePage(**known | fields)
    page.year = page.date.year if page.date else None
    return page


@pytest.mark.parametrize(
    ("fields", "component", "words"),
    [
        ({"number": "7"}, "number", "07"),
        ({"symbol": "CT-SYT"}, "symbol", "bắt đầu bằng “QĐ”"),
        ({"symbol": "QĐ-UBND"}, "symbol", "UBND"),
        ({"date": dt.date(2021, 10, 9)}, "date", "sau ngày hôm nay"),
        ({"effective_from": dt.date(2021, 10, 1)}, "effective_from", "trước ngày ban hành"),
        ({"signer_office": "GIÁM ĐỐC"}, "signer", "họ tên"),
    ],
)
def test_the_rules_of_the_form_are_remarked_on_with_the_article(province, fields, component, words):
    (found,) = remarks(written(**fields))
    assert (found.component, words in found.message) == (component, True)
    assert "30/2020/NĐ-CP" in found.article


def test_a_number_given_twice_in_a_year_is_remarked_on(handed_in):
    handed_in()
    assert [one.component for one in remarks(written(number="415", symbol="QĐ-SYT2"))][:1] == ["number"]
    assert not remarks(written(number="415", date=dt.date(2020, 10, 5), symbol="QĐ-SYT"))


def test_a_document_in_good_form_has_no_remarks(province):
    assert remarks(written()) == []


def test_every_component_is_asked_about_once(handed_in):
    seen = seen_components(DirectiveReading.objects.get(page=handed_in()))
    names = [one.name for one in seen]
    assert len(names) == len(set(names)) and set(REQUIRED) <= set(names)
