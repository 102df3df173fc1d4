"""The initial load: until the portal's first reviewed document, old ones may be published without review."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import PageLogEntry, WorkflowState

from directives.models import DirectivePage

ACTION = "directives.initial_load"
"""What the log calls a publication of the initial load."""


def is_open() -> bool:
    """Whether no directive has been through a finished review yet; one that was deleted since counts too."""
    kind = ContentType.objects.get_for_model(DirectivePage)
    reviewed = WorkflowState.objects.filter(content_type=kind, status=WorkflowState.STATUS_APPROVED)
    logged = PageLogEntry.objects.filter(content_type=kind, action="wagtail.workflow.approve")
    return not reviewed.exists() and not logged.exists()
