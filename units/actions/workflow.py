"""The one workflow, and what it is assigned to. Made with the province; can be repeated without harm."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from units.models import UnitReviewTask
from units.models.reviewed import reviewed_models

NAME, TASK = "Duyệt nội dung", "Đơn vị duyệt"


def set_up_review() -> Workflow:
    """The workflow, assigned to every model of reviewed records."""
    with transaction.atomic():
        task = UnitReviewTask.objects.first() or UnitReviewTask.objects.create(name=TASK)
        workflow = Workflow.objects.filter(active=True, workflow_tasks__task=task).first() or _workflow(task)
        for model in reviewed_models():
            kind = ContentType.objects.get_for_model(model)
            WorkflowContentType.objects.update_or_create(content_type=kind, defaults={"workflow": workflow})
        return workflow


def assign_review(page: Page) -> None:
    """Whatever lies below the page goes through the workflow."""
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": set_up_review()})


def _workflow(task: UnitReviewTask) -> Workflow:
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow
