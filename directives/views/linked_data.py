"""A directive as schema.org's `Legislation`, for machines that read pages."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from core import force
from core.topics import Audience, Topic
from directives.models import DirectivePage, DirectiveRelation, Original
from directives.selectors.relations import Linked
from directives.selectors.subjects import areas_of
from directives.views.downloads import CONTENT_TYPES
from directives.views.originals import file_address
from units.models import AdministrativeArea
from units.selectors.area_names import KnownArea

Kind = DirectiveRelation.Kind
SCHEMA = "https://schema.org"
LEGAL_FORCE = {force.IN_FORCE: "InForce", force.PARTLY: "PartiallyInForce"}
"""{status: member of LegalForceStatus}; of any other it is NotInForce"""
CHANGES = {
    Kind.REPLACES: "legislationRepeals",
    Kind.REPEALS: "legislationRepeals",
    Kind.WITHDRAWS: "legislationRepeals",
    Kind.PARTLY_REPLACES: "legislationAmends",
    Kind.AMENDS: "legislationAmends",
    Kind.SUPPLEMENTS: "legislationAmends",
    Kind.CORRECTS: "legislationCorrects",
    Kind.SUSPENDS: "legislationChanges",
    Kind.IMPLEMENTS: "legislationApplies",
    Kind.CITES: "citation",
    Kind.ATTACHED: "isPartOf",
}
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the element around it, written as JSON allows."""


def as_json(
    page: DirectivePage, relations: Iterable[Linked], files: Iterable[Original], day: dt.date, request: HttpRequest
) -> SafeString:
    """To stand in a `script` element, which the browser does not run; what is not known is left out."""
    url = address(page, request)
    found: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": page.title,
        "description": page.abstract,
        "inLanguage": "vi",
        "legislationIdentifier": page.full_number,
        "legislationType": page.type.name if page.type else "",
        "legislationDate": _day(page.date),
        "legislationDateOfApplicability": _day(page.force.start),
        "legislationPassedBy": _organisation(page),
        "legislationLegalForce": f"{SCHEMA}/{LEGAL_FORCE.get(page.force.at(day), 'NotInForce')}",
        "about": [{"@type": "DefinedTerm", "termCode": code, "name": Topic(code).label} for code in page.topics],
        "audience": [{"@type": "Audience", "audienceType": Audience(code).label} for code in page.audiences],
        "spatialCoverage": [_place(area) for area in areas_of(page)],
        "encoding": [_encoding(file, page, request) for file in files],
        **_changes(relations, request),
    }
    known = {name: value for name, value in found.items() if value}
    return mark_safe(json.dumps(known, ensure_ascii=False).translate(_ESCAPED))  # noqa: S308 - escaped in this line


def address(page: DirectivePage, request: HttpRequest) -> str:
    """The one address under which it is to be cited."""
    return request.build_absolute_uri(page.get_url(request) or "/")


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _organisation(page: DirectivePage) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": page.issuer.name} if page.issuer else {}


def _place(area: AdministrativeArea | KnownArea) -> dict[str, str]:
    return {"@type": "AdministrativeArea", "identifier": area.code, "name": area.name}


def _encoding(file: Original, page: DirectivePage, request: HttpRequest) -> dict[str, str]:
    return {
        "@type": "MediaObject",
        "name": file.name,
        "contentUrl": request.build_absolute_uri(file_address(file, page)),
        "encodingFormat": CONTENT_TYPES.get(file.format, "application/octet-stream"),
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _changes(relations: Iterable[Linked], request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in relations:
        name = CHANGES.get(Kind(one.kind))
        if name and not one.incoming:
            partly = name == "legislationRepeals" and one.articles
            found["legislationAmends" if partly else name].append(_other(one, request))
    return found


def _other(one: Linked, request: HttpRequest) -> dict[str, str]:
    said = {"@type": "Legislation", "legislationIdentifier": one.ref.number, "legislationDate": _day(one.ref.date)}
    if one.page:
        said["@id"] = address(one.page, request)
    return {name: value for name, value in said.items() if value}
