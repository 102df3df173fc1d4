"""The daily bulletin: after a release its figures become the draft of a report, for a unit to review and publish."""

from django.db import transaction

from core import clock, province
from core.problems import Refused
from core.release_rules import EVERY, LAST
from datasets.models import Release
from directives.actions.import_directives import import_directives
from directives.actions.take_in import HandedIn
from directives.models import DirectivesPage
from directives.official_form import docx_bytes
from home.models import Bulletin
from home.selectors.bulletin import bulletin_text
from units.models import Action, Duty, Frequency, Level, OrganisationalUnit
from units.policy import has_duty

DRAFTED_BY = "Cổng tự soạn"
MOST_BACK = 8
"""How many releases back one is looked for that a crash left without its bulletin."""


def draft_due(*, newest: int) -> None:
    """The bulletins of the newest release and of those since the last bulletin."""
    last = Bulletin.objects.order_by("-release").values_list("release", flat=True).first()
    first = max(last + 1, newest - MOST_BACK) if last else newest
    for release in range(first, newest + 1):
        draft_bulletin(release=release)


def draft_bulletin(*, release: int) -> Bulletin | None:
    """The draft of a published release's bulletin, in the folder of the unit whose duty it is; None if none is due.

    Exactly once a release: its row and the draft come in one transaction. Raises `Refused` if it cannot be stored.
    """
    found = Release.objects.exclude(published_at=None).get(number=release)
    unit = bulletin_unit() if is_due(found) else None
    if unit is None or Bulletin.objects.filter(release=found).exists():
        return None
    file = HandedIn.of(f"bao-cao-{found.date:%Y-%m-%d}-ban-{release}.docx", docx_bytes(bulletin_text(found, unit)))
    with transaction.atomic():
        row = Bulletin.objects.create(release=found, drafted_at=clock.now())
        result = import_directives(files=[file], unit=unit, received_by=DRAFTED_BY)[0]
        if result.error:
            raise Refused(f"Không soạn được bản tin: {result.error.message}")
        row.page = result.page
        row.save(update_fields=["page"])
    return row


def is_due(release: Release) -> bool:
    """By the province's rule; figures that are entered afterwards are no news of a day."""
    rule, last = province.current().release.bulletin, len(province.current().slots) - 1
    if rule == EVERY:
        return release.kind != Release.Kind.HISTORY
    return rule == LAST and release.kind == Release.Kind.ORDINARY and release.slot == last


def bulletin_unit() -> OrganisationalUnit | None:
    """The unit that the duty table obliges to publish the province's report of every day."""
    duty = (
        Duty.objects.filter(
            action=Action.UPDATE,
            subject=DirectivesPage.subject,
            frequency=Frequency.DAY,
            level=Level.PROVINCE,
            unit__isnull=False,
        )
        .select_related("unit")
        .first()
    )
    unit = duty.unit if duty else None
    return unit if unit and DirectivesPage.objects.exists() and has_duty(unit, DirectivesPage.subject, None) else None
