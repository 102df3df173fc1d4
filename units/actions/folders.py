"""A unit's folder in a section, made when the unit first writes there."""

from django.db import transaction

from core.models import SectionPage
from units.models import OrganisationalUnit, UnitFolder


def open_folder(*, section: SectionPage, unit: OrganisationalUnit) -> UnitFolder:
    """The unit's folder below the section; the same one however often it is asked for."""
    with transaction.atomic():
        existing = UnitFolder.objects.child_of(section).filter(unit=unit).first()
        if existing is not None:
            return existing
        folder = UnitFolder(
            title=unit.short_name, slug=f"don-vi-{unit.abbreviation}", unit=unit, locale=section.locale
        )
        section.add_child(instance=folder)
        return folder


def hand_over_folder(*, folder: UnitFolder, heir: OrganisationalUnit) -> None:
    """The pages with their drafts and reviews become the heir's; addresses stay, since they leave folders out."""
    existing = UnitFolder.objects.sibling_of(folder, inclusive=False).filter(unit=heir).first()
    if existing is None:
        folder.unit, folder.title, folder.slug = heir, heir.short_name, f"don-vi-{heir.abbreviation}"
        folder.save()
        return
    for page in folder.get_children():
        page.refresh_from_db()  # every move shifts paths
        page.move(UnitFolder.objects.get(pk=existing.pk), pos="last-child")
    UnitFolder.objects.get(pk=folder.pk).delete()
