"""What follows when a directive is published, unpublished or deleted. Each runs inside that transaction."""

from django.db import transaction

from directives import structure
from directives.actions import relations
from directives.models import DirectivePage, DirectivePart, Provision
from search.actions.upkeep import touch


def after_publish(*, page: DirectivePage) -> None:
    """Cut the published text into provisions and let it act on other directives.

    A page that was published before may have dropped what it said then: every marked directive is looked at again.
    """
    with transaction.atomic():
        write_provisions(page=page)
        concerned = {one.pk: one for one in relations.named_by(page)}
        if page.first_published_at != page.last_published_at:
            concerned |= {one.pk: one for one in relations.marked()}
        relations.mark(concerned.values())
        touch("directive", str(page.pk))


def after_unpublish(*, page: DirectivePage) -> None:
    """Readers no longer see it, and it acts on nothing: it was unpublished, or is about to be deleted."""
    with transaction.atomic():
        DirectivePage.objects.filter(pk=page.pk).update(live=False)
        Provision.objects.filter(page_id=page.pk).delete()
        relations.mark(relations.named_by(page))
        touch("directive", str(page.pk))


def write_provisions(*, page: DirectivePage) -> int:
    """Replace the stored provisions by those of the live parts; returns how many there are."""
    stored = DirectivePart.objects.filter(page_id=page.pk).order_by("sort_order", "pk")
    parts = [(part.title, part.text) for part in stored]
    provisions = [Provision(page_id=page.pk, **vars(found)) for found in structure.read(parts)]
    with transaction.atomic():
        Provision.objects.filter(page_id=page.pk).delete()
        Provision.objects.bulk_create(provisions, batch_size=500)
    return len(provisions)
