"""A document's end: who gets it, in which office and by whom it is signed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.text import fold
from directives.reading.evidence import Evidence, evidence
from directives.reading.lines import LEFT, RIGHT, TYPED, Line

LONGEST_NAME = 60
_FOR = re.compile(r"(?:TM|KT|TL|TUQ|Q|THỪA|QUYỀN)\b\.?\s*\S")
_FOR_ANOTHER = re.compile(r"(?:TM|KT|TL|TUQ)\b")
_OFFICE = re.compile(
    r"(?:PHÓ\s|CHỦ (?:TỊCH|NHIỆM|TỌA|TOẠ|TRÌ)|GIÁM ĐỐC|CHÁNH|TRƯỞNG|CHỈ HUY|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|TỔNG |"
    r"CHI CỤC TRƯỞNG|VỤ TRƯỞNG|ĐẠI DIỆN |ỦY VIÊN|UỶ VIÊN|BÍ THƯ|THỦ TƯỚNG|"
    r"HIỆU TRƯỞNG|VIỆN TRƯỞNG|ĐỘI TRƯỞNG|THƯ KÝ|PHỤ TRÁCH|NGƯỜI )"
)
_TITLED = re.compile(
    r"^(?:(?:TTND|TTƯT|NGND|NGƯT|GS|PGS|TS|ThS|BS|BSCK\w*|CK\w*|KS|CN|DS|Luật sư|"
    r"(?:Thiếu|Trung|Thượng|Đại) (?:tướng|tá))[.\s]+)*"
)
_NAME = re.compile(r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?: [A-ZĐÀ-Ỹ][a-zđà-ỹ]*){1,5}")
_SHOUTED_NAME = re.compile(r"[A-ZĐÀ-Ỹ]+(?: [A-ZĐÀ-Ỹ]+){1,5}")
_SIGNED = re.compile(r"[(\[]?\s*(?:đã ký|ký tên|ký, đóng dấu|đã ký, đóng dấu)\b.*", re.IGNORECASE)
_CAPACITY = re.compile(r"(TM|KT|TL|TUQ|Q)\b\.?\s*\S")
_RECIPIENT = re.compile(r"\s*[-–+•*]\s*")


_NO_RECIPIENTS = "Không thấy “Nơi nhận”; đọc từ những dòng cuối."
_NO_NAME = "Không đọc được họ tên dưới chức vụ, có thể bị dấu che."
CAPACITIES = {
    "TM": "thay mặt tập thể",
    "KT": "ký thay cấp trưởng",
    "TL": "ký thừa lệnh",
    "TUQ": "ký thừa ủy quyền",
    "Q": "quyền cấp trưởng",
}
"""{abbreviation before who is signed for: in which capacity one signs (Nghị định 30/2020/NĐ-CP, article 13)}"""


def capacity_of(office: str) -> str:
    """The abbreviation ("KT") with which a signer's office begins; empty for who signs in his own right. One who
    signs for a collective (TM) and in its head's stead (KT) does the latter."""
    found = [match[1] for line in re.split(r"\s*/\s*|\n", office) if (match := _CAPACITY.match(line.strip()))]
    return found[-1] if found else ""


@dataclass(frozen=True)
class Tail:
    """`starts`, `ends`: the lines that it takes; `where`: {component: where it was read}."""

    starts: int
    ends: int
    recipients: tuple[str, ...] = ()
    signer_office: str = ""
    signer: str = ""
    where: Mapping[str, Evidence] = field(default_factory=dict, compare=False)


def read_tail(lines: Sequence[Line], limit: int) -> Tail:
    """The end of the document itself within its first `limit` lines, where what is attached begins."""
    noted = next((at for at in range(limit) if fold(lines[at].text).startswith("noi nhan")), limit)
    signed = _signature_start(lines, noted, limit)
    starts = min(noted, signed)
    recipients, after = _recipients(lines, noted, limit)
    office, signer, ends = _signature(lines, signed, limit) if signed < limit else ("", "", after)
    where = {}
    if recipients:
        where["recipients"] = evidence(lines[noted:after])
    if office:
        where |= _seen_signature(lines[signed:ends], signer, doubt="" if noted < limit else _NO_RECIPIENTS)
    return Tail(starts, max(after, ends, starts), recipients, office, signer, where)


