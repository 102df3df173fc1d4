"""A PDF's digital signatures: who, when, unchanged or not; what nobody here can know is never claimed."""

import datetime as dt
import socket
import threading
import time

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from directives import intake_queue
from directives.actions import intake as actions
from directives.actions.take_in import HandedIn
from directives.form_rules import remarks
from directives.models import DirectivePage, Original
from directives.reading import read_file, signatures, signed
from directives.reading.process import ReadingProcess
from directives.reading.signatures import read
from tests.directives import files, signing
from tests.directives.factories import directive, original
from tests.directives.test_intake_view import sign_in  # noqa: F401
from units.selectors.organisations import unit_named

TYPES = {"Quyết định": "QĐ"}
SIGNED = signing.signed()
CHIEF_AND_OFFICE = signing.signed(SIGNED, field="ChuKy2", name=signing.OFFICE, organisation="", box=(40, 40, 200, 90))


def told(data):
    """(state, what was added since) of each."""
    return [(one.state, one.since) for one in read(data)]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Whoever opens a way to another machine fails the test."""

    def refuse(*args):
        pytest.fail(f"asked the network: {args}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_who_signed_when_and_with_what_certificate():
    (one,) = read(SIGNED)
    assert (one.state, one.since) == ("intact", "nothing")
    assert (one.name, one.organisation, one.issuer) == (signing.SIGNER, signing.OFFICE, "CA Thử nghiệm")
    assert dt.datetime.fromisoformat(one.claimed_at) == signing.SIGNED_AT and one.stamped_at == ""
    assert dt.datetime.fromisoformat(one.valid_to) == signing.UNTIL
    assert (one.in_period, one.self_issued, one.digest) == (True, False, "sha256")


def test_a_time_stamp_is_told_from_what_the_signer_claims():
    (one,) = read(signing.signed(stamped=True))
    assert dt.datetime.fromisoformat(one.claimed_at) == signing.SIGNED_AT
    assert dt.datetime.fromisoformat(one.stamped_at) == signing.SIGNED_AT + dt.timedelta(minutes=1)
    assert one.stamped_by == signing.TSA


def test_a_stamp_on_the_document_is_no_signature_of_anyone():
    chief, stamp = read(signing.document_stamp(SIGNED))
    assert (chief.since, chief.is_stamp) == ("signatures", False)
    assert (stamp.state, stamp.is_stamp, stamp.claimed_at, stamp.stamped_by) == ("intact", True, "", signing.TSA)


def test_the_chief_signs_then_the_office():
    assert told(CHIEF_AND_OFFICE) == [("intact", "signatures"), ("intact", "nothing")]
    assert [one.name for one in read(CHIEF_AND_OFFICE)] == [signing.SIGNER, signing.OFFICE]


def test_one_byte_changed_inside_what_was_signed():
    assert told(signing.tampered(SIGNED)) == [("altered", "nothing")]
    assert [state for state, _ in told(signing.tampered(CHIEF_AND_OFFICE))] == ["altered", "altered"]


@pytest.mark.parametrize("change", [signing.written_over, signing.with_note])
def test_what_was_added_afterwards_is_not_vouched_for(change):
    assert told(change(SIGNED)) == [("intact", "changes")]
    assert told(signing.signed(change(SIGNED), field="Sau")) == [("intact", "changes"), ("intact", "nothing")]


@pytest.mark.parametrize(
    "shift", [(0, 0, -5, 0), (0, 0, 5, -5), (0, -5, 0, 0), (0, 0, 0, -5), (0, 0, 0, 5), (1, 0, 0, 0)]
)
def test_a_signature_that_leaves_out_more_than_its_own_value_is_unclear(shift):
    """Who makes such a signature can show other bytes than those that were signed."""
    ((one,), _, _) = signatures._embedded(SIGNED)
    assert signed.since(one, SIGNED) == "nothing"
    one.byte_range = [number + by for number, by in zip(one.byte_range, shift, strict=True)]
    assert signed.since(one, SIGNED) == "unclear"


def test_a_value_that_another_key_made():
    assert told(signing.signed(key="other")) == [("forged", "nothing")]


def test_a_certificate_that_had_ended():
    until = dt.datetime(2021, 5, 1, tzinfo=clock.ZONE)
    (one,) = read(signing.signed(until=until))
    assert (one.state, one.in_period) == ("intact", False)


def test_a_certificate_that_its_holder_made():
    (one,) = read(signing.signed(issuer=""))
    assert one.self_issued


def test_names_of_strangers_show_as_they_are():
    (one,) = read(signing.signed(name="Nguyễn\u202e Văn\nA" + "a" * 30))
    assert one.name == "Nguyễn VănA" + "a" * 30


def test_a_place_for_a_signature_is_none():
    assert read(signing.with_empty_field(files.pdf(files.DECISION))) == ()
    assert read(files.pdf(files.DECISION)) == ()


def test_garbage_for_a_signature_leaves_the_text_readable():
    data = signing.without_sense(SIGNED)
    assert told(data) == [("unreadable", "")]
    reading = read_file(data, name="a.pdf", types=TYPES)
    assert reading.components.number == "415"
    assert any("chữ ký số nhưng Cổng không đọc được" in said for said in reading.warnings)


def test_of_two_the_one_that_can_be_read_is():
    """It covers the other's bytes too."""
    assert [state for state, _ in told(signing.without_sense(CHIEF_AND_OFFICE))] == ["altered", "unreadable"]


