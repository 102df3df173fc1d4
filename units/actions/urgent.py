"""Publishing at once, where the province's data allows it, and the review that follows.

Regulations want documents and changes on the portal as soon as they exist: the second pair of eyes may come within
hours, and what it finds wrong is taken down.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from core import clock, province
from core.problems import Refused
from units.acting import in_place_of
from units.actions.review import fresh
from units.actions.tell_urgent import tell_decided, tell_owed
from units.models import Reviewed, UrgentPublication, User
from units.policy import URGENT, may
from units.selectors.review import draft_of, has_reviewer, record_of
from units.selectors.urgent import kind_of, may_review_later, owed_on, reviewing_unit, was_refused

Outcome = UrgentPublication.Outcome
DECISIONS = (Outcome.CONFIRMED, *UrgentPublication.NO)
LONGEST = 1000


def publish_at_once(*, record: Page | Reviewed, user: User, reason: str, seen: int) -> UrgentPublication:
    """Publish the newest draft ahead of its review. `seen`: the id of the revision that the account was shown.

    Raises `Refused`: not allowed to this account or for this subject, no reason, nothing new, another draft was
    seen, a reviewer has said no to it, the last such publication is not reviewed yet, or nobody could review it.
    """
    if not reason.strip():
        raise Refused("Hãy ghi lý do công bố khẩn.")
    try:
        with transaction.atomic():
            record = fresh(record)
            _check(record, user, seen)
            publication = _publish(record, user, reason.strip()[:LONGEST])
            tell_owed(publication=publication)
    except (ValidationError, IntegrityError) as error:
        raise Refused("Chưa công bố được: nội dung trùng hoặc thiếu so với quy định.") from error
    return publication


def _check(record: Any, user: User, seen: int) -> None:
    if not all(may(user, URGENT, one) for one in (record_of(record), draft_of(record))):
        raise Refused("Tài khoản không được công bố khẩn nội dung này.")
    if seen != record.latest_revision_id:
        raise Refused("Bản nháp đã thay đổi, hãy mở lại để xem bản mới.")
    if record.live and not record.has_unpublished_changes:
        raise Refused("Không có thay đổi nào để công bố.")
    if owed_on(record) is not None:
        raise Refused("Lần công bố khẩn trước chưa được đơn vị duyệt xem lại, chưa công bố khẩn tiếp được.")
    if was_refused(record):
        raise Refused("Đơn vị duyệt đã trả lại hoặc gỡ bản này; hãy sửa, rồi gửi duyệt hoặc công bố khẩn bản mới.")
    if not has_reviewer(record):
        raise Refused("Chưa có đơn vị duyệt nào để xem lại sau khi công bố khẩn.")
    if record.latest_revision.as_object().go_live_at:
        raise Refused("Nội dung hẹn giờ công bố thì chưa công bố khẩn được; hãy bỏ giờ hẹn.")


def _publish(record: Any, user: User, reason: str) -> UrgentPublication:
    owner: Any = record_of(record).owner_unit
    now, replaced = clock.now(), record.live_revision
    if record.current_workflow_state:
        record.current_workflow_state.cancel(user=user)
    record.latest_revision.publish(user=user, skip_permission_checks=True)
    return UrgentPublication.objects.create(
        unit=owner,
        content_type=kind_of(record),
        object_id=record.pk,
        title=record.latest_revision.object_str[:300],
        revision=record.latest_revision,
        replaced=replaced,
        reason=reason,
        published_by=user,
        published_at=now,
        due_at=now + dt.timedelta(hours=province.current().review.later_review_hours),
    )


def review_later(*, publication: UrgentPublication, user: User, outcome: str, note: str) -> UrgentPublication:
    """Confirm what was published at once, or take it down, in either case saying why; readers then see again what
    they saw before. What takes it down and what readers are told of it is written at once, or neither.

    Raises `Refused`: done already, not this account's, no reason, or it was replaced meanwhile.
    """
    if outcome not in DECISIONS:
        raise Refused("Hãy chọn xác nhận hoặc gỡ xuống.")
    if not note.strip():
        raise Refused("Hãy ghi ý kiến khi xem lại.")
    try:
        with transaction.atomic():
            return _decide(publication.pk, user, outcome, note.strip()[:LONGEST])
    except (ValidationError, IntegrityError) as error:
        raise Refused("Chưa gỡ được: bản hiển thị trước đó không công bố lại được.") from error


def _decide(key: int, user: User, outcome: str, note: str) -> UrgentPublication:
    publication = UrgentPublication.objects.select_for_update().filter(pk=key).first()
    if publication is None or publication.outcome != Outcome.OWED:
        raise Refused("Lần công bố khẩn này đã được xem lại.")
    if not may_review_later(user, publication):
        raise Refused("Người soạn hoặc công bố khẩn không tự xem lại được; đơn vị duyệt xem lại.")
    unit = reviewing_unit(user, publication)
    with in_place_of(unit, user):
        if outcome in UrgentPublication.NO:
            _take_down(publication, user)
        publication.outcome, publication.note, publication.decided_for = outcome, note, unit
        publication.decided_by, publication.decided_at = user, clock.now()
        publication.save()
    tell_decided(publication=publication)
    return publication


def _take_down(publication: UrgentPublication, user: User) -> None:
    found = fresh(publication.about)
    record = found.specific if isinstance(found, Page) else found
    if not record.live:
        return
    if record.live_revision_id != publication.revision_id:
        raise Refused("Nội dung này đã được thay bằng bản khác đã duyệt, chỉ còn xác nhận được.")
    if publication.replaced is None:
        hide = UnpublishPageAction if isinstance(record, Page) else UnpublishAction
        hide(record, user=user).execute(skip_permission_checks=True)
    else:
        publication.replaced.publish(user=user, skip_permission_checks=True)
