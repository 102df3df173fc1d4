"""What Wagtail keeps of drafts and steps, retold in the log: of a draft what differs from the one before it."""

import json
from typing import Any

from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from units.acting import instead_of
from units.actions.audit import owner, record
from units.models import OrganisationalUnit
from units.models.audit import Done

STEPS = {
    "wagtail.publish": Done.PUBLISH,
    "wagtail.publish.schedule": Done.PUBLISH,
    "wagtail.publish.scheduled": Done.PUBLISH,
    "directives.initial_load": Done.PUBLISH,
    "wagtail.unpublish": Done.UNPUBLISH,
    "wagtail.unpublish.scheduled": Done.UNPUBLISH,
    "wagtail.workflow.start": Done.SUBMIT,
    "wagtail.workflow.resume": Done.SUBMIT,
    "wagtail.workflow.approve": Done.APPROVE,
    "wagtail.workflow.reject": Done.RETURN,
    "wagtail.workflow.cancel": Done.WITHDRAW,
}
"""{Wagtail's name of a step: what it is in the log}; any other step is a change."""
TOLD_ALREADY = {
    "wagtail.create",
    "wagtail.edit",
    "wagtail.delete",
    "wagtail.rename",
    "datasets.submit",
    "datasets.withdraw",
    "datasets.approve",
    "datasets.return",
}
"""The records' own entries, or the room's own actions, tell of these."""
BOOKKEEPING = {
    "pk",
    "comments",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "last_published_at",
    "first_published_at",
    "has_unpublished_changes",
    "draft_title",
    "numchild",
    "path",
    "depth",
    "url_path",
}


def tell_draft(revision: Revision, new: bool) -> None:
    """A new draft: what it changes against the newest draft before it, or else what it begins with."""
    if not new:
        return
    former = Revision.objects.filter(
        base_content_type_id=revision.base_content_type_id, object_id=revision.object_id, pk__lt=revision.pk
    )
    before = former.order_by("-pk").values_list("content", flat=True).first() or {}
    # What Wagtail gives holds dates and times; what the database holds, their texts.
    after = json.loads(json.dumps(revision.content, default=str))
    changes = {
        name: [before.get(name), after.get(name)]
        for name in sorted({*before, *after} - BOOKKEEPING)
        if before.get(name) != after.get(name)
    }
    if changes:
        record(Done.DRAFT, changes=changes, details={"revision": revision.pk}, **_of_draft(revision, after))


def _of_draft(revision: Revision, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "model": _label(revision.content_type),
        "object_id": revision.object_id,
        "label": revision.object_str,
        "owner": _owner(content),
    }


def _owner(content: dict[str, Any]) -> str:
    if "path" in content:
        return owner(Page(path=content["path"], depth=content["depth"]))
    unit = OrganisationalUnit.objects.filter(pk=content.get("unit") or 0).first()
    return unit.abbreviation if unit else ""


def tell_step(entry: ModelLogEntry | PageLogEntry, new: bool) -> None:
    """A step that Wagtail, or a room by Wagtail's means, has logged."""
    if not new or entry.action in TOLD_ALREADY:
        return
    page = Page.objects.filter(pk=entry.page_id).first() if isinstance(entry, PageLogEntry) else None
    key = str(entry.page_id) if isinstance(entry, PageLogEntry) else str(entry.object_id)
    record(
        STEPS.get(entry.action, Done.CHANGE),
        details={
            "step": entry.action,
            **({"data": entry.data} if entry.data else {}),
            **({"in_place_of": instead} if (instead := instead_of()) else {}),
        },
        model=_label(entry.content_type),
        object_id=key,
        label=entry.label,
        owner=owner(page) if page else _owner_of_record(entry),
    )


def _owner_of_record(entry: ModelLogEntry | PageLogEntry) -> str:
    model = entry.content_type.model_class() if entry.content_type else None
    if isinstance(entry, PageLogEntry) or model is None or not hasattr(model, "owner_unit"):
        return ""
    found = model._base_manager.filter(pk=entry.object_id).first()
    return owner(found) if found else ""


def _label(content_type: Any) -> str:
    model = content_type.model_class() if content_type else None
    return model._meta.label if model else ""
