"""Whose a page is."""

from wagtail.models import Page

from units.models import OrganisationalUnit, UnitFolder


def owner_of(page: Page) -> OrganisationalUnit | None:
    """The unit in whose folder the page lies, by its place in the tree; None for a page of the portal itself."""
    folder = UnitFolder.objects.ancestor_of(page, inclusive=True).select_related("unit").first()
    return folder.unit if folder else None
