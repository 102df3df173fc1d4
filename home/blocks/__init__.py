"""Blocks of guidance, news and the home page."""

from datasets.blocks import CHOSEN_BLOCKS
from home.blocks.contacts import HotlinesBlock, OpeningHoursBlock, PhonesBlock
from home.blocks.directives import ChosenDirectivesBlock, DirectiveLinksBlock, LatestDirectivesBlock
from home.blocks.sturdy import ContentStream
from home.blocks.text import CalloutBlock, ConditionsBlock, NoticeBlock, ParagraphBlock, StepsBlock

__all__ = ["article_stream", "home_stream"]

MOST_OF_A_RULE = 6
"""Blocks that ask the database by a rule of their own, on one page."""


def _asking() -> list:
    return [
        ("latest_directives", LatestDirectivesBlock()),
        ("hotlines", HotlinesBlock()),
        ("directive_links", DirectiveLinksBlock()),
        ("chosen_directives", ChosenDirectivesBlock()),
        ("callout", CalloutBlock()),
    ]


def _limits() -> dict[str, dict[str, int]]:
    ruled = ("latest_directives", "hotlines", *(name for name, _ in CHOSEN_BLOCKS))
    return {name: {"max_num": MOST_OF_A_RULE} for name in ruled}


def article_stream() -> ContentStream:
    """What guidance, news and the pages of sections are written in."""
    written = [
        ("paragraph", ParagraphBlock()),
        ("steps", StepsBlock()),
        ("conditions", ConditionsBlock()),
        ("notice", NoticeBlock()),
        ("phones", PhonesBlock()),
        ("opening_hours", OpeningHoursBlock()),
    ]
    return ContentStream([*written, *_asking(), *CHOSEN_BLOCKS], block_counts=_limits())


def home_stream(figures: list) -> ContentStream:
    """The home page: the published figures, and what leads on from them."""
    return ContentStream([*figures, *CHOSEN_BLOCKS, *_asking(), ("notice", NoticeBlock())], block_counts=_limits())
