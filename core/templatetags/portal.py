"""Filters and tags with which the public pages write numbers, dates and changes in Vietnamese."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.timezone import is_aware, localtime

from core import force
from core.absent import why_absent

register = template.Library()

Figure = int | float | Decimal | str | None

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 1440

AREA_KINDS = ("thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "tỉnh")
COMPOUNDS = (
    "bản đồ", "ban ngành", "báo cáo", "cách ly", "chỉ tiêu", "công bố", "cộng dồn", "cơ sở", "dịch tễ",
    "dương tính", "địa bàn", "điều trị", "đính chính", "đơn vị", "giám sát", "hôm nay", "khỏi bệnh",
    "mắc mới", "mũi 1", "mũi 2", "nhân khẩu", "phân bố", "số liệu", "tại nhà", "tập trung", "tình hình",
    "tử vong", "vắc xin", "vùng dịch", "xét nghiệm", "y tế",
)  # fmt: skip
FORCE_SHAPES = {
    force.PENDING: "pending",
    force.IN_FORCE: "in-force",
    force.PARTLY: "partly",
    force.SUSPENDED: "due",
    force.WITHDRAWN: "late",
}
"""{status of a directive: shape of its badge}; one that has ended has none"""
COMPOUND = re.compile(rf"\b({'|'.join(COMPOUNDS)})\b", re.IGNORECASE)
AREA_NAME = re.compile(rf"^({'|'.join(AREA_KINDS)})\s+(\S+(?:\s+\S+){{0,3}})$", re.IGNORECASE)


def _grouped(value: Figure, places: int) -> str:
    """1234.5 with one place → "1.234,5"; halves are rounded away from zero, as on paper."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,.{places}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if exact < 0 else text


@register.filter
def number(value: Figure) -> str:
    """10829 → "10.829"; nothing for None: what was not reported is not a zero."""
    return "" if value is None or value == "" else _grouped(value, 0)


@register.filter
def decimal(value: Figure, places: int = 1) -> str:
    """183.71 → "183,7"; nothing for None."""
    return "" if value is None or value == "" else _grouped(value, places)


@register.filter
def percent(value: Figure) -> str:
    """A value in percent: 1.8 → "1,8 %" (unbreakable); nothing for None."""
    return f"{decimal(value)}{NO_BREAK}%" if decimal(value) else ""


@register.filter
def share(part: Figure, whole: Figure) -> float | None:
    """What per cent `part` is of `whole`; None where one is unknown or there is nothing to share."""
    return None if part is None or not whole else 100 * float(part) / float(whole)


def _as_day(value: date | datetime | str | None) -> date | None:
    """The calendar day of a date, an aware moment or an ISO text, in the portal's time zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).date()
    return value


@register.filter
def vn_date(value: date | datetime | str | None) -> str:
    """date, moment or "2021-10-08" → "08/10/2021"."""
    day = _as_day(value)
    return f"{day:%d/%m/%Y}" if day else ""


@register.filter
def short_date(value: date | datetime | str | None) -> str:
    """date, moment or "2021-11-27" → "27/11"."""
    day = _as_day(value)
    return f"{day:%d/%m}" if day else ""


@register.filter
def vn_time(value: time | datetime | str | None) -> str:
    """time, moment or "18:00:00" → "18:00"."""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    if isinstance(value, str):
        return value[:5]
    return f"{value:%H:%M}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """An aware moment as a `time` element that reads "18:00 08/10/2021"."""
    if not value:
        return ""
    local = localtime(value) if is_aware(value) else value
    shown = f"{local:%H:%M} {local:%d/%m/%Y}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.filter
def deadline(value: datetime | None) -> str:
    """As `moment`, but the end of a day reads "24:00" of that day and not "00:00" of the next."""
    if not value:
        return ""
    local = localtime(value) if is_aware(value) else value
    if local.time() != time.min:
        return moment(value)
    shown = f"24:00 {local - timedelta(days=1):%d/%m/%Y}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes in the two largest units: 25 → "25 phút", 190 → "3 giờ 10 phút", 3000 → "2 ngày 2 giờ"."""
    rest = max(int(minutes or 0), 0)
    days, rest = divmod(rest, MINUTES_A_DAY)
    hours, rest = divmod(rest, MINUTES_AN_HOUR)
    parts = [f"{count}{NO_BREAK}{unit}" for count, unit in ((days, "ngày"), (hours, "giờ"), (rest, "phút")) if count]
    return " ".join(parts[:2]) or f"0{NO_BREAK}phút"


