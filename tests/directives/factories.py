"""Directives as tests need them, in the folder of a unit, with what was read given by hand."""

import datetime as dt
import hashlib
import itertools

from django.core.files.base import ContentFile
from wagtail.actions.unpublish_page import UnpublishPageAction

from core import clock
from directives.models import (
    DirectivePage,
    DirectivePart,
    DirectiveRelation,
    DirectivesPage,
    DirectiveType,
    Issuer,
    Original,
)
from units.actions.folders import open_folder
from units.selectors.organisations import unit_named

_numbers = itertools.count(1000)
TEXT = "Điều 1. Phạm vi\n1. Áp dụng toàn tỉnh.\n2. Từ ngày ký.\nĐiều 2. Thi hành\nCác đơn vị thực hiện."


def directive(
    *,
    unit="vpubnd",
    number=None,
    symbol="QĐ-UBND",
    date=dt.date(2021, 10, 1),
    type="quyet-dinh",  # noqa: A002
    issuer="ubnd-tinh",
    abstract="Về phòng, chống dịch",
    parts=(("", TEXT),),
    relations=(),
    publish=True,
    **fields,
):
    """Needs a loaded province. `parts` are (title, text), `relations` (kind, number, date, issuer name) and what else
    there is to say of one, by name."""
    page = DirectivePage(
        number=str(next(_numbers)) if number is None else number,
        symbol=symbol,
        date=date,
        type=DirectiveType.objects.get(code=type) if type else None,
        issuer=Issuer.objects.get(slug=issuer) if issuer else None,
        abstract=abstract,
        live=False,
        **fields,
    )
    page.parts = [DirectivePart(title=title, text=text, sort_order=n) for n, (title, text) in enumerate(parts)]
    page.relations = [
        DirectiveRelation(kind=kind, number=cited, date=day, issuer_name=name, sort_order=n, **dict(*more))
        for n, (kind, cited, day, name, *more) in enumerate(relations)
    ]
    folder = open_folder(section=DirectivesPage.objects.get(), unit=unit_named(unit))
    folder.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
    page.refresh_from_db()
    return page


def many(count, **fields):
    """Published directives without text, revisions or effect on others: for lists that are long."""
    folder = open_folder(section=DirectivesPage.objects.get(), unit=unit_named("vpubnd"))
    kind, issuer = DirectiveType.objects.get(code="quyet-dinh"), Issuer.objects.get(slug="ubnd-tinh")
    common = {"symbol": "QĐ-UBND", "date": dt.date(2021, 10, 1), "type": kind, "issuer": issuer} | fields
    for _ in range(count):
        folder.add_child(instance=DirectivePage(number=str(next(_numbers)), live=True, **common))


def take_down(page):
    """As the later review does what was published at once."""
    UnpublishPageAction(page).execute(skip_permission_checks=True)


def original(page, data=b"%PDF-1.7 thu", *, name="Quyết định.pdf", format="pdf", quality="good"):  # noqa: A002
    """A file that was handed in, kept with its bytes; `page` may be None."""
    found = Original(
        sha256=hashlib.sha256(data).hexdigest(),
        name=name,
        format=format,
        size=len(data),
        text_quality=quality,
        pages=2,
        unit=unit_named("vpubnd"),
        received_at=clock.now(),
        directive=page,
    )
    found.file.save(name, ContentFile(data), save=False)
    found.save()
    return found
