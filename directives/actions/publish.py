"""What follows when a directive is published, unpublished or deleted. Each runs inside that transaction."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from core import clock
from core.problems import Code, Refused, Unreadable
from directives import structure
from directives.actions import relations
from directives.actions.subjects import write_subjects
from directives.models import DirectivePage, DirectivePart, DirectiveRelation, DirectiveSubject, Provision
from directives.selectors.circles import circle
from directives.selectors.confirmation import why_withheld
from search.actions.upkeep import touch


def after_publish(*, page: DirectivePage) -> None:
    """Cut the published text into provisions and let it act on other directives.

    A page that was published before may have dropped what it said then: every marked directive is looked at again.
    """
    with transaction.atomic():
        refuse_withheld(page)
        refuse_circle(page)
        write_provisions(page=page)
        write_subjects(pages=[page])
        concerned = {one.pk: one for one in relations.named_by(page)}
        if page.first_published_at != page.last_published_at:
            note_emendation(page)
            concerned |= {one.pk: one for one in relations.marked()}
        relations.mark(concerned.values())
        touch("directive", str(page.pk))


def refuse_withheld(page: DirectivePage) -> None:
    """Raises `Refused` for what is secret, and for what was read by a machine and confirmed by nobody."""
    if reason := why_withheld(page):
        raise Refused(reason)


def note_emendation(page: DirectivePage) -> None:
    """Readers are told on which day the text was put right."""
    page.emended = [*page.emended, [clock.today().isoformat(), page.emendation]]
    DirectivePage.objects.filter(pk=page.pk).update(emended=page.emended)


class Circular(Refused, Unreadable):
    """What it does to others leads back to it: whoever publishes it is told, and a file that says so is refused."""

    def __init__(self, message: str) -> None:
        Unreadable.__init__(self, Code.CIRCULAR, message)


def refuse_circle(page: DirectivePage) -> None:
    """Raises `Circular`."""
    way = circle(page, DirectiveRelation.objects.filter(page_id=page.pk))
    if way:
        raise Circular(said_of_circle(way))


def said_of_circle(way: Sequence[str]) -> str:
    if len(way) <= 2:
        return "Văn bản không thể thay thế, sửa đổi, bãi bỏ hay ngưng hiệu lực chính nó."
    return (
        f"Các văn bản tác động vòng tròn lên nhau: {' → '.join(way)}. Hãy bỏ quan hệ sai ở một trong các văn bản đó."
    )


def after_unpublish(*, page: DirectivePage) -> None:
    """Readers no longer see it, and it acts on nothing: it was unpublished, or is about to be deleted."""
    with transaction.atomic():
        DirectivePage.objects.filter(pk=page.pk).update(live=False)
        Provision.objects.filter(page_id=page.pk).delete()
        DirectiveSubject.objects.filter(page_id=page.pk).delete()
        relations.mark(relations.named_by(page))
        touch("directive", str(page.pk))


def write_provisions(*, page: DirectivePage) -> int:
    """Replace the stored provisions by those of the live parts; returns how many there are."""
    provisions = provisions_of(page, DirectivePart.objects.filter(page_id=page.pk).order_by("sort_order", "pk"))
    with transaction.atomic():
        Provision.objects.filter(page_id=page.pk).delete()
        Provision.objects.bulk_create(provisions, batch_size=500)
    return len(provisions)


def provisions_of(page: DirectivePage, parts: Iterable[DirectivePart]) -> list[Provision]:
    """What a page's parts, in their order, are cut into; not yet stored."""
    found = structure.read([(part.title, part.text) for part in parts])
    return [Provision(page_id=page.pk, **vars(one)) for one in found]
