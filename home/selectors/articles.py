"""Published guidance and news, as lists and as what other systems read."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags
from wagtail.blocks import StructValue
from wagtail.blocks.list_block import ListValue

from core.paging import Key, after
from core.topics import Topic
from home.models import GuidancePage, NewsPage

NOT_WORDS = ("kind", "link", "area", "purpose", "most", "type", "issuer", "topic", "audience", "status")
_BREAK = re.compile(r"</(?:p|li|h2|h3)>|<br/?>")


def guidance(*, topic: str = "") -> QuerySet[GuidancePage]:
    """By the day of the last review, newest first; of one topic or of all."""
    found = GuidancePage.objects.live().filter(topic=topic) if topic else GuidancePage.objects.live()
    return found.order_by("-reviewed_on", "title", "pk").defer("body")


def news() -> QuerySet[NewsPage]:
    """Newest first; none of tomorrow's."""
    return NewsPage.objects.live().order_by("-date", "-first_published_at", "-pk").defer("body")


def topics_in_use() -> list[tuple[str, str]]:
    """[(value, label)] of topics with a published page."""
    used = set(GuidancePage.objects.live().order_by().values_list("topic", flat=True).distinct())
    return [(str(value), str(label)) for value, label in Topic.choices if value in used]


def guidance_after(start: Key | None, limit: int, *, topic: str = "") -> list[GuidancePage]:
    """At most `limit` pages after the key `start`, by primary key, with the directives that they cite."""
    found = GuidancePage.objects.live().order_by("pk").prefetch_related("directives")
    found = found.filter(topic=topic) if topic else found
    return list((found.filter(after(("pk",), start)) if start else found)[:limit])


def plain_text(body: Any) -> list[str]:
    """The words of a stream, block by block, without markup."""
    found = []
    for block in body:
        if block.block_type == "paragraph":
            words = unescape(strip_tags(_BREAK.sub("\n", block.value.source)))
        else:
            words = "\n".join(_words(block.value))
        found.append("\n".join(line.strip() for line in words.splitlines() if line.strip()))
    return [text for text in found if text]


def _words(value: Any) -> Iterator[str]:
    """What people read of a block, whatever its shape: not its choices, counts and dates."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, StructValue):
        for name, part in value.items():
            if name not in NOT_WORDS:
                yield from _words(part)
    elif isinstance(value, ListValue):
        for part in value:
            yield from _words(part)
