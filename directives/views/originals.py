"""The files that an office handed in, as pages and the API show them."""

from typing import Any

from django.urls import reverse

from core.text import slug
from directives.models import DirectivePage, Original
from directives.views.signatures import signature_facts


def file_facts(original: Original, page: DirectivePage) -> dict[str, Any]:
    """{"url", "name", "format", "size", "pages", "quality", "hash", "signatures"}; the hash in groups that one can
    compare by eye; `quality` of the text in words, empty if good; `signatures` as `signature_facts` has them."""
    sha = original.sha256
    return {
        "url": file_address(original, page),
        "name": original.name,
        "format": original.get_format_display(),
        "size": original.size,
        "pages": original.pages,
        "quality": "" if original.text_quality == Original.Quality.GOOD else original.get_text_quality_display(),
        "hash": " ".join(sha[n : n + 4] for n in range(0, len(sha), 4)),
        "signatures": signature_facts(original),
    }


def file_address(original: Original, page: DirectivePage) -> str:
    name = slug(original.name.rpartition(".")[0])[:80] or "van-ban"
    return reverse("directive_file", args=[page.slug, original.sha256, f"{name}.{original.format}"])
