"""The assistant: nothing that a machine read reaches readers before an officer has said that it is so."""

import datetime as dt
import html
import re
import unicodedata

import pytest
from django.urls import reverse

from core.problems import Code, Refused
from directives.actions.import_directives import import_directives
from directives.actions.readings import confirm_reading
from directives.actions.take_in import HandedIn
from directives.form_rules import remarks
from directives.models import DirectivePage, DirectiveReading, DirectivesPage, DirectiveType, Issuer
from directives.selectors.confirmation import REQUIRED, seen_components, unconfirmed
from tests.directives import files
from tests.directives.factories import directive
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


@pytest.fixture
def press(sign_in):  # noqa: F811
    """Hand in the form that the last answer shows, as a browser without script does: hidden fields and all."""

    def pressed(page, shown=None, unit="syt", **fields):
        client, address = sign_in(unit), reverse("directives_confirm", args=[page.pk])
        shown = shown or client.get(address)
        form = shown.context["form"]
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: "" if value in (None, False) else value for name, value in sent.items()}
        told = re.findall(r'name="da-nhac" value="([^"]*)"', shown.content.decode())
        beside = {"ban": shown.context["revision"], "da-nhac": [html.unescape(one) for one in told]}
        ticks = {name: "on" for name in form.fields if name.startswith("xac-nhan-")}
        return client.post(address, sent | ticks | beside | fields)

    return pressed


PADDED = "Số nhỏ hơn 10 ghi thêm số 0 phía trước: 07."
BY_ITS_FIELD = f'id="nhac-number"><p class="confirm-doubt">{PADDED}'


def numbers_kept(page):
    page.refresh_from_db()
    return page.get_latest_revision_as_object().number


def test_what_was_typed_against_the_form_is_shown_once_by_its_field_and_stands_when_confirmed_again(handed_in, press):
    page = handed_in()
    warned = press(page, number="7", gui="1")
    said = warned.content.decode()
    assert warned.status_code == 200 and "bấm xác nhận lần nữa" in said
    assert BY_ITS_FIELD in said and 'aria-describedby="nhac-number"' in said
    assert "Phụ lục I, Phần I, Mục II Nghị định 30/2020/NĐ-CP" in said
    assert (numbers_kept(page), page.workflow_in_progress) == ("415", False), "nothing is stored by a warning"
    assert press(page, warned, gui="1").status_code == 302
    assert (numbers_kept(page), page.workflow_in_progress) == ("7", True)


def test_another_slip_typed_while_the_first_is_shown_is_told_too(handed_in, press):
    page = handed_in()
    again = press(page, press(page, number="7"), symbol="TB-SYT")
    assert again.status_code == 200 and [one.component for one in again.context["form"].reminders] == ["symbol"]
    assert press(page, again).status_code == 302 and numbers_kept(page) == "7"


def test_what_is_put_right_after_the_warning_is_confirmed_at_once(handed_in, press):
    page = handed_in()
    assert press(page, press(page, number="7"), number="07").status_code == 302
    assert numbers_kept(page) == "07"


def test_a_remark_that_the_form_showed_from_the_beginning_holds_nobody_up(handed_in, press):
    page = handed_in(files.DECISION.replace("415/QĐ-SYT", "7/QĐ-SYT"))
    assert press(page).status_code == 302


def test_a_clean_document_is_confirmed_at_one_press(handed_in, press):
    assert press(handed_in(), gui="1").status_code == 302


def test_what_was_shown_beside_an_error_is_not_shown_a_second_time(handed_in, press):
    page = handed_in()
    wrong = press(page, number="7", abstract="")
    assert (
        wrong.context["form"].errors
        and f'id="nhac-number"><p class="confirm-doubt">{PADDED}' in wrong.content.decode()
    )
    assert press(page, wrong, abstract="Về việc khác").status_code == 302


def test_no_remark_hides_that_the_draft_was_changed_meanwhile(handed_in, press, sign_in):  # noqa: F811
    page = handed_in()
    shown = sign_in("syt").get(reverse("directives_confirm", args=[page.pk]))
    page.get_latest_revision_as_object().save_revision()
    assert "Bản nháp đã thay đổi ở một lần khác" in press(page, shown, number="7").content.decode()


def hints(**fields):
    return [one for one in remarks(written(**fields)) if "đánh số chung" in one.message]


def plan(number="12", **fields):
    known = {"unit": "syt", "issuer": "syt", "type": "ke-hoach", "symbol": "KH-SYT"}
    return directive(**known | {"number": number} | fields)


def test_the_same_number_under_another_type_of_the_office_is_worth_a_look_and_no_reproach(province):
    plan()
    notice = DirectiveType.objects.get(code="thong-bao")
    (hint,) = hints(type=notice, symbol="TB-SYT")
    assert (hint.component, hint.article) == ("number", "Điều 15 Nghị định 30/2020/NĐ-CP")
    assert "Kế hoạch 12/KH-SYT" in hint.message and "không sao" in hint.message


@pytest.mark.parametrize(
    "other",
    [
        {"number": "13"},
        {"date": dt.date(2020, 10, 1)},
        {"symbol": "KH-BCĐ"},
        {"issuer": "ubnd-tinh"},
        {"type": "quyet-dinh", "symbol": "QĐ-SYT"},
    ],
)
def test_no_hint_for_another_number_year_office_or_a_type_that_is_counted_alone(province, other):
    plan(**other)
    notice = DirectiveType.objects.get(code="thong-bao")
    assert hints(type=notice, symbol="TB-SYT") == []


def test_a_decision_is_counted_by_itself(province):
    plan()
    assert remarks(written()) == []


def test_of_a_draft_of_another_unit_no_more_is_said_than_that_it_is_there(province):
    plan(publish=False)
    (hint,) = hints(type=DirectiveType.objects.get(code="thong-bao"), symbol="TB-SYT")
    assert "một văn bản chưa công bố" in hint.message and "KH-SYT" not in hint.message


class TestTheEditorsForm:
    """Above the form, of the draft that was stored last."""

    @pytest.fixture
    def save(self, sign_in):  # noqa: F811
        def saved(page, headers=None, **fields):
            client, address = sign_in("syt"), reverse("wagtailadmin_pages:edit", args=[page.pk])
            form = client.get(address).context["form"]
            sent = {name: "" if value is None else value for name, value in _all_fields(form).items()}
            return client.post(address, sent | fields, headers=headers, follow=headers is None)

        return saved

    def test_it_says_what_the_decree_says_of_the_stored_draft_after_every_save(self, handed_in, save):
        page = handed_in()
        for number, warned in (("7", True), ("07", False)):
            shown = save(page, number=number).content.decode()
            assert (PADDED in shown) is warned
            assert ("Phụ lục I, Phần I, Mục II Nghị định 30/2020/NĐ-CP" in shown) is warned

    def test_of_a_draft_that_stores_itself_too(self, handed_in, save):
        answer = save(handed_in(), headers={"accept": "application/json"}, number="7")
        told = answer.json()["html"]
        assert PADDED in told and 'data-w-teleport-target-value="#doi-chieu-the-thuc"' in told

    def test_a_remark_holds_nobody_up(self, handed_in, save):
        page = handed_in()
        save(page, number="7", type=DirectiveType.objects.get(code="thong-bao").pk)
        assert numbers_kept(page) == "7"

    def test_other_pages_have_none(self, sign_in, province):  # noqa: F811
        section = DirectivesPage.objects.get()
        shown = sign_in("admin").get(reverse("wagtailadmin_pages:edit", args=[section.pk])).content.decode()
        assert "doi-chieu-the-thuc" not in shown