def test_two_hundred_signatures_are_bounded():
    data = SIGNED
    for n in range(signatures.MOST + 1):
        data = signing.signed(data, field=f"Them{n}")
    found = read(data)
    assert [one.state for one in found] == ["intact"] * signatures.MOST + ["left_out"]
    said = read_file(data, name="a.pdf", types=TYPES).warnings
    assert f"Tệp có hơn {signatures.MOST} chữ ký số; Cổng chỉ đọc {signatures.MOST} chữ ký đầu." in said


def test_so_many_additions_are_not_compared(monkeypatch):
    monkeypatch.setattr(signed, "MOST_LATER", 1)
    data = signing.signed(signing.signed(CHIEF_AND_OFFICE, field="C"), field="D")
    assert told(data) == [("intact", "unclear")] * 2 + [("intact", "signatures"), ("intact", "nothing")]


def test_what_cannot_be_compared_in_time_keeps_what_is_known(monkeypatch):
    monkeypatch.setattr(signatures, "SECONDS", 0.5)
    monkeypatch.setattr(signed, "since", lambda *args: time.sleep(5))
    assert told(CHIEF_AND_OFFICE) == [("intact", "unclear")] * 2


def test_what_takes_too_long_is_given_up_and_the_text_read(monkeypatch):
    monkeypatch.setattr(signatures, "SECONDS", 0.001)
    assert told(CHIEF_AND_OFFICE)[-1] == ("unreadable", "")
    assert read_file(SIGNED, name="a.pdf", types=TYPES).components.number == "415"


def test_it_is_read_in_a_thread_too():
    found = []
    thread = threading.Thread(target=lambda: found.extend(read(SIGNED)))
    thread.start()
    thread.join()
    assert [one.state for one in found] == ["intact"]


def test_other_files_are_not_looked_at():
    assert read_file(files.docx(), name="a.docx", types=TYPES).files[0].signatures is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CHIEF_AND_OFFICE) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_is_told_and_never_raised(at, put):
    damaged = CHIEF_AND_OFFICE[:at] + put + CHIEF_AND_OFFICE[at + len(put) :]
    found = read(damaged)
    if damaged != CHIEF_AND_OFFICE and len(damaged) == len(CHIEF_AND_OFFICE):
        assert told(damaged) != told(CHIEF_AND_OFFICE) or _only_in_padding(found)


def _only_in_padding(found):
    """The signature's own bytes may change where they say nothing: the zeros after its value."""
    return all(one.state == "intact" for one in found)


@pytest.fixture
def taken_in(province):
    def _taken_in(data):
        actions.hand_in(files=[HandedIn.of("a.pdf", data)], unit=unit_named("syt"), received_by="syt")
        intake_queue.read_waiting()
        return Original.objects.get()

    return _taken_in


def test_the_child_reads_them_and_they_are_kept(taken_in):
    kept = taken_in(CHIEF_AND_OFFICE)
    assert [one["name"] for one in kept.signatures] == [signing.SIGNER, signing.OFFICE]
    assert [one["state"] for one in kept.signatures] == ["intact", "intact"]


