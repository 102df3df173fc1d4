"""Running text with its citations as links."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.directive_ref import DirectiveRef
from directives.models import DirectivePage
from directives.reading.references import Reference
from directives.selectors.outline import Block, PartView
from directives.selectors.references import Found, Place, Said, cited_in, led
from directives.structure import ARTICLE

Cited = Mapping[Said, Sequence[Reference]]


def cited_by(page: DirectivePage, parts: list[PartView]) -> Cited:
    """What the document cites in its grounds and in its text, text by text."""
    texts = {(text, _place(part, block)) for part in parts for block in part.blocks for text in block.texts}
    return cited_in({*texts, *((line, Place()) for line in page.grounds.splitlines())})


def documents_in(cited: Cited) -> set[DirectiveRef]:
    """The other documents among what is cited."""
    return {one.ref for found in cited.values() for one in found if one.ref}


def linked_text(
    page: DirectivePage, parts: list[PartView], cited: Cited, others: Mapping[DirectiveRef, DirectivePage]
) -> tuple[list[PartView], list[str]]:
    """(the parts with their citations as links, the grounds line by line); `others` are the published directives that
    are meant."""
    links: dict[Place, dict[str, str]] = defaultdict(dict)
    for (text, place), found in led(page, parts, cited, others).items():
        links[place][text] = _html(text, found)
    for part in parts:
        part.blocks = [replace(block, links=links.get(_place(part, block), {})) for block in part.blocks]
    return parts, [links[Place()].get(line, line) for line in page.grounds.splitlines()]


def _place(part: PartView, block: Block) -> Place:
    return Place(part.number, block.provision.anchor if block.provision.level == ARTICLE else "")


def _html(text: str, found: Found) -> SafeString:
    pieces: list[str] = []
    at = 0
    for one, address in found:
        link = format_html('<a href="{}">{}</a>', address, text[one.start : one.end])
        pieces += [format_html("{}", text[at : one.start]), link]
        at = one.end
    return mark_safe("".join([*pieces, format_html("{}", text[at:])]))  # noqa: S308 - every piece is escaped
