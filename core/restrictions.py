"""Pages that a view restriction, their own or that of a page above, keeps for some readers."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def is_for_all() -> Q:
    """As a filter of pages; within their own query, where `.public()` asks one before it."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    return Q(~Exists(above))
