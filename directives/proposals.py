"""What the abstract of a document says of its topics, groups and areas: proposals, which an officer sees and changes.

By words alone, the same for the same words; what the abstract does not say is not proposed.
"""

import datetime as dt
import re
from collections.abc import Iterator

from core.text import fold, nfc
from core.topics import Audience, Topic
from units.models import Level
from units.selectors.area_names import KnownArea, known_areas

_RULES = {
    Topic.SICK: r"người (?:mắc|nhiễm|bệnh) covid|\bf0\b|\bf1\b|tiếp xúc gần",
    Topic.ISOLATION: r"(?<!vùng )cách ly",
    Topic.DISTANCING: r"giãn cách|phong t(?:ỏa|oả)|vùng cách ly",
    Topic.DECLARATION: r"khai báo|quét mã",
    Topic.VACCINATION: r"\btiêm\b|vắc[ -]?xin|vaccine",
    Topic.TESTING: r"xét nghiệm|lấy mẫu",
    Topic.TRAVEL: r"đi lại|đi đường|vận tải|về quê|(?:về|đến) từ|chốt kiểm soát|ra, vào|phương tiện",
    Topic.CARE: r"khám bệnh|chữa bệnh|điều trị|thu dung|chăm sóc người",
    Topic.SUPPORT: r"hỗ trợ",
    Topic.CHILDREN: r"trẻ em|học sinh|trường học|dạy học|dạy và học|khai giảng|năm học|kỳ thi",
    Topic.TRADE: r"sản xuất|kinh doanh|\bchợ\b|siêu thị|nhà thuốc|nhà hàng|khách sạn|du lịch|giao hàng|tàu cá",
}
_GENERAL = r"phòng,? (?:và )?chống dịch|thích ứng an toàn"
"""Said of nearly everything: a topic only where nothing else is."""
_AUDIENCES = {
    Audience.EVERYONE: r"người dân|nhân dân|toàn dân|hộ dân",
    Audience.PATIENTS: r"\bf0\b|người (?:mắc|nhiễm|bệnh) covid",
    Audience.CONTACTS: r"\bf1\b|tiếp xúc gần",
    Audience.RETURNING: r"(?:về|đến) từ|về quê|từ vùng dịch",
    Audience.PARENTS: r"cha mẹ|phụ huynh|trẻ em|học sinh",
    Audience.WORKERS: r"lao động|doanh nghiệp|công nhân",
    Audience.ELDERLY: r"cao tuổi|bệnh nền|người già",
}
_BESIDE = re.compile(r"đã tiêm[^,;.]*")
_KIND = r"(?<!uy ban nhan dan )(?<!ubnd )\b(thanh pho|thi xa|thi tran|huyen|quan|phuong|xa) "
_NEXT = re.compile(r"(?:, | va |; )")


def proposed_topics(abstract: str) -> list[str]:
    """In the order of the list."""
    text = _BESIDE.sub("", nfc(abstract).lower())
    found = [topic.value for topic, words in _RULES.items() if re.search(words, text)]
    return found or ([Topic.PREVENTION.value] if re.search(_GENERAL, text) else [])


def proposed_audiences(abstract: str) -> list[str]:
    """In the order of the list."""
    text = nfc(abstract).lower()
    return [audience.value for audience, words in _AUDIENCES.items() if re.search(words, text)]


def proposed_areas(abstract: str, day: dt.date) -> list[str]:
    """Codes of the areas below the province that it names with their kind, in its order: "các huyện Quỳnh Lưu, Diễn
    Châu". A name that several bear is proposed only where its district stands beside it."""
    known = known_areas()
    names: dict[str, list[KnownArea]] = {}
    for area in known.values():
        if area.level != Level.PROVINCE and area.is_valid(day):
            names.setdefault(fold(area.name), []).append(area)
    groups = list(_named_in(" ".join(fold(abstract).split()), names))
    said = {area.pk for group in groups for area in group}
    meant = [one for group in groups if (one := _one(group, said))]
    around = {area.parent for area in meant}
    return list(dict.fromkeys(area.code for area in meant if area.pk not in around))


def _named_in(text: str, names: dict[str, list[KnownArea]]) -> Iterator[list[KnownArea]]:
    for found in re.finditer(_KIND, text):
        at = found.end()
        while name := _longest(text, at, found[1], names):
            yield names[name]
            after = at + len(name) - len(found[1]) - 1
            joint = _NEXT.match(text, after)
            if joint is None:
                break
            at = joint.end()


def _longest(text: str, at: int, kind: str, names: dict[str, list[KnownArea]]) -> str:
    """The longest name of that kind that stands there as whole words; empty if none does."""
    words = re.match(r"\w+(?: \w+){0,4}", text[at:])
    parts = words[0].split() if words else []
    tried = (f"{kind} {' '.join(parts[:count])}" for count in range(len(parts), 0, -1))
    return next((name for name in tried if name in names), "")


def _one(group: list[KnownArea], said: set[int]) -> KnownArea | None:
    near = group if len(group) == 1 else [area for area in group if area.parent in said]
    return near[0] if len(near) == 1 else None


def proposed(abstract: str, day: dt.date) -> dict[str, list[str]]:
    """{field of a directive: codes}"""
    return {
        "topics": proposed_topics(abstract),
        "audiences": proposed_audiences(abstract),
        "areas": proposed_areas(abstract, day),
    }