@register.filter
def change_words(value: Figure) -> str:
    """-8 → "giảm 8", 11 → "tăng 11", 0 → "không đổi"; nothing where the change is unknown."""
    if value is None or isinstance(value, str):
        return ""
    if value == 0:
        return f"không{NO_BREAK}đổi"
    return f"{'tăng' if value > 0 else 'giảm'}{NO_BREAK}{_grouped(value, 0).removeprefix(MINUS)}"


@register.filter
def change(value: Figure) -> str:
    """The words of a change in a span whose class draws the triangle beside them."""
    if value is None or isinstance(value, str):
        return ""
    words = change_words(value)
    shape = "up" if value > 0 else "down" if value < 0 else "same"
    return format_html('<span class="change change--{}">{}</span>', shape, words)


@register.filter
def pick(tiles: Iterable[Mapping[str, Any]], codes: str) -> list[Mapping[str, Any]]:
    """The tiles of the named indicators, in the order of `codes` ("khoi_benh tu_vong"); absent ones are left out."""
    by_code = {tile["indicator"]: tile for tile in tiles or ()}
    return [by_code[code] for code in codes.split() if code in by_code]


@register.filter
def some(rows: Iterable[Mapping[str, Any]], key: str) -> bool:
    """Whether any row knows a value under `key`: a column that nobody fills is not drawn."""
    return any(row.get(key) is not None for row in rows or ())


@register.filter
def absent(hidden: object, room: str = "") -> str:
    """Why a figure is not there, by whether it is hidden; in two words with `room` "short"."""
    return why_absent(bool(hidden), short=room == "short")


@register.filter
def lower_first(value: str) -> str:
    """ "Huyện Kỳ Sơn" → "huyện Kỳ Sơn", for the middle of a sentence."""
    return value[:1].lower() + value[1:]


@register.filter
def level_words(level: str) -> str:
    """What areas of a level are called together: "district" → "địa bàn cấp huyện"."""
    word = {"district": "huyện", "commune": "xã"}.get(level, "")
    return f"địa{NO_BREAK}bàn cấp{NO_BREAK}{word}" if word else f"địa{NO_BREAK}bàn"


@register.filter
def listing(names: Sequence[str], most: int = 3) -> str:
    """Names in a sentence: "huyện A, huyện B và 4 địa bàn khác" when there are more than `most`."""
    shown = [bind(lower_first(name)) for name in names]
    if len(shown) > most:
        return f"{', '.join(shown[:most])} và {len(shown) - most} địa bàn khác"
    return " và ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


@register.filter
def force_badge(status: str) -> str:
    """The status of a directive (`core.force`) in words, in a badge whose class draws the shape beside them."""
    shape = f" status-badge--{FORCE_SHAPES[status]}" if status in FORCE_SHAPES else ""
    return format_html('<span class="status-badge{}">{}</span>', shape, force.LABELS.get(status, ""))


@register.filter
def bind(value: str) -> str:
    """Tie the syllables of area names and common compounds, so that a heading never breaks inside one."""
    text = str(value or "")
    if match := AREA_NAME.match(text):
        return " ".join(part.replace(" ", NO_BREAK) for part in match.groups())
    return COMPOUND.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def _day_is_complete(context: Mapping[str, Any]) -> bool:
    """Whether the view on the page stands at the province's last slot of the day."""
    view, portal = context.get("view"), context.get("portal")
    slots = portal["province"].slots if portal else ()
    return not view or not slots or view["slot"] == slots[-1]


@register.simple_tag(takes_context=True)
def until(context: Mapping[str, Any]) -> str:
    """ "đến 06:00" while the day is still running; nothing at its last slot."""
    return "" if _day_is_complete(context) else f"đến{NO_BREAK}{context['view']['slot']}"


@register.simple_tag(takes_context=True)
def compared(context: Mapping[str, Any]) -> str:
    """What a change is measured against: the day before, or the same slots of it while the day is running."""
    release = context.get("release")
    as_of = release["as_of"] if isinstance(release, Mapping) else getattr(release, "as_of", False)
    before = f"ngày{NO_BREAK}trước" if as_of else f"hôm{NO_BREAK}qua"
    return f"so với {before}" if _day_is_complete(context) else f"so với cùng khung{NO_BREAK}giờ {before}"


@register.simple_tag(takes_context=True)
def own_script(context: Mapping[str, Any], path: str) -> str:
    """Load a script of the portal's own, which the page's policy allows then (`core.middleware.AllowOwnScripts`)."""
    request = context.get("request")
    if request is None:
        return ""
    request.loads_own_script = True
    return format_html('<script src="{}" defer></script>', static(path))
