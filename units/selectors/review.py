"""Who decides on a draft, and what waits for whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.log_actions import registry as log_action_registry
from wagtail.models import Page, TaskState, WorkflowState

from core import clock
from units.models import OrganisationalUnit, ReviewDeputy, UnitFolder, User
from units.models.reviewed import Reviewed, reviewed_models
from units.policy import REVIEW, Record, may, reviews_for, steps_for
from units.roles import ENTERS, holds
from units.selectors.folders import held_in, page_record, pages_in
from units.selectors.organisations import working_units
from units.selectors.persons import is_same_person
from units.steps import Step, goes_by, steps_of

WAITS, CAME_BACK = WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES
MOST_SHOWN = 50
MOST_READ = 900
"""Candidates, some of which are in another unit's step."""
HANDED_OVER = ("wagtail.workflow.start", "wagtail.workflow.resume")


@dataclass(frozen=True)
class Entry:
    """A draft in one line: what, of which unit, since when, why it came back, where to open it.

    `signed`: how many have signed it already, `signer`: the unit of who did; `remarks`: at how many fields it came
    back with words.
    """

    title: str
    kind: str
    unit: OrganisationalUnit
    since: dt.datetime
    comment: str
    url: str
    subject: str
    signed: int
    signer: int | None
    remarks: int
    returned: bool


def record_of(instance: Page | Reviewed) -> Record:
    """What `units.policy` asks of a page or a record. A page's unit is that of its folder, whatever it says."""
    return page_record(instance) if isinstance(instance, Page) else instance


def draft_of(instance: Page | Reviewed) -> Record:
    """What `units.policy` asks of the newest draft, which may be about something else than what is stored."""
    if not isinstance(instance, Reviewed) or not instance.latest_revision_id:
        return record_of(instance)
    return instance.get_latest_revision_as_object()


def drafted(record: Reviewed) -> Record:
    """The same as far as a step of review asks, by no query where the record's `latest_revision` is at hand."""
    newest = record.latest_revision
    return _of_kind(record, newest.content.get("kind") if newest else None)


def _of_kind(record: Any, kind: str | None) -> Any:
    """The record as if it were of the kind of its draft, by which a subject such as `facilities:cho` is told."""
    if kind is None or not isinstance(record, Reviewed) or not hasattr(record, "kind"):
        return record
    found: Any = copy(record)
    found.kind = kind
    return found


def has_reviewer(instance: Page | Reviewed) -> bool:
    """Whether each step of the review has a unit that works today."""
    record = draft_of(instance)
    steps = steps_of(record.owner_unit, record.subject)
    working = set(working_units().filter(pk__in=frozenset().union(*steps)).values_list("pk", flat=True))
    return all(not step.isdisjoint(working) for step in steps)


def reviews(user: Any, instance: Page | Reviewed) -> bool:
    """Whether a step of the review, of what is stored or of the newest draft, is the account's: it may read both."""
    return isinstance(user, User) and any(may(user, REVIEW, one) for one in _stored_and_drafted(instance))


def _stored_and_drafted(instance: Page | Reviewed) -> list[Record]:
    return [record_of(instance), *([drafted(instance)] if isinstance(instance, Reviewed) else [])]


def may_decide(user: Any, instance: Page | Reviewed) -> bool:
    """Whether the account may sign or send back now: it is its step, and it took no part by any account."""
    return may_sign(user, instance, instance.current_workflow_task_state)


def may_sign(user: Any, instance: Page | Reviewed, state: TaskState | None) -> bool:
    """Whether the step of `state`, or the first before a draft is handed over, is the account's, who took no part."""
    return decides_for(user, instance, state) is not None and not took_part(user, instance, state)


def decides_for(user: Any, instance: Page | Reviewed, state: TaskState | None) -> OrganisationalUnit | None:
    """The unit in whose name the account decides in the step of `state`: its own, or else another's, unless its own
    has signed already: two steps are two units' even while one of them stands in."""
    record = draft_of(instance)
    if not isinstance(user, User) or user.unit is None or not may(user, REVIEW, record):
        return None
    found = turn(state, steps_for(user, record)) & reviews_for(user)
    if user.unit_id in found:
        return user.unit
    if not found or (state is not None and _signed_by(user.unit, state)):
        return None
    return working_units().filter(pk__in=found).first()


def _signed_by(unit: OrganisationalUnit, state: TaskState) -> bool:
    before = signature_before(state)
    return before is not None and before.finished_by is not None and before.finished_by.unit_id == unit.pk


def turn(state: TaskState | None, steps: tuple[Step, ...]) -> Step:
    """Of which units one signs in the step of `state`; before a draft is handed over, in the first."""
    return steps[min(signatures(state) if state else 0, len(steps) - 1)]


def units_in_turn(instance: Page | Reviewed) -> QuerySet[OrganisationalUnit]:
    """Other units than the owner of which one signs now."""
    record, state = draft_of(instance), instance.current_workflow_task_state
    found = OrganisationalUnit.objects.filter(pk__in=turn(state, steps_of(record.owner_unit, record.subject)))
    return found.exclude(pk=record.owner_unit.pk) if record.owner_unit else found


