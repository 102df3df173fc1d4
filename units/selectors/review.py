"""Who decides on a draft, and what waits for whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, Q, QuerySet
from django.db.models.functions import Cast, Left, Length
from django.urls import reverse
from wagtail.log_actions import registry as log_action_registry
from wagtail.models import Page, TaskState, WorkflowState

from core import clock
from units.models import OrganisationalUnit, UnitFolder, User
from units.models.reviewed import Reviewed, reviewed_models
from units.policy import REVIEW, Record, may
from units.selectors.folders import page_record
from units.selectors.organisations import works
from units.selectors.persons import is_same_person

MOST_SHOWN = 50
HANDED_OVER = ("wagtail.workflow.start", "wagtail.workflow.resume")


@dataclass(frozen=True)
class Entry:
    """A draft in one line: what, of which unit, since when, why it came back, how many remarks, where it is."""

    title: str
    kind: str
    unit: OrganisationalUnit
    since: dt.datetime
    comment: str
    url: str
    remarks: int = 0


def record_of(instance: Page | Reviewed) -> Record:
    """What `units.policy` asks of a page or a record. A page's unit is that of its folder, whatever it says."""
    return page_record(instance) if isinstance(instance, Page) else instance


def has_reviewer(instance: Page | Reviewed) -> bool:
    """Whether another unit, which works today, reviews the owner."""
    owner = record_of(instance).owner_unit
    return owner is not None and owner.reviewer_id not in (None, owner.pk) and works(owner.reviewer)


def reviews(user: Any, instance: Page | Reviewed) -> bool:
    """Whether the account belongs to the unit that reviews the owner: it may read the draft."""
    return isinstance(user, User) and may(user, REVIEW, record_of(instance))


def may_decide(user: Any, instance: Page | Reviewed) -> bool:
    """Whether the account may sign or send back: of the reviewing unit, and no author even if it has moved there."""
    return reviews(user, instance) and not took_part(user, instance)


def took_part(user: User, instance: Page | Reviewed) -> bool:
    """Whether the person wrote anything that is not public yet, or asked for the review of it, by any account."""
    unpublished = Q(pk=instance.latest_revision_id) | Q(pk__gt=instance.live_revision_id or 0)
    written = instance.revisions.filter(unpublished)
    asked = instance.workflow_states.active()
    first = written.order_by("created_at").values_list("created_at", flat=True).first()
    again = asked_again(instance, since=first)
    authors = User.objects.filter(
        Q(pk__in=written.values("user")) | Q(pk__in=asked.values("requested_by")) | Q(pk__in=again)
    )
    return is_same_person(user, authors, since=clock.recorded(first or clock.real_now()))


def asked_again(instance: Page | Reviewed, *, since: dt.datetime | None) -> QuerySet[Any]:
    """The ids of who handed the draft over since then: a review that goes on keeps only who began it."""
    steps = log_action_registry.get_logs_for_instance(instance).filter(action__in=HANDED_OVER, user__isnull=False)
    return (steps.filter(timestamp__gte=since) if since else steps.none()).values("user")


def states_waiting_for(unit: OrganisationalUnit) -> QuerySet[TaskState]:
    """The open task states that the unit is to decide."""
    found = TaskState.objects.none()
    for model in (Page, *reviewed_models()):
        found |= _states(model, WorkflowState.STATUS_IN_PROGRESS, reviewer=unit)
    return found


def waiting_for(unit: OrganisationalUnit) -> list[Entry]:
    """Drafts of other units that wait for this unit's signature, oldest first; at most 50 of a kind."""
    return _entries(WorkflowState.STATUS_IN_PROGRESS, reviewer=unit)


def sent_back_to(unit: OrganisationalUnit) -> list[Entry]:
    """The unit's own drafts that its reviewer sent back, with the reviewer's words."""
    return _entries(WorkflowState.STATUS_NEEDS_CHANGES, owner=unit)


def _entries(status: str, **whose: OrganisationalUnit) -> list[Entry]:
    """Two queries a model, however many drafts."""
    found: list[Entry] = []
    for model in (Page, *reviewed_models()):
        related = ("revision", "workflow_state", "revision__content_type")
        counted = _states(model, status, **whose).annotate(remark_count=Count("remarks"))
        oldest = counted.select_related(*related).order_by("started_at")
        if states := list(oldest[:MOST_SHOWN]):
            owners = owners_of(model, [int(state.workflow_state.object_id) for state in states])
            found += [_entry(state, owners[int(state.workflow_state.object_id)]) for state in states]
    return sorted(found, key=lambda entry: entry.since)


def reviews_of(model: Any, status: str) -> QuerySet[WorkflowState]:
    """Reviews of a model's records, with the id of each `record` as a number."""
    kind = ContentType.objects.get_for_model(model)
    found = WorkflowState.objects.filter(status=status, base_content_type=kind)
    return found.annotate(record=Cast("object_id", IntegerField()))


def _states(model: Any, status: str, **whose: OrganisationalUnit) -> QuerySet[TaskState]:
    """The current task states of open reviews of a model, of one owner or one reviewer."""
    mine = reviews_of(model, status).filter(record__in=_records(model, **whose).values("pk"))
    return TaskState.objects.filter(pk__in=mine.values("current_task_state"))


def _records(
    model: Any, reviewer: OrganisationalUnit | None = None, owner: OrganisationalUnit | None = None
) -> QuerySet[Any]:
    units = OrganisationalUnit.objects.filter(reviewer=reviewer).exclude(pk=reviewer.pk) if reviewer else None
    condition = {"unit__in": units.values("pk")} if units is not None else {"unit": owner}
    if not issubclass(model, Page):
        return model.objects.filter(**condition)
    return _in_folders(UnitFolder.objects.filter(**condition))


def _in_folders(folders: QuerySet[UnitFolder]) -> QuerySet[Page]:
    """The pages directly in these folders."""
    pages = Page.objects.annotate(folder_path=Left("path", Length("path") - Page.steplen))
    return pages.filter(folder_path__in=folders.values("path"))


def owners_of(model: Any, ids: list[int]) -> dict[int, OrganisationalUnit]:
    """{id of the page or record: its unit}, without pages that lie in no folder; two queries, however many."""
    if not issubclass(model, Page):
        return {record.pk: record.unit for record in model.objects.filter(pk__in=ids).select_related("unit")}
    paths = dict(Page.objects.filter(pk__in=ids).values_list("pk", "path"))
    wanted = {path[: -Page.steplen] for path in paths.values()}
    units = {folder.path: folder.unit for folder in UnitFolder.objects.filter(path__in=wanted).select_related("unit")}
    folders = {pk: path[: -Page.steplen] for pk, path in paths.items()}
    return {pk: units[folder] for pk, folder in folders.items() if folder in units}


def _entry(state: TaskState, unit: OrganisationalUnit) -> Entry:
    model = state.revision.content_type.model_class()
    return Entry(
        title=state.revision.object_str,
        kind=str(model._meta.verbose_name).capitalize(),
        unit=unit,
        since=clock.recorded(state.finished_at or state.started_at),
        comment=state.comment,
        url=_url(state, model),
        remarks=state.remark_count,
    )


def _url(state: TaskState, model: Any) -> str:
    """Where the reviewing unit reads the draft and decides; where its own unit corrects what came back."""
    key, returned = quote(state.workflow_state.object_id), state.finished_at is not None
    if issubclass(model, Page):
        return (
            reverse("wagtailadmin_pages:edit", args=[key]) if returned else reverse("units_review", args=[state.pk])
        )
    return reverse(model.snippet_viewset.get_url_name("edit" if returned else "inspect"), args=[key])