def _seen_signature(lines: Sequence[Line], signer: str, *, doubt: str) -> dict[str, Evidence]:
    offices = lines[:-1] if signer else lines
    if not signer:
        return {
            "signer_office": evidence(offices, doubt=doubt),
            "signer": evidence(lines[-1:], doubt=_NO_NAME, empty=True),
        }
    return {"signer_office": evidence(offices, doubt=doubt), "signer": evidence(lines[-1:], doubt=doubt)}


def _signature_start(lines: Sequence[Line], noted: int, limit: int) -> int:
    """The first line of the office: after the recipients, or right before them; without them in the last lines."""
    if noted == limit:
        return next((at for at in range(max(0, limit - 15), limit) if _is_office(lines[at])), limit)
    before = noted
    while before > 0 and _is_office(lines[before - 1]):
        before -= 1
    if before < noted:
        return before
    return next((at for at in range(noted + 1, limit) if _is_office(lines[at])), limit)


def _recipients(lines: Sequence[Line], noted: int, limit: int) -> tuple[tuple[str, ...], int]:
    """(who gets it, a line each without its dash; the line after the last)."""
    if noted >= limit:
        return (), limit
    found: list[str] = []
    same_line = lines[noted].text.partition(":")[2].strip()
    if same_line:
        found.append(_RECIPIENT.sub("", same_line, count=1))
    at = noted + 1
    while at < limit and not _ends_recipients(lines[at], lines[noted], found):
        _add(found, lines[at].text)
        at += 1
    return tuple(found), at


def _ends_recipients(line: Line, first: Line, found: list[str]) -> bool:
    if line.column != first.column or _is_office(line) or _SIGNED.fullmatch(line.text):
        return True
    is_over = bool(found) and found[-1].endswith(".")
    return is_over and not _RECIPIENT.match(line.text)


def _add(found: list[str], text: str) -> None:
    entry = _RECIPIENT.match(text)
    if entry:
        found.append(text[entry.end() :])
    elif found and not found[-1].endswith((";", ".")):
        found[-1] = f"{found[-1]} {text}"
    else:
        found.append(text)


def _signature(lines: Sequence[Line], start: int, limit: int) -> tuple[str, str, int]:
    """(office, name, line after); the name only where it can be nothing else."""
    offices: list[str] = []
    at = start
    while at < limit and _is_shouted(lines[at].text) and not (offices and _is_name_in_capitals(lines, at, limit)):
        if offices and not _is_office(lines[at]):
            offices[-1] = f"{offices[-1]} {lines[at].text}"
        else:
            offices.append(lines[at].text)
        at += 1
    if _is_half(lines[start:at], offices):
        offices = []
    while at < limit and _SIGNED.fullmatch(lines[at].text):
        at += 1
    named = at < limit and lines[at].column != LEFT and _is_name(lines[at].text)
    return " / ".join(offices), lines[at].text if named else "", at + named


def _is_half(printed: Sequence[Line], offices: Sequence[str]) -> bool:
    """Whether recognition lost, below a stamp, who signs and left only whom he signs for."""
    recognised = any(line.sure < TYPED for line in printed)
    return recognised and bool(offices) and _FOR_ANOTHER.match(offices[-1]) is not None


def _is_name_in_capitals(lines: Sequence[Line], at: int, limit: int) -> bool:
    """Capitals below the office are a name if they are the last of the column and no office's or body's."""
    is_last = at + 1 >= limit or lines[at + 1].column != lines[at].column
    return is_last and lines[at].column == RIGHT and _is_name(lines[at].text) and not _is_office(lines[at])


def _is_name(text: str) -> bool:
    bare = _TITLED.sub("", text, count=1)
    is_name = _NAME.fullmatch(bare) or (_SHOUTED_NAME.fullmatch(bare) and not _OFFICE.match(bare))
    return len(text) <= LONGEST_NAME and is_name is not None and " này" not in text


def _is_office(line: Line) -> bool:
    text = line.text.strip()
    if line.column == LEFT or not _is_shouted(text):
        return False
    return _FOR.match(text) is not None or _OFFICE.match(text) is not None


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))
