"""A draft of a directive from what was read of its files."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from wagtail.models import Locale

from core import clock
from core.problems import Code, Unreadable
from directives.actions.readings import keep_reading
from directives.actions.refusals import not_valid
from directives.models import DirectivePage, DirectivePart, DirectiveRelation, DirectivesPage, DirectiveType, Issuer
from directives.models.pages import TOLD_APART
from directives.proposals import proposed
from directives.reading import Reading
from directives.reading.components import Components
from directives.selectors.places import settle
from units.actions.folders import open_folder
from units.models import OrganisationalUnit, UnitFolder, User

LONGEST_ABSTRACT = 2000
READ = {"number", "symbol", "place", "abstract", "grounds", "recipients", "signer_office", "signer"}
"""Fields that say what a text says, in its words."""
Types = Mapping[str, DirectiveType]


def write_draft(
    *, reading: Reading, issuer: Issuer | None, name: str, unit: OrganisationalUnit, user: User | None, types: Types
) -> DirectivePage:
    """A new draft in the unit's folder, called by its file's `name` until it has its own. Raises `Unreadable`."""
    folder = folder_for(unit)
    page = new_draft(reading=reading, issuer=issuer, name=name, locale=folder.locale, user=user, types=types)
    try:
        _check_values(page)
        folder.add_child(instance=page)
        page.save_revision(user=user, log_action=False)
    except ValidationError as error:
        raise not_valid(error) from error
    except IntegrityError as error:
        raise Unreadable(Code.ALREADY_EXISTS, "Văn bản này vừa được nạp ở một lần khác.") from error
    keep_reading(page=page, components=reading.components)
    return page


def folder_for(unit: OrganisationalUnit) -> UnitFolder:
    """The unit's folder of directives. Raises `Unreadable`."""
    section = DirectivesPage.objects.first()
    if section is None:
        raise Unreadable(Code.UNKNOWN_KIND, "Cổng chưa có mục Văn bản: chưa nạp dữ liệu của tỉnh.")
    return open_folder(section=section, unit=unit)


def new_draft(
    *, reading: Reading, issuer: Issuer | None, name: str, locale: Locale, user: User | None, types: Types
) -> DirectivePage:
    """As it was read, not yet stored."""
    page = DirectivePage(
        title=PurePath(name).stem[:200] or "Văn bản",
        locale=locale,
        live=False,
        has_unpublished_changes=True,
        owner=user,
        text_quality=reading.quality,
        **_fields(reading.components, types, issuer),
    )
    page.parts, page.relations = _parts(reading.components), _relations(reading.components)
    return page


def fill_draft(
    *, page: DirectivePage, reading: Reading, issuer: Issuer | None, user: User | None, types: Types
) -> None:
    """Let a draft that could not be read say what can be read now; only one that `is_untouched`."""
    for name, value in _fields(reading.components, types, issuer).items():
        setattr(page, name, value)
    page.parts, page.relations = _parts(reading.components), _relations(reading.components)
    page.text_quality = reading.quality
    try:
        _check_values(page)
        page.save()
        page.save_revision(user=user, changed=True)
    except ValidationError as error:
        raise not_valid(error) from error
    except IntegrityError as error:
        raise Unreadable(Code.ALREADY_EXISTS, TOLD_APART) from error
    keep_reading(page=page, components=reading.components)


def _check_values(page: DirectivePage) -> None:
    """What was read, before any database is asked: PostgreSQL does not say which value is too long."""
    page.clean_fields(exclude={field.name for field in page._meta.fields} - READ)


def is_untouched(page: DirectivePage) -> bool:
    """Whether the draft is as its file made it, without text."""
    return not page.live and not page.parts.exists() and page.revisions.count() <= 1


def _fields(read: Components, types: Types, issuer: Issuer | None) -> dict[str, Any]:
    return {
        "type": types.get(read.type or ""),
        "issuer": issuer,
        "number": read.number,
        "symbol": read.symbol[:60],
        "date": read.date,
        "place": read.place[:120],
        "urgency": read.urgency,
        "abstract": read.abstract if len(read.abstract) <= LONGEST_ABSTRACT else "",
        "grounds": "\n".join(read.grounds),
        "recipients": "\n".join(read.recipients),
        "signer_office": read.signer_office[:255],
        "signer": read.signer,
        "effective_from": read.effective_from,
        "effective_to": read.effective_to,
        **proposed(read.abstract, read.date or clock.today()),
    }


def _parts(read: Components) -> list[DirectivePart]:
    return [DirectivePart(title=title, text=text, sort_order=order) for order, (title, text) in enumerate(read.parts)]


def _relations(read: Components) -> list[DirectiveRelation]:
    """What the text says, proposed to the officer, in places that are there."""
    relations = [
        DirectiveRelation(
            kind=one.kind,
            number=one.number[:80],
            date=one.date,
            issuer_name=one.issuer[:255],
            articles=list(one.articles),
            effective_on=one.since,
            until=one.until,
            reason=one.reason[:500],
            sort_order=order,
        )
        for order, one in enumerate(read.relations)
    ]
    settle(relations)
    return relations