def signatures(state: TaskState) -> int:
    """How many have signed before this step, without a return or a new draft in between."""
    return int(signature_before(state) is not None)


def signature_before(state: TaskState) -> TaskState | None:
    """The first signature, where `state` is the step that follows it."""
    before = TaskState.objects.filter(workflow_state=state.workflow_state_id, pk__lt=state.pk).order_by("-pk").first()
    signed = before is not None and before.status == TaskState.STATUS_APPROVED
    return before if signed and before.revision_id == state.revision_id else None


def is_last_step(state: TaskState, record: Record) -> bool:
    """Whether the signature of `state` is the last that the draft needs."""
    return signatures(state) + 1 >= len(steps_of(record.owner_unit, record.subject))


def approve_label(instance: Page | Reviewed) -> str:
    """What a signature does that is given now."""
    state = instance.current_workflow_task_state
    last = state is None or is_last_step(state, draft_of(instance))
    return "Duyệt và công bố" if last else "Duyệt, chuyển duyệt bước hai"


def took_part(user: User, instance: Page | Reviewed, state: TaskState | None) -> bool:
    """Whether the person wrote anything that is not public yet, asked for the review of it, or has signed it before
    the step of `state`, by any account."""
    unpublished = Q(pk=instance.latest_revision_id) | Q(pk__gt=instance.live_revision_id or 0)
    written = instance.revisions.filter(unpublished)
    asked = instance.workflow_states.active()
    involved = Q(pk__in=written.values("user")) | Q(pk__in=asked.values("requested_by"))
    if state is not None and (before := signature_before(state)) is not None:
        involved |= Q(pk=before.finished_by_id)
    first = written.order_by("created_at").values_list("created_at", flat=True).first()
    involved |= Q(pk__in=asked_again(instance, since=first))
    return is_same_person(user, User.objects.filter(involved), since=clock.recorded(first or clock.real_now()))


def asked_again(instance: Page | Reviewed, *, since: dt.datetime | None) -> QuerySet[Any]:
    """The ids of who handed the draft over since then: a review that goes on keeps only who began it."""
    steps = log_action_registry.get_logs_for_instance(instance).filter(action__in=HANDED_OVER, user__isnull=False)
    return (steps.filter(timestamp__gte=since) if since else steps.none()).values("user")


def deciders_of(instance: Page | Reviewed) -> list[User]:
    """The accounts that may decide in the step that is open."""
    record, state = draft_of(instance), instance.current_workflow_task_state
    asked = accounts_of(turn(state, steps_of(record.owner_unit, record.subject)))
    return [user for user in asked if may_sign(user, instance, state)]


def readers_of(instance: Page | Reviewed) -> list[User]:
    """The accounts that may read the draft for review, in whichever step."""
    steps = [step for one in _stored_and_drafted(instance) for step in steps_of(one.owner_unit, one.subject)]
    return [user for user in accounts_of(frozenset().union(*steps)) if reviews(user, instance)]


def accounts_of(units: Step) -> QuerySet[User]:
    """Those of the units, and of units that stand in for them today, of whom some may review."""
    instead = ReviewDeputy.objects.on(clock.today()).filter(unit__in=units).values("deputy_unit")
    asked = Q(unit__in=units) | Q(unit__in=instead)
    return User.objects.filter(asked, is_active=True).select_related("unit")


def states_waiting_for(user: User) -> QuerySet[TaskState]:
    """The open task states whose step may be the account's."""
    return _states({WAITS: goes_by(reviews_for(user))})


def on_the_desk(user: User) -> tuple[list[Entry], list[Entry]]:
    """(drafts that wait for a signature in the name of a unit for which the account reviews, its own unit's drafts
    that came back), each oldest first, at most 50 of a kind; asked for together, since every desk asks."""
    units, asked = reviews_for(user), {}
    if units:
        asked[WAITS] = goes_by(units)
    if user.unit_id and holds(user, ENTERS):
        asked[CAME_BACK] = Q(pk=user.unit_id)
    found = _entries(asked) if asked else []
    waiting = [entry for entry in found if not entry.returned]
    return _in_turn(waiting, units, user.unit_id), _first([entry for entry in found if entry.returned])


def _in_turn(entries: list[Entry], units: Step, own: int | None) -> list[Entry]:
    """Those that wait in a step of one of `units`, of which `own` is the account's."""
    return _first([entry for entry in entries if not _open_step(entry, own).isdisjoint(units)])


def _first(entries: list[Entry]) -> list[Entry]:
    kinds: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        kinds[entry.kind].append(entry)
    shown = [entry for found in kinds.values() for entry in found[:MOST_SHOWN]]
    return sorted(shown, key=lambda entry: entry.since)


