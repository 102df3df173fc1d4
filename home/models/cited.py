"""A directive that a page rests on, which may not be in the portal."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from core.directive_ref import DirectiveRef


class CitedDirective(Orderable):
    """Issuer, number and date, as one cites it; `home.selectors.directive_links` finds its page."""

    number = models.CharField("số, ký hiệu", max_length=80, help_text="Ví dụ 3691/QĐ-UBND")
    issuer = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    date = models.DateField("ngày ban hành", null=True, blank=True)

    panels = [FieldRowPanel([FieldPanel("number"), FieldPanel("issuer"), FieldPanel("date")])]

    class Meta(Orderable.Meta):
        abstract = True

    @property
    def ref(self) -> DirectiveRef:
        return DirectiveRef(self.issuer, self.number, self.date)
