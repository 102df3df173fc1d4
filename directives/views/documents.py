"""What the page of a directive and the list of all directives show."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from core import clock
from core.slices import slice_asked
from core.text import slug
from directives.models import DirectivePage, DirectivesPage, Original
from directives.selectors import lists, outline
from directives.selectors.relations import Kind, Linked, linked

MOST_OPEN = 12
"""Up to how many entries a table of contents stands open: on a phone it stands before the text."""
ANY = {"loai": "", "co-quan": "", "nam": ""}


def document_context(page: DirectivePage, request: HttpRequest) -> dict[str, Any]:
    """{"parts", "status", "files", "relations", "timeline", …}: a draft's preview is read from its text."""
    day = clock.today()
    parts = outline.drafted(page) if getattr(request, "is_preview", False) else outline.stored(page)
    relations = linked([page])[page.pk]
    section = page.section
    return {
        "offices": [office for office in re.split(r"\s*/\s*|\n", page.signer_office) if office],
        "breadcrumbs": _breadcrumbs(section, page, request),
        "section_url": section.get_url(request) if section else "",
        "status": page.force.at(day),
        "status_since": page.force.since(day),
        "parts": parts,
        "has_text": any(part.blocks for part in parts),
        "contents_open": sum(len(part.contents) for part in parts) <= MOST_OPEN,
        "files": [file_facts(original, page) for original in page.originals.all()] if page.pk else [],
        "relations": relations,
        "timeline": timeline(page, relations, day),
    }


def file_facts(original: Original, page: DirectivePage) -> dict[str, Any]:
    """{"url", "name", "format", "size", "pages", "hash"}; the hash in groups that one can compare by eye."""
    sha = original.sha256
    return {
        "url": file_address(original, page),
        "name": original.name,
        "format": original.get_format_display(),
        "size": original.size,
        "pages": original.pages,
        "hash": " ".join(sha[n : n + 4] for n in range(0, len(sha), 4)),
    }


def file_address(original: Original, page: DirectivePage) -> str:
    name = slug(original.name.rpartition(".")[0])[:80] or "van-ban"
    return reverse("directive_file", args=[page.slug, original.sha256, f"{name}.{original.format}"])


@dataclass(frozen=True)
class Step:
    """A day on which something happens to a directive's force; `links` are the directives that do it or suffer it."""

    day: dt.date
    words: str
    link: Linked | None = None
    ahead: bool = False


_STEPS = {
    (Kind.REPLACES, False): "Thay thế",
    (Kind.PARTLY_REPLACES, False): "Thay thế một phần",
    (Kind.AMENDS, False): "Sửa đổi, bổ sung",
    (Kind.REPEALS, False): "Bãi bỏ",
    (Kind.SUSPENDS, False): "Ngưng hiệu lực của",
    (Kind.REPLACES, True): "Hết hiệu lực, được thay thế bởi",
    (Kind.PARTLY_REPLACES, True): "Hết hiệu lực một phần, được thay thế bởi",
    (Kind.AMENDS, True): "Được sửa đổi, bổ sung bởi",
    (Kind.REPEALS, True): "Hết hiệu lực, bị bãi bỏ bởi",
    (Kind.SUSPENDS, True): "Ngưng hiệu lực theo",
}


def timeline(page: DirectivePage, relations: list[Linked], day: dt.date) -> list[Step]:
    """What happened to its force and will happen, by day."""
    start = page.force.start
    own = [
        (page.date, "Ban hành, có hiệu lực." if start == page.date else "Ban hành."),
        (start if start != page.date else None, "Có hiệu lực."),
        (page.effective_to, "Hết hiệu lực."),
        (page.withdrawn_on, "Bị thu hồi."),
    ]
    steps = [Step(when, words, ahead=when > day) for when, words in own if when]
    steps += [
        Step(one.since, _STEPS[Kind(one.kind), one.incoming], one, one.since > day)
        for one in relations
        if one.since and (Kind(one.kind), one.incoming) in _STEPS
    ]
    return sorted(steps, key=lambda step: step.day)


def _breadcrumbs(section: DirectivesPage | None, page: DirectivePage, request: HttpRequest) -> list[dict[str, str]]:
    above = [{"title": section.title, "url": section.get_url(request) or ""}] if section else []
    return [{"title": "Trang chủ", "url": "/"}, *above, {"title": page.full_number or page.title, "url": ""}]


def list_context(section: DirectivesPage, request: HttpRequest) -> dict[str, Any]:
    """`?loai=&co-quan=&nam=&trang=`. Raises `Http404` for what no filter offers and for a page that is not there."""
    asked = {name: request.GET.get(name, "").strip() for name in ANY}
    found = lists.choices()
    _known(asked["loai"], {kind.code for kind in found.types})
    _known(asked["co-quan"], {issuer.slug for issuer in found.issuers})
    _known(asked["nam"], set(map(str, found.years)))
    year = int(asked["nam"]) if asked["nam"] else None
    pages = lists.listed(type=asked["loai"], issuer=asked["co-quan"], year=year)
    day, slice_ = clock.today(), slice_asked(request, pages)
    return {
        "choices": found,
        "asked": asked,
        "asked_issuer": asked["co-quan"],
        "asked_year": year,
        "is_filtered": any(asked.values()),
        "slice": slice_,
        "rows": [{"page": page, "url": page.get_url(request), "status": page.force.at(day)} for page in slice_],
        "breadcrumbs": [{"title": "Trang chủ", "url": "/"}, {"title": section.title, "url": ""}],
    }


def _known(asked: str, offered: set[str]) -> None:
    if asked and asked not in offered:
        raise Http404("không có lựa chọn này")
