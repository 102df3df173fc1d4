"""Sample content of a province: guidance, news and hotlines of its folder `demo/`, through the same review as real.

A province without such files gets none. `provinces/README.md` describes them.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape
from wagtail.models import Page

from core import clock
from core.hooks import Demo
from core.models import SectionPage
from core.problems import Refused
from core.province import Province, ProvinceError, Row
from core.simulation import DEMO_DAY
from core.text import nfc
from home.models import (
    GuidanceDirective,
    GuidanceIndexPage,
    GuidancePage,
    Hotline,
    NewsDirective,
    NewsIndexPage,
    NewsPage,
)
from units.actions.folders import open_folder
from units.actions.review import approve, submit
from units.models import OrganisationalUnit, User
from units.selectors.areas import area_at
from units.selectors.organisations import unit_named
from units.selectors.review import units_in_turn

LAST_DAY = DEMO_DAY
HOUR = dt.time(9)
"""When a page of a day was published."""
HOTLINE_FIELDS = (
    "unit",
    "name",
    "purpose",
    "phones",
    "hours",
    "area",
    "answered_by",
    "note",
    "tested_on",
    "valid_from",
    "valid_to",
    "order",
)


@transaction.atomic
def load_content(demo: Demo) -> dict[str, int]:
    """{what: rows}, all of them published. Raises `ProvinceError` for what cannot be used, and stores nothing."""
    return {
        "guidance": _articles(demo.province, "guidance", _guidance),
        "news": _articles(demo.province, "news", _news),
        "hotlines": _hotlines(demo.province),
    }


def _articles(province: Province, folder: str, bring_in: Callable[[Path, dict[str, Any]], None]) -> int:
    """How many files of the folder were brought in."""
    files = list(_files(province, folder))
    for path, data in files:
        try:
            bring_in(path, data)
        except KeyError as error:
            raise ProvinceError(f"thiếu trường {error}", file=path) from error
        except (ValidationError, TypeError) as error:
            raise ProvinceError(str(error), file=path) from error
    return len(files)


def _files(province: Province, folder: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((province.folder / "demo" / folder).glob("*.toml")):
        try:
            yield path, tomllib.loads(nfc(path.read_text("utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise ProvinceError(f"không đúng cú pháp TOML ({error})", file=path) from error


def _guidance(path: Path, data: dict[str, Any]) -> None:
    fields = {name: data[name] for name in ("topic", "audience", "reviewed_on")}
    page = GuidancePage(**_common(path, data), **fields)
    page.directives = [GuidanceDirective(**cited) for cited in data.get("directives", [])]
    _bring_out(page, GuidanceIndexPage.objects.get(), _unit(path, data), data["reviewed_on"])


def _news(path: Path, data: dict[str, Any]) -> None:
    page = NewsPage(**_common(path, data), date=data["date"], source=data.get("source", ""))
    page.directives = [NewsDirective(**cited) for cited in data.get("directives", [])]
    _bring_out(page, NewsIndexPage.objects.get(), _unit(path, data), data["date"])


def _common(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    """The fields of any article; its address is the file's name without its number."""
    slug = path.stem.split("-", 1)[1]
    body = [(block["type"], _value(block)) for block in data.get("body", [])]
    return {"title": data["title"], "slug": slug, "summary": data["summary"], "body": body}


def _value(block: dict[str, Any]) -> Any:
    if block["type"] == "paragraph":
        return rich_text(block["text"])
    return {name: value for name, value in block.items() if name != "type"}


def rich_text(text: str) -> str:
    """Plain text as the editor would store it: blank lines between paragraphs, "## " before headings, "- " points."""
    return "".join(_paragraph(lines) for lines in _paragraphs(text))


def _paragraphs(text: str) -> Iterator[list[str]]:
    for part in text.strip().split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and lines[0].startswith("## "):
            yield lines[:1]
            lines = lines[1:]
        points = [line for line in lines if line.startswith("- ")]
        words = [line for line in lines if not line.startswith("- ")]
        yield from (found for found in (words, points) if found)


def _paragraph(lines: list[str]) -> str:
    if lines[0].startswith("## "):
        return f"<h2>{escape(lines[0].removeprefix('## '))}</h2>"
    if lines[0].startswith("- "):
        points = [escape(line.removeprefix("- ")) for line in lines]
        return f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>"
    return f"<p>{escape(' '.join(lines))}</p>"


def _unit(path: Path, data: dict[str, Any]) -> OrganisationalUnit:
    unit = unit_named(data["unit"])
    if unit is None:
        raise ProvinceError(f"không có đơn vị “{data['unit']}”", file=path)
    return unit


def _bring_out(page: Any, section: SectionPage, unit: OrganisationalUnit, day: dt.date) -> None:
    """Into the unit's folder, handed over by its account, signed by that of its reviewer."""
    page.live, page.locale = False, section.locale
    page.clean_fields(exclude={field.name for field in Page._meta.fields})  # a draft's own save leaves that undone
    open_folder(section=section, unit=unit).add_child(instance=page)
    _through_review(page, unit)
    _date_back(Page.objects.filter(pk=page.pk), day)


def _through_review(record: Any, unit: OrganisationalUnit) -> None:
    if unit.reviewer is None:
        raise ProvinceError(f"“{record}”: {unit.name} chưa có đơn vị duyệt")
    author = _account(unit)
    record.save_revision(user=author)
    try:
        submit(record=record, user=author)
        _sign(record)
    except Refused as error:
        raise ProvinceError(f"“{record}” không qua duyệt: {error}") from error


def _sign(record: Any) -> None:
    """Each unit in its step, until the draft is published."""
    published = False
    while not published:
        signer = units_in_turn(type(record)._base_manager.get(pk=record.pk)).first()
        if signer is None:
            raise Refused("không có đơn vị duyệt bước tiếp theo")
        published = approve(record=record, reviewer=signer, user=_account(signer))


def _account(unit: OrganisationalUnit) -> User | None:
    return User.objects.filter(unit=unit).order_by("pk").first()


def _date_back(rows: Any, day: dt.date) -> None:
    """The simulated clock stands years before the real one, at which Wagtail has published."""
    published = dt.datetime.combine(day, HOUR, tzinfo=clock.ZONE)
    rows.update(first_published_at=published, last_published_at=published)


def _hotlines(province: Province) -> int:
    rows = list(province.rows("demo/hotlines.csv", fields=HOTLINE_FIELDS, optional=True))
    for row in rows:
        _hotline(row)
    return len(rows)


def _hotline(row: Row) -> None:
    unit, area = unit_named(row.required("unit")), area_at(row.required("area"), LAST_DAY)
    if unit is None or area is None:
        raise row.error("không có đơn vị hoặc địa bàn này", "unit" if unit is None else "area")
    hotline = Hotline(unit=unit, area=area, live=False, simulated=True, **_written(row))
    hotline.save()
    _through_review(hotline, unit)
    _date_back(Hotline.objects.filter(pk=hotline.pk), hotline.valid_from)


def _written(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("phones", "hours", "answered_by", "note")} | {
        "name": row.required("name"),
        "purpose": row.one_of("purpose", Hotline.Purpose.values),
        "tested_on": row.date("tested_on"),
        "valid_from": row.date("valid_from") or LAST_DAY,
        "valid_to": row.date("valid_to"),
        "order": int(row["order"] or 100),
    }