def _open_step(entry: Entry, own: int | None) -> Step:
    """The step in which the entry waits, as far as it is open to the unit `own`."""
    steps = steps_of(entry.unit, entry.subject)
    step = steps[min(entry.signed, len(steps) - 1)]
    shut = own not in step and own in (entry.unit.pk, entry.signer)
    return frozenset() if shut else step


def _entries(asked: Mapping[str, Q]) -> list[Entry]:
    """One query, and for each kind found as many as `records_of` asks, however many drafts.

    `asked`: {state of the review: of which owners}.
    """
    related = ("revision__content_type", "workflow_state__base_content_type")
    oldest = _states(asked).annotate(remark_count=Count("remarks")).select_related(*related)
    found: dict[Any, dict[int, Any]] = defaultdict(dict)
    for state in oldest.defer("revision__content").order_by("started_at")[:MOST_READ]:
        found[state.workflow_state.base_content_type.model_class()][int(state.workflow_state.object_id)] = state
    entries: list[Entry] = []
    for model, states in found.items():
        records = records_of(model, {pk: state.page_path for pk, state in states.items()})
        entries += [_entry(state, records[pk]) for pk, state in states.items()]
    return sorted(entries, key=lambda entry: entry.since)


def reviews_of(model: Any, status: str) -> QuerySet[WorkflowState]:
    """Reviews of a model's records, with the id of each `record` as a number."""
    kind = ContentType.objects.get_for_model(model)
    found = WorkflowState.objects.filter(status=status, base_content_type=kind)
    return found.annotate(record=Cast("object_id", IntegerField()))


def _states(asked: Mapping[str, Q]) -> QuerySet[TaskState]:
    """The current task states of open reviews of pages and records, each with what came before it."""
    current = Q(pk__in=[])
    for model in (Page, *reviewed_models()):
        for status, whose in asked.items():
            mine = reviews_of(model, status).filter(record__in=_records(model, whose).values("pk"))
            current |= Q(pk__in=mine.values("current_task_state"))
    earlier = TaskState.objects.filter(workflow_state=OuterRef("workflow_state"), pk__lt=OuterRef("pk"))
    before = earlier.order_by("-pk")
    return TaskState.objects.filter(current).annotate(
        status_before=Subquery(before.values("status")[:1]),
        revision_before=Subquery(before.values("revision")[:1]),
        unit_before=Subquery(before.values("finished_by__unit")[:1]),
        drafted_kind=KeyTextTransform("kind", "revision__content"),
        page_path=path_of_page(Cast(OuterRef("workflow_state__object_id"), IntegerField())),
    )


def _records(model: Any, whose: Q) -> QuerySet[Any]:
    condition = {"unit__in": OrganisationalUnit.objects.filter(whose).values("pk")}
    if not issubclass(model, Page):
        return model.objects.filter(**condition)
    return pages_in(UnitFolder.objects.filter(**condition))


def path_of_page(key: Any) -> Subquery:
    """Where the page of this id lies: what `records_of` asks of what may be a page."""
    return Subquery(Page.objects.filter(pk=key).values("path")[:1])


def records_of(model: Any, known: Mapping[int, str | None]) -> dict[int, Record]:
    """{id of the page or record: what `units.policy` asks of it}, without pages that lie in no folder; one query,
    however many. `known`: {id: where it lies, if it is a page}."""
    if issubclass(model, Page):
        return records_at({pk: path for pk, path in known.items() if path})
    return {record.pk: record for record in model.objects.filter(pk__in=known).select_related("unit__reviewer")}


def records_at(paths: Mapping[int, str]) -> dict[int, Record]:
    """The same of pages, {id: path}."""
    folders = {pk: path[: -Page.steplen] for pk, path in paths.items()}
    held = held_in(folders.values())
    return {pk: held[folder] for pk, folder in folders.items() if folder in held}


def _entry(state: Any, record: Record) -> Entry:
    model = state.revision.content_type.model_class()
    signed = (state.status_before, state.revision_before) == (TaskState.STATUS_APPROVED, state.revision_id)
    return Entry(
        title=state.revision.object_str,
        kind=str(model._meta.verbose_name).capitalize(),
        unit=record.owner_unit,  # type: ignore[arg-type]
        since=clock.recorded(state.finished_at or state.started_at),
        comment=state.comment,
        url=_url(state, model),
        subject=_of_kind(record, state.drafted_kind).subject,
        signed=int(signed),
        signer=state.unit_before if signed else None,
        remarks=state.remark_count,
        returned=state.workflow_state.status == CAME_BACK,
    )


def _url(state: TaskState, model: Any) -> str:
    """Where the reviewing unit reads the draft and decides; where its own unit corrects what came back."""
    key, returned = quote(state.workflow_state.object_id), state.finished_at is not None
    if issubclass(model, Page):
        return (
            reverse("wagtailadmin_pages:edit", args=[key]) if returned else reverse("units_review", args=[state.pk])
        )
    return reverse(model.snippet_viewset.get_url_name("edit" if returned else "inspect"), args=[key])
