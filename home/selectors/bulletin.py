"""The words of the daily bulletin, from what the release shows to readers and nothing else."""

from typing import Any

from core import province
from core.absent import HIDDEN, NOT_REPORTED
from core.templatetags.portal import number
from core.text import fold
from datasets.models import Release
from datasets.selectors import corrections
from datasets.selectors.card import covered
from datasets.selectors.prepared import area_view
from datasets.selectors.release_record import record_of
from datasets.selectors.releases import slot_after, slot_time
from directives.official_form import OfficialText, Part
from units.models import OrganisationalUnit
from units.selectors.areas import province_area

MOST = 40
"""Of those who are missing, and of corrections, how many are told one by one."""


def bulletin_text(release: Release, unit: OrganisationalUnit) -> OfficialText:
    """A báo cáo by the form of Nghị định 30/2020/NĐ-CP; number and signer are left for the office to give."""
    here = province.current()
    return OfficialText(
        superior=here.owner.upper(),
        issuer=(unit.name.upper(),),
        issuer_name=unit.name,
        number="        /BC-……",
        place=here.short_name,
        date=release.date,
        type="Báo cáo",
        abstract=f"Tình hình dịch {here.disease} ngày {release.date:%d/%m/%Y}",
        signer_office=(),
        signer="",
        recipients=(f"{here.owner} (để báo cáo);", "Lưu: VT."),
        parts=(Part("", "", tuple(body(release))),),
    )


def body(release: Release) -> list[str]:
    """Paragraphs; one with " | " is a row of a table."""
    area = province_area(release.date)
    view = area_view(release.number, area) if area else None
    at = f"{province.current().slots[release.slot]} ngày {release.date:%d/%m/%Y}"
    opening = f"Theo bản công bố số {release.number}, số liệu đến {at}, tình hình dịch trên địa bàn như sau:"
    figures = [*_province(view), *_districts(view)] if view else ["Chưa có số liệu để báo cáo."]
    return [opening, *figures, *_coverage(release), *_corrections(release), *_next(release)]


def _province(view: dict[str, Any]) -> list[str]:
    rows = [
        f"{tile['name']} | {_figure(tile['value'], tile['hidden'])} | {_figure(tile['total'], tile['hidden'], '-')}"
        for tile in view["tiles"]
    ]
    said = [f"{t['name']}: {number(t['value'])}" for t in view["tiles"] if t["value"] is not None and not t["hidden"]]
    return [
        "1. Số liệu toàn tỉnh",
        f"{'; '.join(said)}." if said else "Chưa có số liệu công bố trong ngày.",
        "Chỉ tiêu | Trong ngày | Lũy kế",
        *rows,
    ]


def _districts(view: dict[str, Any]) -> list[str]:
    table = view["table"]
    if table is None:
        return []
    rows = [
        f"{row['name']} | {_figure(row['today'], row['hidden'])} | {_figure(row['last7'], row['hidden'])}"
        f" | {_figure(row['total'], row['hidden'])}"
        for row in sorted(table["rows"], key=lambda row: row["code"])
    ]
    name = next(tile["name"] for tile in view["tiles"] if tile["indicator"] == view["leading"])
    return [f"2. {name} theo địa bàn", "Địa bàn | Trong ngày | 7 ngày qua | Lũy kế", *rows]


def _figure(value: int | None, hidden: bool, missing: str = NOT_REPORTED) -> str:
    if hidden:
        return HIDDEN
    return missing if value is None else number(value)


def _coverage(release: Release) -> list[str]:
    gap = next(iter(record_of(release).gaps), None)
    names = list(dict.fromkeys(_whom(**one) for one in gap.units)) if gap else []
    more = f" và {len(names) - MOST} nơi khác" if len(names) > MOST else ""
    told = f"Chưa báo cáo: {', '.join(names[:MOST])}{more}." if names else "Không thiếu báo cáo của đơn vị nào."
    return ["3. Đơn vị báo cáo", *[f"{words}." for words in [covered(release)] if words], told]


def _whom(*, name: str, area: str, **_: str) -> str:
    """The area is told where the unit's own name does not say it."""
    return name if fold(area) in fold(name) else f"{name} ({area})"


def _corrections(release: Release) -> list[str]:
    """What this release alone corrected."""
    found = corrections.corrected(release.number, since=release.number - 1)
    openings = corrections.corrected_openings(release.number, since=release.number - 1)
    told = [*corrections.described(openings[:MOST]), *corrections.described(found[:MOST])][:MOST]
    rows = [
        f"{one.area.name}, {one.indicator.short_name} | {one.when} | "
        f"{_figure(one.old, False)} | {_figure(one.new, False)}"
        for one in told
    ]
    if not rows:
        return ["4. Đính chính", "Không có đính chính."]
    count = f"Bản công bố này đính chính {found.count() + openings.count()} số liệu đã công bố."
    return ["4. Đính chính", count, "Số liệu | Kỳ | Đã công bố | Nay là", *rows]


def _next(release: Release) -> list[str]:
    due = slot_time(*slot_after(release.day, release.slot))
    return ["5. Lần công bố tới", f"Số liệu tiếp theo công bố lúc {due:%H:%M} ngày {due:%d/%m/%Y}./."]
