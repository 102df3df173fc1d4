"""Where the citations in a document lead: to a published document, to one of its articles, to a place in itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.directive_ref import DirectiveRef
from directives.models import DirectivePage
from directives.reading.references import HERE, Reference, references
from directives.selectors.outline import Block, PartView

Found = Sequence[tuple[Reference, str]]
"""(what is cited, the address to which it leads)"""


@dataclass(frozen=True)
class Place:
    """Where a text stands: in which part of the document, in which article."""

    part: int = 0
    article: str = ""


Said = tuple[str, Place]
"""A text and where it stands."""


@dataclass(frozen=True)
class _Here:
    """The document, its places, and what it cites of others."""

    page: DirectivePage
    parts: Mapping[int, str]
    own: frozenset[str]
    others: Mapping[DirectiveRef, DirectivePage]


def cited_in(texts: Iterable[Said]) -> dict[Said, list[Reference]]:
    """What the texts cite, of those that cite something."""
    return {said: found for said in set(texts) if (found := references(said[0]))}


def led(
    page: DirectivePage,
    parts: Sequence[PartView],
    cited: Mapping[Said, Sequence[Reference]],
    others: Mapping[DirectiveRef, DirectivePage],
) -> dict[Said, Found]:
    """Of the texts those with citations that lead somewhere; `parts` as the page shows them, `others` the published
    directives that are meant."""
    here = _Here(page, _kinds(parts), _anchors(parts), others)
    addressed = {said: [(one, _address(one, said[1], here)) for one in found] for said, found in cited.items()}
    kept = {said: [(one, url) for one, url in found if url] for said, found in addressed.items()}
    return {said: found for said, found in kept.items() if found}


def _kinds(parts: Sequence[PartView]) -> dict[int, str]:
    """{part: what it is called}: "quy chế"."""
    return {part.number: part.title.lower() for part in parts}


def _anchors(parts: Sequence[PartView]) -> frozenset[str]:
    return frozenset(anchor for part in parts for block in part.blocks for anchor in _of_block(block))


def _of_block(block: Block) -> list[str]:
    return [block.provision.anchor, *(line["anchor"] for line in block.provision.lines)]


def _address(one: Reference, place: Place, here: _Here) -> str:
    if one.ref is not None:
        return _elsewhere(one, here)
    part = _part(one, place, here)
    if part is None:
        return ""
    prefix = f"kem-theo-{part}-" if part else ""
    start = place.article if one.article == HERE else f"{prefix}{_article(one)}"
    anchor = _deepest(one, start, here.own)
    return f"#{anchor}" if anchor else ""


def _elsewhere(one: Reference, here: _Here) -> str:
    """To the article, and no deeper: whether its clauses are told apart there, only its own page knows."""
    target = here.others.get(one.ref) if one.ref else None
    if target is None or target.pk == here.page.pk:
        return ""
    return f"{target.url or ''}{f'#{_article(one)}' if one.article else ''}"


def _part(one: Reference, place: Place, here: _Here) -> int | None:
    """The part that the document calls so: the one in which it is said, the document itself, or one of that kind."""
    own = one.own.lower()
    if not own or here.parts.get(place.part, "").startswith(own):
        return place.part
    if here.page.type and here.page.type.name.lower() == own:
        return 0
    named = [number for number, title in here.parts.items() if number and title.startswith(own)]
    return named[0] if len(named) == 1 else None


def _article(one: Reference) -> str:
    return f"dieu-{one.article.replace('đ', 'dd')}"


def _deepest(one: Reference, start: str, known: Collection[str]) -> str:
    """The point, the clause or at least the article that is there."""
    wanted = [start]
    for step in (one.clause and f"khoan-{int(one.clause)}", one.point and f"diem-{one.point.replace('đ', 'dd')}"):
        if step:
            wanted.append(f"{wanted[-1]}-{step}")
    return next((anchor for anchor in reversed(wanted) if anchor and anchor in known), "")