def test_none_is_told_from_not_looked_at(taken_in):
    assert taken_in(files.pdf(files.DECISION)).signatures == []


def test_a_clerk_is_told_of_a_file_changed_after_it_was_signed(taken_in):
    kept = taken_in(signing.tampered(SIGNED))
    (read_,) = kept.directive.intakes.get().read
    assert any("thay đổi sau khi ký" in said for said in read_["warnings"])


def shown(client, data, **fields):
    page = directive(**fields)
    original(page, data)
    file = page.originals.get()
    with ReadingProcess() as reader:
        file.signatures = [vars(one) for one in reader.signatures(data, name="a.pdf")]
    file.save()
    return client.get(page.url).content.decode(), page


def test_the_page_says_who_and_when_and_that_nobody_checked_the_certificate(client, province):
    html, _ = shown(client, signing.signed(CHIEF_AND_OFFICE, field="B", stamped=True))
    assert html.count("Chưa kiểm tra chứng thư.") == 3
    assert "14:05:09 05/10/2021</time> giờ Việt Nam theo máy của người ký" in html
    assert f"giờ Việt Nam theo dấu thời gian của {signing.TSA}" in html
    assert "Sau chữ ký này, tệp chỉ thêm chữ ký số hoặc dấu thời gian." in html
    assert "hợp lệ" not in html


def test_the_page_says_that_a_file_was_changed(client, province):
    html, _ = shown(client, signing.tampered(SIGNED))
    assert "Phần đã ký đã bị thay đổi sau khi ký." in html and "notice--attention" in html


def test_the_page_of_a_certificate_that_had_ended(client, province):
    html, _ = shown(client, signing.signed(until=dt.datetime(2021, 5, 1, tzinfo=clock.ZONE)))
    assert "thời gian ký nằm ngoài hạn này" in html


def test_names_in_a_certificate_are_text(client, province):
    html, _ = shown(client, signing.signed(name="<script>alert(1)</script>"))
    assert "<script>alert" not in html


def test_a_file_without_signatures_says_so_once_looked_at(client, province):
    html, page = shown(client, files.pdf(files.DECISION))
    assert "Không thấy chữ ký số trong tệp." in html
    page.originals.update(signatures=None)
    assert "chữ ký số" not in client.get(page.url).content.decode()


def test_the_api_tells_the_same(client, province):
    _, page = shown(client, CHIEF_AND_OFFICE)
    (file,) = client.get(f"/api/v1/directives/{page.pk}/").json()["files"]
    chief, office = file["signatures"]
    assert (chief["name"], chief["state"], chief["since"]) == (signing.SIGNER, "intact", "signatures")
    assert chief["certificate"] == office["certificate"] == "not_checked" and chief["stamped_at"] is None
    assert dt.datetime.fromisoformat(chief["claimed_at"]) == signing.SIGNED_AT
    page.originals.update(signatures=None)
    (file,) = client.get(f"/api/v1/directives/{page.pk}/").json()["files"]
    assert file["signatures"] is None


@pytest.mark.parametrize("data", [signing.without_sense(SIGNED), CHIEF_AND_OFFICE])
def test_the_api_takes_every_state(client, province, data):
    _, page = shown(client, data)
    assert client.get(f"/api/v1/directives/{page.pk}/").status_code == 200


def test_the_assistant_compares_the_names(province):
    page = directive(signer="Trần Văn B")
    original(page, SIGNED)
    page.originals.update(signatures=[vars(one) for one in read(SIGNED)])
    assert [one.component for one in remarks(page)] == ["signer"]
    page.signer = signing.SIGNER
    assert remarks(page) == []


def test_the_assistant_shows_them_beside_the_file(sign_in, taken_in):  # noqa: F811
    kept = taken_in(SIGNED)
    html = sign_in("syt").get(reverse("directives_confirm", args=[kept.directive_id])).content.decode()
    assert "Chưa kiểm tra chứng thư." in html and signing.SIGNER in html


def test_those_of_files_kept_before_are_read_by_the_command(province, capsys):
    page = directive()
    original(page, SIGNED)
    call_command("read_intake")
    (one,) = Original.objects.get().signatures
    assert one["state"] == "intact"
    assert DirectivePage.objects.count() == 1
