"""Published directives, as the search of the whole portal reads them: article by article."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice

from core.searchable import Entry, Section, Source
from directives import structure
from directives.models import DirectivePage, Original, Provision
from directives.selectors.published import published
from directives.selectors.subjects import areas_of
from units.models import Level

CHUNK = 500
LONGEST_TITLE = 500


class DirectiveSource(Source):
    """An entry's key is the page's primary key."""

    kind = "directive"

    def entries(self, keys: Collection[str] | None = None) -> Iterator[Entry]:
        """Two queries for every 500 directives."""
        for wanted in _chunks(keys):
            pages = sorted(published().filter(pk__in=wanted), key=lambda page: page.pk)
            sections = _sections([page.pk for page in pages])
            for page in pages:
                yield _entry(page, sections.get(page.pk, ()))


def _chunks(keys: Collection[str] | None) -> Iterator[list[int]]:
    if keys is None:
        every: Iterable[int] = list(published().order_by("pk").values_list("pk", flat=True))
    else:
        every = sorted({int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10})
    rest = iter(every)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _sections(pages: Collection[int]) -> dict[int, tuple[Section, ...]]:
    found = Provision.objects.filter(page_id__in=pages).exclude(level=structure.CHAPTER).order_by("page_id", "order")
    return {pk: tuple(map(section, group)) for pk, group in groupby(found, key=lambda provision: provision.page_id)}


def section(provision: Provision) -> Section:
    """`label` as one says it: "Điều 7", "Mục 1.1"; none for running text and for the title of an attached part."""
    lines = [f"{line['label']} {line['text']}".strip() for line in provision.lines]
    label = f"Mục {provision.label}" if provision.level == structure.ITEM else provision.label
    return Section(text="\n".join(lines), label=label, heading=provision.heading, anchor=provision.anchor)


def _entry(page: DirectivePage, sections: tuple[Section, ...]) -> Entry:
    return Entry(
        kind="directive",
        key=str(page.pk),
        title=page.headline[:LONGEST_TITLE],
        url=page.get_url() or "",
        sections=sections,
        number=page.full_number,
        date=page.date,
        type=page.type.name if page.type else "",
        issuer=page.issuer.name if page.issuer else "",
        areas=tuple(area.code for area in areas_of(page) if area.level != Level.PROVINCE),
        force=page.force,
        from_scan=page.text_quality == Original.Quality.OCR,
    )
