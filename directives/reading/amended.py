"""The articles that an amendment goes through one by one, below the sentence that names the document."""

import re
from collections import defaultdict
from collections.abc import Sequence

from directives.anchors import anchors_in

AMENDS, SUPPLEMENTS, REPEALS = "sua_doi", "bo_sung", "bai_bo"
MOST = 60
"""Paragraphs below the sentence that are looked at."""
_OWN_ARTICLE = re.compile(r"Điều \d+[.:]")
_ITEM = re.compile(
    r"(?:\d{1,2}|[a-zđ])[.)]\s*(?P<verb>Sửa đổi(?:, bổ sung)?|Bổ sung|Bãi bỏ)?\s*"
    r"(?P<places>(?:điểm|khoản|điều) [^:;“]{1,80}?)"
    r"(?P<done>\s+(?:được|bị)\s+(?:sửa đổi(?:, bổ sung)?|bổ sung|bãi bỏ))?(?=\s+như sau|\s*[:;.]|$)",
    re.IGNORECASE,
)


def gone_through(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """{kind: anchors} of the items "1. Điều 9: …", "2. Bãi bỏ khoản 3 Điều 5." down to the document's next article.

    Items that name no article say nothing; nothing is guessed from what they quote.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for text in texts[:MOST]:
        if _OWN_ARTICLE.match(text):
            break
        if item := _ITEM.match(text):
            found[_kind(item)].update(dict.fromkeys(_anchors(item["places"])))
    return {kind: tuple(anchors) for kind, anchors in found.items() if anchors}


def _kind(item: re.Match[str]) -> str:
    said = f"{item['verb'] or ''} {item['done'] or ''}".lower()
    if "bãi bỏ" in said:
        return REPEALS
    return SUPPLEMENTS if "bổ sung" in said and "sửa đổi" not in said else AMENDS


def _anchors(places: str) -> list[str]:
    try:
        return anchors_in(places)
    except ValueError:
        return []
