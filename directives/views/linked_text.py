"""Running text with its citations as links."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from directives.models import DirectivePage
from directives.selectors.outline import Block, PartView
from directives.selectors.references import Found, Place, led
from directives.selectors.relations import Linked
from directives.structure import ARTICLE


def linked_text(
    page: DirectivePage, parts: list[PartView], relations: Iterable[Linked]
) -> tuple[list[PartView], list[str]]:
    """(the parts with their citations as links, the grounds line by line), in one query at most; what the page's
    relations mean is known."""
    known = {one.ref: one.page for one in relations if not one.incoming}
    grounds = page.grounds.splitlines()
    texts = {(text, _place(part, block)) for part in parts for block in part.blocks for text in block.texts}
    links: dict[Place, dict[str, str]] = defaultdict(dict)
    for (text, place), found in led(page, parts, {*texts, *((line, Place()) for line in grounds)}, known).items():
        links[place][text] = _html(text, found)
    for part in parts:
        part.blocks = [replace(block, links=links.get(_place(part, block), {})) for block in part.blocks]
    return parts, [links[Place()].get(line, line) for line in grounds]


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
