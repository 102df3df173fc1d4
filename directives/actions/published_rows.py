"""Many directives written as published at once: what Wagtail writes a page at a time, in a few statements for all.

The rows are those that `take_in` leaves of a document that it publishes; `tests/directives/test_initial_load.py`
compares them table by table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelsearch.backends import get_search_backends
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from core import clock
from directives.acting import ACTING
from directives.actions import relations
from directives.actions.originals import describe, pages_of, write_bytes
from directives.actions.publish import provisions_of, refuse_circle
from directives.actions.readings import certain, told_by
from directives.actions.subjects import write_subjects
from directives.actions.take_in import Document
from directives.models import (
    DirectivePage,
    DirectivePart,
    DirectiveReading,
    DirectiveRelation,
    Original,
    OriginalPage,
    Provision,
)
from directives.selectors import initial_load
from search.actions.upkeep import touch
from units.actions.audit import record
from units.models import Done, OrganisationalUnit, UnitFolder, User

LOGGED = ("wagtail.create", "wagtail.publish", initial_load.ACTION)


@dataclass(frozen=True)
class Plain:
    """A page not yet stored that can be published, and what it was read from."""

    page: DirectivePage
    document: Document


def write_published(
    *,
    plain: Sequence[Plain],
    folder: UnitFolder,
    unit: OrganisationalUnit,
    user: User | None,
    operator: str,
    write: bool,
) -> None:
    """In the transaction that is open. `operator`: whoever runs the load; `write`: store the files' bytes too.

    Raises `Circular` where what one does to others leads back to it, `DatabaseError`.
    """
    pages = [one.page for one in plain]
    _write_pages(pages, folder)
    _write_children(pages)
    _write_revisions(pages, user)
    _write_readings(plain, operator)
    _write_originals(plain, unit, operator, write=write)
    Provision.objects.bulk_create(
        (row for page in pages for row in provisions_of(page, page.parts.all())), batch_size=500
    )
    write_subjects(pages=pages)
    _write_log(plain, user, operator)
    _index(pages)
    _act(pages)
    touch("directive", *(str(page.pk) for page in pages))


def _write_pages(pages: Sequence[DirectivePage], folder: UnitFolder) -> None:
    """Both tables of a page, below the last one of its folder."""
    above, now = Page.objects.select_for_update().get(pk=folder.pk), timezone.now()
    last = above.get_last_child()
    first = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    for step, page in enumerate(pages, first):
        page.path, page.depth = Page._get_path(above.path, above.depth + 1, step), above.depth + 1
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
    bases = [Page(**_columns(page, Page)) for page in pages]
    for page, base in zip(pages, Page.objects.bulk_create(bases), strict=True):
        page.pk = page.id = base.pk
    rows: Any = DirectivePage._base_manager.get_queryset()
    rows._insert(pages, fields=DirectivePage._meta.local_concrete_fields, using=rows.db)  # as `Model.save` does
    for page in pages:
        page._state.adding, page._state.db = False, rows.db
    Page.objects.filter(pk=above.pk).update(numchild=F("numchild") + len(pages))


def _columns(page: DirectivePage, model: type[Model]) -> dict[str, Any]:
    return {
        field.attname: getattr(page, field.attname)
        for field in model._meta.local_concrete_fields
        if not field.primary_key
    }


def _write_children(pages: Sequence[DirectivePage]) -> None:
    DirectivePart.objects.bulk_create(_below(pages, lambda page: page.parts.all()))
    DirectiveRelation.objects.bulk_create(_below(pages, lambda page: page.relations.all()))


def _below(pages: Iterable[DirectivePage], children: Callable[[DirectivePage], Iterable[Any]]) -> list[Any]:
    found = []
    for page in pages:
        for child in children(page):
            child.page = page
            found.append(child)
    return found


def _write_revisions(pages: Sequence[DirectivePage], user: User | None) -> None:
    """One a page, which is the one that is live."""
    kind, base = ContentType.objects.get_for_model(DirectivePage), ContentType.objects.get_for_model(Page)
    now = timezone.now()
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=base,
            object_id=str(page.pk),
            created_at=now,
            user=user,
            object_str=str(page),
            content=page.serializable_data(),
        )
        for page in pages
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = page.live_revision = revision
    own = Revision.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField()))
    only = Subquery(own.values("pk")[:1])
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(latest_revision=only, live_revision=only)


def _write_readings(plain: Sequence[Plain], operator: str) -> None:
    DirectiveReading.objects.bulk_create(
        DirectiveReading(
            page=one.page, confirmed=certain(operator), **told_by(one.page, one.document.reading.components)
        )
        for one in plain
    )


def _write_originals(plain: Sequence[Plain], unit: OrganisationalUnit, operator: str, *, write: bool) -> None:
    """The rows first: of two that bring the same bytes at once, one fails on the checksum and writes nothing."""
    files = [(_original(one, unit, operator), one.document) for one in plain]
    Original.objects.bulk_create(original for original, _ in files)
    OriginalPage.objects.bulk_create(
        page for original, document in files for page in pages_of(original, document.reading.files[0])
    )
    for original, document in files if write else ():
        write_bytes(original, document.data[0])


def _original(one: Plain, unit: OrganisationalUnit, operator: str) -> Original:
    result, reading = one.document.results[0], one.document.reading.files[0]
    original = Original(sha256=str(result.sha256), unit=unit, received_by=operator[:150], received_at=clock.now())
    describe(original, name=result.file, size=len(one.document.data[0]), reading=reading, directive=one.page)
    return original


def _write_log(plain: Sequence[Plain], user: User | None, operator: str) -> None:
    """Wagtail's of each page, and one entry for all in the portal's own."""
    kind, now = ContentType.objects.get_for_model(DirectivePage), timezone.now()
    sums = {one.page.pk: one.document.results[0].sha256 for one in plain}
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=kind,
            page=one.page,
            label=one.page.get_admin_display_title(),
            action=action,
            timestamp=now,
            user=user,
            revision=one.page.live_revision if action == "wagtail.publish" else None,
            content_changed=action != initial_load.ACTION,
            data={"sha256": sums[one.page.pk], "operator": operator} if action == initial_load.ACTION else {},
        )
        for one in plain
        for action in LOGGED
    )
    details = {"step": "nạp ban đầu", "ids": list(sums), "sha256": list(sums.values())}
    record(Done.CREATE, about=DirectivePage, details=details)


def _act(pages: Sequence[DirectivePage]) -> None:
    """On others, of the same load too, and those on them."""
    for page in pages:
        if any(one.kind in ACTING for one in page.relations.all()):
            refuse_circle(page)
    relations.mark(relations.named_by(*pages))


def _index(pages: Sequence[DirectivePage]) -> None:
    """What Wagtail keeps of a page for its own lists: words, and what it refers to."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(DirectivePage, pages)
    kind, base = ContentType.objects.get_for_model(DirectivePage), ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=kind,
            base_content_type=base,
            object_id=page.pk,
            to_content_type_id=to_kind,
            to_object_id=to,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for to_kind, to, model_path, content_path in set(ReferenceIndex._extract_references_from_object(page))
    )
