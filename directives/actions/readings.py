"""Keeping what was read of a directive, and taking over what an officer confirms."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import clock
from core.problems import Refused
from directives.models import DirectivePage, DirectiveReading
from directives.reading.components import Components
from directives.selectors.confirmation import COMPONENTS, REQUIRED, kept
from units.actions.audit import record
from units.models import Done, User


def keep_reading(*, page: DirectivePage, components: Components) -> DirectiveReading:
    """As it was read, in place of an earlier reading of the same page."""
    told = told_by(page, components) | {"confirmed": {}}
    reading, _ = DirectiveReading.objects.update_or_create(page=page, defaults=told)
    return reading


def told_by(page: DirectivePage, components: Components) -> dict[str, Any]:
    """`values` and `seen` of a `DirectiveReading`."""
    values = {name: value for name in COMPONENTS if (value := kept(page, name)) is not None}
    seen = {name: asdict(found) for name, found in components.where.items() if name in COMPONENTS}
    return {"values": values, "seen": seen}


def confirm_reading(
    *, page: DirectivePage, user: User, values: Mapping[str, Any], confirmed: Collection[str], seen: int | None
) -> DirectivePage:
    """Write the components as the officer left them into a new draft, and remember which he confirmed.

    `seen`: the id of the draft that he was shown. Raises `Refused`: it is closed, or was changed since.
    """
    with transaction.atomic():
        stored = DirectivePage.objects.select_for_update().get(pk=page.pk)
        if reason := why_closed(stored):
            raise Refused(reason)
        if stored.latest_revision_id != seen:
            raise Refused("Bản nháp đã thay đổi ở một lần khác; hãy xem lại rồi xác nhận.")
        draft = stored.get_latest_revision_as_object()
        for name, value in values.items():
            setattr(draft, name, value)
        _save(draft, user)
        _remember(draft, user, confirmed)
    return draft


def why_closed(page: DirectivePage) -> str:
    """Why a page can't be confirmed now, in Vietnamese; empty if it can. What readers have seen is mended in the
    editor, where it is said what was mended."""
    if page.workflow_in_progress:
        return "Bản nháp này đang chờ đơn vị duyệt, chưa sửa được."
    if page.first_published_at is not None:
        return "Văn bản đã công bố: hãy sửa ở đây và ghi nội dung hiệu đính."
    return ""


def _save(draft: DirectivePage, user: User) -> None:
    try:
        draft.full_clean()
        draft.save_revision(user=user, changed=True, clean=False)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise Refused("Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu.") from error


def _remember(draft: DirectivePage, user: User, confirmed: Collection[str]) -> None:
    reading = DirectiveReading.objects.select_for_update().get(page_id=draft.pk)
    said = {"by": user.get_username(), "at": clock.now().isoformat()}
    reading.confirmed |= {name: said for name in confirmed if name in COMPONENTS}
    reading.save(update_fields=["confirmed"])
    record(Done.CHANGE, about=draft, details={"step": "đối chiếu với bản gốc", "confirmed": sorted(confirmed)})


def confirm_certain(*, page: DirectivePage, operator: str) -> None:
    """During the initial load what was read for certain stands for itself: whoever runs it answers for it."""
    reading = DirectiveReading.objects.filter(page=page).first()
    if reading is not None:
        reading.confirmed = certain(operator)
        reading.save(update_fields=["confirmed"])


def certain(operator: str) -> dict[str, Any]:
    """All that must be confirmed, confirmed by whoever runs the initial load."""
    said = {"by": operator, "at": clock.now().isoformat()}
    return dict.fromkeys(REQUIRED, said)
