"""What was published ahead of its review, and who reviews it now."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from wagtail.models import Page, TaskState

from core import clock
from units.models import OrganisationalUnit, Reviewed, UrgentPublication, User
from units.policy import REVIEW, URGENT, VIEW, Record, may, reviews_for, steps_for
from units.selectors.persons import is_same_person
from units.selectors.review import accounts_of, path_of_page, record_of, records_of
from units.steps import steps_of

Outcome = UrgentPublication.Outcome
MOST_READ = 300


@dataclass(frozen=True)
class Owed:
    """A later review in one line. `mine`: whether the account is one of those who can do it."""

    publication: UrgentPublication
    url: str
    late: bool
    mine: bool


def owed_for(user: User) -> list[Owed]:
    """The later reviews that are owed for what the account may view, the most pressing first.

    As many queries for many as for few, and one if there are none.
    """
    found = list(_located().filter(outcome=Outcome.OWED).select_related("unit")[:MOST_READ])
    records = _records(found)
    return [
        Owed(one, reverse("units_later_review", args=[one.pk]), is_late(one), _is_turn(user, records[one.pk]))
        for one in found
        if one.pk in records and may(user, VIEW, records[one.pk])
    ]


def is_late(publication: UrgentPublication) -> bool:
    return publication.outcome == Outcome.OWED and publication.due_at < clock.now()


def owed_on(instance: Page | Reviewed) -> UrgentPublication | None:
    """The later review that is owed for the record."""
    return _of(instance).filter(outcome=Outcome.OWED).first()


def may_publish_at_once(user: Any, instance: Page | Reviewed) -> bool:
    """Whether the account may, and there is something to publish; whether this very draft may, the action says."""
    changed = not instance.live or instance.has_unpublished_changes
    return changed and isinstance(user, User) and may(user, URGENT, record_of(instance))


def was_refused(instance: Page | Reviewed) -> bool:
    """Whether a reviewer has said no to the newest draft as it stands: returned it, or taken it down."""
    newest = instance.latest_revision_id
    returned = TaskState.objects.filter(
        workflow_state__in=instance.workflow_states, revision=newest, status=TaskState.STATUS_REJECTED
    )
    return returned.exists() or _of(instance).filter(revision=newest, outcome__in=UrgentPublication.NO).exists()


def last_refusal(instance: Page | Reviewed) -> UrgentPublication | None:
    """The last later review that took it down, with the unit that did; None if none has."""
    found = _of(instance).filter(outcome__in=UrgentPublication.NO).select_related("decided_for")
    return found.order_by("-decided_at", "-pk").first()


def record_now(publication: UrgentPublication) -> Record | None:
    """What `units.policy` asks of the published page or record; None if it is no more."""
    return _records(list(_located().filter(pk=publication.pk))).get(publication.pk)


def may_review_later(user: User, publication: UrgentPublication) -> bool:
    """Whether the account may confirm it or take it down: of the unit that would have signed last, and no author."""
    record = record_now(publication)
    if record is None or not may(user, REVIEW, record) or not _is_turn(user, record):
        return False
    involved, since = _involved(publication)
    return not is_same_person(user, involved, since=since)


def reviewing_unit(user: User, publication: UrgentPublication) -> OrganisationalUnit | None:
    """The unit in whose name the account reviews it: its own, or else another's."""
    record = record_now(publication)
    found = steps_for(user, record)[-1] & reviews_for(user) if record else frozenset()
    return user.unit if user.unit_id in found else OrganisationalUnit.objects.filter(pk__in=found).first()


def later_reviewers(publication: UrgentPublication) -> list[User]:
    """The accounts that may confirm it or take it down."""
    record = record_now(publication)
    last = steps_of(record.owner_unit, record.subject)[-1] if record else frozenset()
    return [user for user in accounts_of(last) if may_review_later(user, publication)]


def _is_turn(user: User, record: Record) -> bool:
    return not steps_for(user, record)[-1].isdisjoint(reviews_for(user))


def _involved(publication: UrgentPublication) -> tuple[list[User], Any]:
    """Who published it or wrote of it what readers had not seen before; since when."""
    shown = Q(pk__gt=publication.replaced_id or 0, pk__lte=publication.revision_id or 0)
    about: Any = publication.about
    written = about.revisions.filter(shown).order_by("created_at")
    persons = User.objects.filter(Q(pk=publication.published_by_id) | Q(pk__in=written.values("user")))
    first = written.values_list("created_at", flat=True).first()
    return list(persons), clock.recorded(first) if first else publication.published_at


def _of(instance: Page | Reviewed) -> Any:
    return UrgentPublication.objects.filter(content_type=kind_of(instance), object_id=instance.pk)


def kind_of(instance: Page | Reviewed) -> ContentType:
    """Pages of all kinds are one kind of content here."""
    return ContentType.objects.get_for_model(Page if isinstance(instance, Page) else type(instance))


def _located() -> QuerySet[Any]:
    """Publications with the place of what is a page."""
    return UrgentPublication.objects.annotate(page_path=path_of_page(OuterRef("object_id")))


def _records(found: list[Any]) -> dict[int, Record]:
    """{id of the publication: what the policy asks of its record}"""
    by_kind: dict[ContentType, list[Any]] = defaultdict(list)
    for one in found:
        by_kind[ContentType.objects.get_for_id(one.content_type_id)].append(one)
    records: dict[int, Record] = {}
    for kind, ones in by_kind.items():
        known = records_of(kind.model_class(), {one.object_id: one.page_path for one in ones})
        records |= {one.pk: known[one.object_id] for one in ones if one.object_id in known}
    return records
