"""Writing what published directives are about as rows."""

from collections.abc import Iterator, Sequence

from core import clock
from directives.models import DirectivePage, DirectiveSubject
from units.selectors.area_names import known_areas, of_codes

Kind = DirectiveSubject.Kind


def write_subjects(*, pages: Sequence[DirectivePage]) -> None:
    """In place of the rows that there were."""
    DirectiveSubject.objects.filter(page__in=[page.pk for page in pages]).delete()
    DirectiveSubject.objects.bulk_create(row for page in pages for row in _rows(page))


def _rows(page: DirectivePage) -> Iterator[DirectiveSubject]:
    for kind, codes in ((Kind.TOPIC, page.topics), (Kind.AUDIENCE, page.audiences)):
        yield from (DirectiveSubject(page_id=page.pk, kind=kind, code=code) for code in codes)
    for area in of_codes(page.areas, page.date or clock.today(), known_areas()) if page.areas else ():
        yield DirectiveSubject(page_id=page.pk, kind=Kind.AREA, code=area.code, area_id=area.pk)
