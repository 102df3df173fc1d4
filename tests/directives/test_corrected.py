"""Text that was read wrongly is corrected by one and signed by another; what was handed in stays as it came."""

import hashlib

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from core.problems import Refused
from directives.models import DirectivePage
from tests.directives import files
from tests.directives.test_confirm import _all_fields, compare, handed_in  # noqa: F401
from tests.directives.test_intake_view import sign_in  # noqa: F401
from units.actions.review import decide
from units.models import User
from units.selectors.organisations import unit_named

READ, CORRECTED = "gồm các ông, bà có tên", "gồm các ông, các bà có tên"
DATA = files.txt(files.DECISION)


def decided_by(page, account):
    page = DirectivePage.objects.get(pk=page.pk)
    return decide(record=page, user=account, action="approve", seen=page.current_workflow_task_state.pk)


@pytest.fixture
def reviewer(province):
    return User.objects.create(username="nguoi-duyet", unit=unit_named("syt").reviewer)


@pytest.fixture
def published(handed_in, compare, reviewer):  # noqa: F811
    page = handed_in()
    compare(page, gui="1")
    assert decided_by(page, reviewer)
    return DirectivePage.objects.get(pk=page.pk)


@pytest.fixture
def corrected(published, sign_in):  # noqa: F811
    """Published, and a correction by `syt` handed over."""
    client, address = sign_in("syt"), reverse("wagtailadmin_pages:edit", args=[published.pk])
    shown = _all_fields(client.get(address).context["form"])
    sent = {name: "" if value is None else value for name, value in shown.items()}
    (text,) = [name for name in sent if name.startswith("parts-") and READ in str(sent[name])]
    sent |= {text: sent[text].replace(READ, CORRECTED), "emendation": "Sửa chữ đọc sai ở Điều 1"}
    client.post(address, sent | {"action-submit": "1"})
    found = DirectivePage.objects.get(pk=published.pk)
    assert found.workflow_in_progress
    return found


def texts(revision):
    return "\n".join(part.text for part in revision.as_object().parts.all())


def test_readers_see_the_correction_only_when_it_is_signed(client, corrected, reviewer):
    client.logout()
    assert READ in client.get(corrected.url).content.decode()
    assert decided_by(corrected, reviewer)
    shown = client.get(corrected.url).content.decode()
    assert CORRECTED in shown and "Đã hiệu đính ngày 08/10/2021: Sửa chữ đọc sai ở Điều 1." in shown


def test_a_correction_is_a_revision_with_its_author_and_its_reviewer(published, corrected, reviewer):
    decided_by(corrected, reviewer)
    now = DirectivePage.objects.get(pk=corrected.pk).live_revision
    signed = TaskState.objects.get(revision=now)
    assert now.user.username == "syt"
    assert (signed.status, signed.finished_by) == (TaskState.STATUS_APPROVED, reviewer)
    assert now.pk != published.live_revision_id
    assert CORRECTED in texts(now) and READ in texts(published.live_revision)


def test_nobody_signs_his_own_correction(corrected):
    with pytest.raises(Refused):
        decided_by(corrected, User.objects.get(username="syt"))
    assert CORRECTED not in texts(DirectivePage.objects.get(pk=corrected.pk).live_revision)


def test_what_was_handed_in_stays_byte_for_byte(client, corrected, reviewer):
    decided_by(corrected, reviewer)
    original = DirectivePage.objects.get(pk=corrected.pk).originals.get()
    with original.file.open() as kept:
        assert kept.read() == DATA
    assert (original.sha256, original.size) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    shown = client.get(corrected.url).content.decode()
    assert hashlib.sha256(DATA).hexdigest() in shown.replace("<wbr>", "").replace(" ", "")
