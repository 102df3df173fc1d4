"""Published pages and rows of the room of the home page."""

import datetime as dt
from typing import Any

from datasets.models import Facility
from datasets.models.facilities import same_name
from home.models import GuidanceIndexPage, GuidancePage, Hotline, NewsIndexPage, NewsPage
from units.actions.folders import open_folder
from units.models import AdministrativeArea
from units.selectors.areas import area_at
from units.selectors.organisations import unit_named

DAY = dt.date(2021, 10, 8)


def make_guidance(slug: str = "f0", *, unit: str = "syt", live: bool = True, **fields: Any) -> GuidancePage:
    given = {"title": "F0 cần làm gì", "summary": "Ở yên tại nhà.", "topic": "mac_benh", "reviewed_on": DAY} | fields
    page = GuidancePage(slug=slug, live=live, **given)
    return put(GuidanceIndexPage.objects.get(), unit, page)


def make_news(slug: str = "tin", *, unit: str = "cttdt", live: bool = True, **fields: Any) -> NewsPage:
    given = {"title": "Thêm điểm tiêm", "summary": "Ở các xã vùng cao.", "date": DAY} | fields
    return put(NewsIndexPage.objects.get(), unit, NewsPage(slug=slug, live=live, **given))


def put(section: Any, unit: str, page: Any) -> Any:
    page.locale = section.locale
    open_folder(section=section, unit=unit_named(unit)).add_child(instance=page)
    return page


def area(code: str) -> AdministrativeArea:
    found = area_at(code, DAY)
    assert found is not None
    return found


def make_hotline(name: str = "Khai báo, tư vấn", *, code: str = "40", unit: str = "syt", **fields: Any) -> Hotline:
    given = {
        "purpose": "khai_bao",
        "phones": "0238 000 0001",
        "hours": "24/24",
        "valid_from": dt.date(2021, 8, 1),
        "tested_on": DAY,
        "live": True,
    } | fields
    return Hotline.objects.create(name=name, area=area(code), unit=unit_named(unit), **given)


def make_place(name: str = "Chợ Hoa Gạo", *, code: str = "412", unit: str = "ubnd-vinh", **fields: Any) -> Facility:
    given = {
        "kind": "thiet_yeu",
        "sub_kind": "cho",
        "phone": "0238 000 0002",
        "opening_hours": "05:00–17:00",
        "address": "Số 1 đường Mẫu",
        "valid_from": dt.date(2021, 8, 1),
        "live": True,
    } | fields
    return Facility.objects.create(
        name=name, folded_name=same_name(name), area=area(code), unit=unit_named(unit), **given
    )
