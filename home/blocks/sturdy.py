"""A stream that opens whatever its column holds: a half-filled draft, a block from an import, a broken one.

Wagtail takes stored blocks at their word, so one value of the wrong shape makes a page that nobody can open again.
"""

import datetime as dt
import json
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, ChoiceBlock, DateBlock, IntegerBlock, RichTextBlock, TextBlock


class ContentStream(blocks.StreamBlock):
    """What fits the definitions is kept; a value of the wrong shape counts as not filled in."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, blocks.StreamValue):
            return value
        return super().to_python(stream(self, _parsed(value)))


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return []


def stream(block: blocks.BaseStreamBlock, value: Any) -> Any:
    """Stored blocks of known types with values of the right shape; pairs (type, value) from code pass as they are."""
    if not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
        return value if isinstance(value, list | tuple) and all(isinstance(item, tuple) for item in value) else []
    found = [item for item in value if isinstance(item, dict) and item.get("type") in _names(block)]
    return [item | {"value": tidy(block.child_blocks[item["type"]], item.get("value"))} for item in found]


def _names(block: blocks.BaseStreamBlock) -> list[str]:
    return list(block.child_blocks)


def tidy(block: blocks.Block, value: Any) -> Any:
    """The value as the block can take it; empty where it cannot."""
    if isinstance(block, blocks.BaseStructBlock):
        known = value if isinstance(value, dict) else {}
        return {name: tidy(child, known[name]) for name, child in block.child_blocks.items() if name in known}
    if isinstance(block, blocks.ListBlock):
        return [_item(block, item) for item in value] if isinstance(value, list) else []
    return _scalar(block, value)


def _item(block: blocks.ListBlock, item: Any) -> Any:
    """Wagtail stores an item bare or as {"type": "item", "value", "id"}."""
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return {"type": "item", "value": tidy(block.child_block, item["value"]), "id": item.get("id")}
    return tidy(block.child_block, item)


def _scalar(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, CharBlock | TextBlock | RichTextBlock | ChoiceBlock):
        return value.replace("\0", "") if isinstance(value, str) else ""
    if isinstance(block, IntegerBlock):
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return _date(value) if isinstance(block, DateBlock) else value


def _date(value: Any) -> str | None:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return None
