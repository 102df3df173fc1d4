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
