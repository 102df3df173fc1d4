"""What guidance and news have in common: a section that lists them by page, and pages that lie in units' folders."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from core.models import EntryPage, SectionPage
from units.models import OrganisationalUnit


class ArticlesPage(SectionPage):
    """A section of articles. Its pages lie in units' folders, which addresses leave out."""

    lead = models.TextField("lời dẫn", max_length=500, blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]

    class Meta:
        abstract = True


class ArticlePage(EntryPage):
    """A page of one unit in a section, in blocks."""

    section: type[ArticlesPage]
    """Its kind of section."""

    parent_page_types = ["units.UnitFolder"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only in a folder of its own section."""
        return super().can_create_at(parent) and in_section(parent, cls.section)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and in_section(parent, self.section)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.pieces import pieces

        context = super().get_context(request, *args, **kwargs)
        cited = [row.ref for row in self.directives.all()]
        section, unit = self._place()
        crumbs = [{"title": "Trang chủ", "url": "/"}, {"title": self.title, "url": ""}]
        if section is not None:
            crumbs.insert(1, {"title": section.title, "url": section.get_url(request) or ""})
        return context | pieces(self.body, cited) | {"unit": unit, "breadcrumbs": crumbs}

    def _place(self) -> tuple[Page | None, OrganisationalUnit | None]:
        """The section and the unit in whose folder there the page lies, in one query."""
        folder, section = self.path[: -self.steplen], self.path[: -2 * self.steplen]
        around = Page.objects.filter(path__in=[folder, section]).select_related("unitfolder__unit")
        found = {page.path: page for page in around}
        own = getattr(found.get(folder), "unitfolder", None)
        return found.get(section), own.unit if own else None


def in_section(folder: Page, section: type[Page]) -> bool:
    """Whether a unit's folder lies in that kind of section."""
    above = folder.get_parent()
    return above is not None and issubclass(above.specific_class or Page, section)
