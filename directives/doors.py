"""The doors through which a directive reaches readers or leaves them, whoever opens them: Wagtail's own signals."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from core.problems import Refused
from directives.actions.publish import after_publish, after_unpublish
from directives.models import DirectivePage


@receiver(page_published, sender=DirectivePage)
def published(instance: DirectivePage, **_: Any) -> None:
    """Wagtail says so too of a page that it only schedules."""
    if instance.live:
        after_publish(page=instance)


@receiver(page_unpublished, sender=DirectivePage)
def unpublished(instance: DirectivePage, **_: Any) -> None:
    after_unpublish(page=instance)


@receiver(pre_delete, sender=DirectivePage)
def deleted(instance: DirectivePage, **_: Any) -> None:
    """A draft that readers never saw may go. Raises `Refused` for any other, whoever asks and whatever it lies in."""
    if instance.first_published_at is not None or instance.live:
        raise Refused(DirectivePage.kept)
