"""Hotlines as a file for the phone's own directory."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from core import access
from core.province import current
from home import vcard
from home.models import Hotline
from home.selectors.hotlines import hotlines_asked


@access.public
def contacts(request: HttpRequest) -> HttpResponse:
    """`/duong-day-nong/danh-ba.vcf`: the numbers that the page would show, after the emergency number."""
    found = hotlines_asked(request)
    body = vcard.cards([vcard.EMERGENCY, *_cards([*found["of_province"], *found["near"]])])
    response = HttpResponse(body, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="duong-day-nong.vcf"'
    return response


def _cards(found: Iterable[Hotline]) -> list[vcard.Card]:
    owner = current().owner
    return [
        vcard.Card(
            name=hotline.name,
            organisation=hotline.answered_by or owner,
            numbers=tuple(number for number in hotline.numbers if number.uri),
            note=" · ".join(part for part in (hotline.hours, hotline.note) if part),
        )
        for hotline in found
    ]
