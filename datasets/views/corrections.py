"""Every figure that was corrected after it had been published, for readers and for feed readers."""

import datetime as dt
from typing import cast

from django.contrib.syndication.views import Feed
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from core import access, clock, province
from core.feeds import Atom, Rss
from core.slices import slice_asked
from core.templatetags.portal import number
from core.text import nfc
from datasets.models import Fact, Indicator
from datasets.selectors.asked import release_asked
from datasets.selectors.corrections import (
    Correction,
    V,
    corrected,
    corrected_openings,
    described,
    entries,
    found_by,
    newest_first,
)
from datasets.selectors.figures import published
from units.models import AdministrativeArea
from units.selectors.areas import area_bearing, areas_at, province_area

PER_PAGE = 50
MOST_OPENINGS = 200
IN_FEED = 50
ADDRESS = "/dinh-chinh/"


@access.public
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """`/dinh-chinh/?dia-ban=&chi-tieu=&ban=&trang=`: newest first, of the release asked for. 404 for what is not.

    The few of opening balances are all on the first page.
    """
    release, asked = release_asked(request), nfc(request.GET.get("dia-ban", ""))
    shown = release.date if release else clock.today()
    indicators = list(Indicator.objects.all())
    indicator = _named(indicators, request.GET.get("chi-tieu", ""))
    area = _area(asked, shown) if asked else None
    found = corrected(release.number if release else 0)
    part = slice_asked(request, entries(_about(found, area, indicator)), PER_PAGE)
    listed = described(cast("QuerySet[Fact]", part.object_list))
    openings = described(
        _about(corrected_openings(release.number if release else 0), area, indicator)[:MOST_OPENINGS]
    )
    context = {
        "release": release,
        "slice": part,
        "count": part.paginator.count + len(openings),
        "corrections": newest_first([*(openings if part.number == 1 else []), *listed]),
        "indicators": indicators,
        "indicator": indicator,
        "area": area,
        "districts": areas_at(shown, parent=province_area(shown)),
        "breadcrumbs": [{"title": "Trang chủ", "url": "/"}, {"title": "Đính chính số liệu", "url": ""}],
    }
    return render(request, "datasets/corrections_page.html", context)


@access.public
@require_safe
def correction(request: HttpRequest, key: str) -> HttpResponse:
    """`/dinh-chinh/<key>/`: one correction, for ever. 404 for what never was."""
    found = found_by(key, published())
    if found is None:
        raise Http404("không có đính chính này")
    trail = [("Trang chủ", "/"), ("Đính chính số liệu", ADDRESS), (found.title, "")]
    context = {"item": found, "breadcrumbs": [{"title": title, "url": url} for title, url in trail]}
    return render(request, "datasets/correction_page.html", context)


def _named(indicators: list[Indicator], code: str) -> Indicator | None:
    found = next((one for one in indicators if one.code == code), None)
    if code and found is None:
        raise Http404("không có chỉ tiêu này")
    return found


def _area(code: str, day: dt.date) -> AdministrativeArea:
    """The area that bore the code on the day, else the last that did."""
    found = area_bearing(code, day)
    if found is None:
        raise Http404("không có địa bàn này")
    return found


def _about(found: QuerySet[V], area: AdministrativeArea | None, indicator: Indicator | None) -> QuerySet[V]:
    """Of the indicator, and of the area and those directly below it; the province's own are those of all."""
    if indicator is not None:
        found = found.filter(indicator=indicator)
    if area is not None and area.parent_id is not None:
        found = found.filter(Q(area=area) | Q(area__parent=area))
    return found


class _Newest(Feed):
    language = "vi"
    link = ADDRESS

    def title(self) -> str:
        here = province.current()
        return f"Đính chính số liệu – {here.portal_title} {here.name}"

    def description(self) -> str:
        return f"Số liệu đã công bố được {province.current().name} sửa lại: số cũ, số mới và lý do"

    def items(self) -> list[Correction]:
        found, openings = entries(corrected(published())), corrected_openings(published())
        return newest_first([*described(openings[:IN_FEED]), *described(found[:IN_FEED])])[:IN_FEED]

    def item_title(self, item: Correction) -> str:
        return item.title

    def item_description(self, item: Correction) -> str:
        if item.of:
            sums = f"tổng trước {number(item.before)}, tổng sau {number(item.after)}"
            return f"Phân bổ lại {number(len(item.of))} số, {sums}. {item.reason}".strip()
        old, new = (number(value) or "chưa báo cáo" for value in (item.old, item.new))
        return f"Sửa từ {old} thành {new}. {item.reason}".strip()

    def item_link(self, item: Correction) -> str:
        return item.address

    def item_pubdate(self, item: Correction) -> dt.datetime:
        return item.published_at


class _Rss(_Newest):
    feed_type = Rss
    item_guid_is_permalink = False

    def item_guid(self, item: Correction) -> str:
        return f"dinh-chinh-{item.key}"


class _Atom(_Newest):
    """RFC 4287: the id of an entry is its permanent address."""

    feed_type = Atom

    def author_name(self) -> str:
        return province.current().name

    def item_updateddate(self, item: Correction) -> dt.datetime:
        return item.published_at


_rss, _atom = _Rss(), _Atom()


@access.public
@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    """`/dinh-chinh/rss/`."""
    return _rss(request)


@access.public
@require_safe
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    """`/dinh-chinh/atom/`."""
    return _atom(request)
