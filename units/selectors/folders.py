"""Whose a page is, by its place in the tree, and what it is about, by its section."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Left, Length
from wagtail.models import Page, get_page_models

from core.models import SectionPage
from units.models import OrganisationalUnit, UnitFolder
from units.once import known_to_request
from units.policy import Held, entered_subjects


def owner_of(page: Page) -> OrganisationalUnit | None:
    """The unit in whose folder the page lies, by its place in the tree; None for a page of the portal itself."""
    folder = folder_of(page)
    return folder.unit if folder else None


def folder_of(page: Page) -> UnitFolder | None:
    """The unit's folder in which the page lies, or which it is."""
    return UnitFolder.objects.ancestor_of(page, inclusive=True).select_related("unit").first()


def page_record(page: Page) -> Held:
    """What `units.policy` asks of a page."""
    folder = folder_of(page)
    return Held(folder.unit, subject_of(folder)) if folder else Held(None)


def subject_of(folder: UnitFolder) -> str:
    """The subject of the duties that oblige the unit to write in the folder's section."""
    return getattr(folder.get_parent().specific_class, "subject", "")


def with_section(folders: QuerySet[UnitFolder]) -> QuerySet[UnitFolder]:
    """Each folder with `section_kind`, the content type of its section, for `subject_of_kind`."""
    above = Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen)
    return folders.annotate(section_kind=Subquery(Page.objects.filter(path=above).values("content_type")[:1]))


def subject_of_kind(section_kind: int | None) -> str:
    """The subject of the duties that oblige units to write in sections of this content type."""
    kind = ContentType.objects.get_for_id(section_kind).model_class() if section_kind else None
    return getattr(kind, "subject", "")


def held_in(folders: Iterable[str]) -> dict[str, Held]:
    """{path of a unit's folder: what `units.policy` asks of the pages in it}.

    One query for the folders that the request has not asked for yet. For lists: who decides asks `page_record`.
    """
    wanted, known = set(folders), known_to_request("folders")
    if new := wanted - set(known):
        found = with_section(UnitFolder.objects.filter(path__in=new).select_related("unit__reviewer"))
        known |= {one.path: Held(one.unit, subject_of_kind(one.section_kind)) for one in found}
    return {path: known[path] for path in wanted if path in known}


def section_kinds(unit: OrganisationalUnit) -> list[type[SectionPage]]:
    """The kinds of section in which a duty obliges the unit to write."""
    subjects = entered_subjects(unit)
    return [kind for kind in _sections() if kind.subject in subjects]


def _sections() -> list[type[SectionPage]]:
    return [kind for kind in get_page_models() if issubclass(kind, SectionPage)]


def sections_of(unit: OrganisationalUnit) -> list[Page]:
    """The sections in which a duty obliges the unit to write, in the tree's order."""
    kinds = section_kinds(unit)
    return list(Page.objects.type(*kinds).order_by("path").specific()) if kinds else []


def last_written(units: QuerySet[OrganisationalUnit]) -> QuerySet[Any]:
    """Rows (unit's id, subject of a section, when it last wrote a page in its folder there)."""
    folder = UnitFolder.objects.filter(path=OuterRef("folder_path"))
    above = Left(OuterRef("folder_path"), Length(OuterRef("folder_path")) - Page.steplen)
    section = Page.objects.filter(path=above).annotate(subject=_subject())
    pages = pages_in(UnitFolder.objects.filter(unit__in=units.values("pk"))).annotate(
        unit=Subquery(folder.values("unit")[:1]), subject=Subquery(section.values("subject")[:1])
    )
    return pages.order_by().values_list("unit", "subject").annotate(last=Max("latest_revision_created_at"))


def _subject() -> Case:
    """The subject of the duties that oblige units to write in a section, by the section's kind."""
    types = ContentType.objects.get_for_models(*_sections())
    named = [When(content_type=types[kind], then=Value(kind.subject)) for kind in _sections()]
    return Case(*named, default=Value(""), output_field=CharField())


def pages_in(folders: QuerySet[UnitFolder]) -> QuerySet[Page]:
    """The pages directly in these folders, each with the folder's path: deeper lies none."""
    pages = Page.objects.annotate(folder_path=Left("path", Length("path") - Page.steplen))
    return pages.filter(folder_path__in=folders.values("path"))
