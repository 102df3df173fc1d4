"""What the picture of a release says, and the words that go with it: only what readers are shown."""

import datetime as dt
from typing import Any

from core import province
from core.templatetags.portal import number
from datasets.charts.card import Card
from datasets.models import Release
from datasets.selectors.release_record import record_of
from units.models import Level

HEADLINES = 4


def headlines(view: dict[str, Any]) -> list[tuple[str, str]]:
    """[(name, figure)] of the first four tiles that have one; what is kept back or not reported is left out."""
    known = [tile for tile in view["tiles"] if tile["value"] is not None and not tile["hidden"]]
    return [(tile["name"], number(tile["value"])) for tile in known[:HEADLINES]]


def covered(release: Release) -> str:
    """ "20/21 huyện đã báo cáo" of the highest level that owed figures; empty where nobody owed any."""
    found = next(iter(record_of(release).coverage), None)
    if found is None:
        return ""
    kind = "huyện" if found.level == Level.DISTRICT.label else found.level.lower()
    return f"{found.reported}/{found.expected} {kind} đã báo cáo"


def card_words(view: dict[str, Any], release: Release) -> Card:
    here = province.current()
    date = dt.date.fromisoformat(view["date"])
    return Card(
        place=here.name[:1].upper() + here.name[1:],
        title=f"Tình hình dịch {here.disease}",
        moment=f"Số liệu đến {view['slot']} ngày {date:%d/%m/%Y}",
        figures=headlines(view),
        coverage=covered(release),
    )


def described(view: dict[str, Any]) -> str:
    """The headline figures in a sentence, for what shows a link to the page."""
    date = dt.date.fromisoformat(view["date"])
    said = "; ".join(f"{name}: {value}" for name, value in headlines(view)) or "chưa có số liệu"
    return f"Đến {view['slot']} ngày {date:%d/%m/%Y}: {said}."
