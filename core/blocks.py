"""Blocks that several rooms use."""

from typing import Any

from wagtail.blocks.field_block import ChoiceBlock


class RecordChoiceBlock(ChoiceBlock):
    """A choice among rows, stored by their code. A stored code is taken as it is: reading a page asks for no list."""

    def normalize_choice(self, value: Any) -> Any:
        return value
