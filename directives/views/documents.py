"""What the page of a directive shows."""

import re
from typing import Any

from django.http import HttpRequest

from core import clock, hooks
from core.topics import Audience, Topic
from directives.citing import cited_as
from directives.models import DirectivePage, DirectivesPage
from directives.selectors import outline
from directives.selectors.read_pages import doubted
from directives.selectors.relations import Kind, linked_with
from directives.selectors.standing import notes_on
from directives.selectors.subjects import areas_of
from directives.selectors.timeline import timeline, withdrawal
from directives.views.asked import day_asked
from directives.views.linked_data import address, as_json
from directives.views.linked_text import cited_by, documents_in, linked_text
from directives.views.originals import file_facts

MOST_OPEN = 12
"""Up to how many entries a table of contents stands open: on a phone it stands before the text."""


def document_context(page: DirectivePage, request: HttpRequest) -> dict[str, Any]:
    """{"parts", "status", "files", "relations", "timeline", …} as of `?ngay=`, else of today; a draft is read
    from its text."""
    today, asked = clock.today(), day_asked(request)
    day = asked or today
    drafted = getattr(request, "is_preview", False)
    parts = outline.drafted(page) if drafted else outline.stored(page)
    cited = cited_by(page, parts)
    relations, others = linked_with(page, documents_in(cited), drafted=drafted)
    parts, grounds = linked_text(page, parts, cited, others)
    section, originals = page.section, list(page.originals.all()) if page.pk else []
    return {
        "offices": [office for office in re.split(r"\s*/\s*|\n", page.signer_office) if office],
        "breadcrumbs": _breadcrumbs(section, page, request),
        "section_url": section.get_url(request) if section else "",
        "status": page.force.at(day),
        "status_since": page.force.since(day),
        "day": day,
        "day_asked": asked,
        "withdrawal": withdrawal(page, relations, day),
        "corrections": [one for one in relations if one.incoming and one.kind == Kind.CORRECTS and not one.articles],
        "emendations": page.emendations,
        "grounds": grounds,
        "parts": outline.annotated(parts, notes_on(relations, day)),
        "has_text": any(part.blocks for part in parts),
        "contents_open": sum(len(part.contents) for part in parts) <= MOST_OPEN,
        "files": [file_facts(original, page) for original in originals],
        "doubted": doubted(page),
        "citation": cited_as(page),
        "canonical": "" if drafted else address(page, request),
        "linked_data": "" if drafted else as_json(page, relations, originals, day, request),
        "relations": relations,
        "resting": [link for links in hooks.resting_on.results(page) for link in links],
        "topics": [(code, Topic(code).label) for code in page.topics],
        "audiences": [(code, Audience(code).label) for code in page.audiences],
        "areas": areas_of(page),
        "timeline": timeline(page, relations, today),
    }


def _breadcrumbs(section: DirectivesPage | None, page: DirectivePage, request: HttpRequest) -> list[dict[str, str]]:
    above = [{"title": section.title, "url": section.get_url(request) or ""}] if section else []
    return [{"title": "Trang chủ", "url": "/"}, *above, {"title": page.full_number or page.title, "url": ""}]
