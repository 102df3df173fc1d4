"""A document's head (Nghị định 30/2020/NĐ-CP, annex I): nation, issuer, number, place and date, type, abstract."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.text import fold
from directives.reading.dates import DAY, day_of
from directives.reading.evidence import Evidence, evidence
from directives.reading.lines import FULL, LEFT, RIGHT, TYPED, Line

MOST_LINES = 45
"""A head is over by then."""
LETTER = "Công văn"

_NATION = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam|doc lap ?[-–—] ?tu do ?[-–—] ?hanh phuc"
)
_NUMBER = re.compile(
    r"(?P<before>.*?)\bSố\s*:?\s*(?P<number>\d{1,5}[a-zA-Z]?)\s*(?P<rest>/\s*(?P<symbol>[A-ZĐ0-9][\wĐ.&-]*(?:\s*[/-]\s*[A-ZĐ][\w.&-]*)*))(?=\s|$)"
)
_BLANK_NUMBER = re.compile(r"Số\s*:?[\s.…_]*/")
_PLACE_AND_DATE = re.compile(rf"(?P<place>[^\d,:;]{{2,60}}),\s*{DAY.format('')}\.?")
_BLANK_DATE = re.compile(r"[^\d,:;]{2,60},\s*ngày\b.{0,40}\bnăm\s*\d{0,4}\.?")
_BEGUN_DATE = re.compile(r"[^\d,:;]{2,60},(?:\s*ngày\b[\w ]*)?")
_SEPARATOR = re.compile(r"[\s_*.=—–-]+")
_GROUND = re.compile(r"(?:Căn cứ|Theo|Xét|Thực hiện|Trên cơ sở|Sau khi|Để|Nhằm)\s")
_ATTACHED = re.compile(r"\((?:ban hành )?kèm theo\b", re.IGNORECASE)
_ENACTS = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ)\s*:\.?")
_BODY = re.compile(
    r"Kính gửi|Kính trình|.*\bđiện\s*:|\(|(?:Điều|Chương|Phần|Mục) [\dIVXLC]|[IVXLC]+[.)] |\d{1,2}[.)]|[a-zđ]\) |"
    r"[-+•]\s"
)
_ORGANS = (
    *("uy ban ", "ubnd", "hoi dong ", "hdnd", "so ", "bo ", "ban ", "trung tam", "van phong", "chi cuc", "cuc "),
    *("tong cuc", "cong an", "benh vien", "tram ", "truong ", "vien ", "thanh tra", "toa an", "bao ", "dai "),
    *("cong thong tin", "chinh phu", "thu tuong", "quoc hoi", "tinh uy", "thanh uy", "huyen uy", "thi uy", "dang uy"),
    *("dang bo", "lien doan", "khu ", "co so ", "phong ", "bch ", "bcd", "ttch", "to cong tac", "bao hiem"),
    *("kho bac", "ngan hang", "tap doan", "cong ty", "tong cong ty"),
)
_OFFICES = (
    *("chu tich", "pho chu tich", "giam doc", "pho giam doc", "truong ban", "chi huy truong", "bo truong"),
    *("chanh van phong", "thu tuong", "cuc truong", "chi cuc truong", "tong giam doc", "truong phong"),
    *("hieu truong", "vien truong", "tong cuc truong"),
)
_FRAME, _NOISE = " *|", " *|._-–—"
"""Around a name: rules, and in a scan specks; a typed dash belongs to it."""
_INCOMPLETE = {"van phong", "trung tam", "so", "bo", "ban", "cong", "cuc", "chi cuc", *_OFFICES}
"""A line that is only this goes on in the next."""


_NO_NUMBER = "Chỗ ghi số để trống hoặc không đọc được."
_NO_DATE = "Chỗ ghi ngày để trống hoặc không đọc được."
_NO_SUCH_DAY = "Không có ngày như văn bản ghi."
_UNKNOWN_SYMBOL = "Ký hiệu không cho biết loại văn bản; tên loại đọc ở dòng đầu đề."
_LIKE_A_LETTER = "Không in tên loại; trình bày như công văn."
_OPEN_ABSTRACT = "Chưa chắc trích yếu hết ở đâu."
_BY_AUTHORITY = "Đầu văn bản không ghi; đọc từ dòng thẩm quyền ban hành."


@dataclass(frozen=True)
class Head:
    """What the head says; None or empty where it does not, or not for certain. `ends`: lines that belong to it;
    `where`: {component: where it was read}."""

    superior: str = ""
    issuer: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    date: dt.date | None = None
    type: str | None = None
    abstract: str = ""
    authority: str = ""
    ends: int = 0
    where: Mapping[str, Evidence] = field(default_factory=dict, compare=False)


def unravelled(lines: Sequence[Line]) -> list[Line]:
    """The lines with what two columns printed side by side taken apart, and the nation's two lines marked `right`."""
    found: list[Line] = []
    for line in lines:
        if found and _ends_date(found[-1], line):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.text}")
        else:
            found.extend(_apart(line))
    return found


def _ends_date(before: Line, line: Line) -> bool:
    """Whether a date line was broken in two."""
    if before.column != line.column or not _BEGUN_DATE.fullmatch(before.text):
        return False
    return _PLACE_AND_DATE.fullmatch(f"{before.text} {line.text}") is not None


def _apart(line: Line) -> list[Line]:
    nation = _NATION.search(fold(line.text))
    if nation:
        left = line.text[: nation.start()].strip(" |")
        said = [replace(line, text=line.text[nation.start() : nation.end()], column=RIGHT)]
        return [replace(line, text=left, column=LEFT), *said] if left else said
    number = _NUMBER.fullmatch(line.text) or _NUMBER.match(line.text)
    dated = line.text[number.end() :].strip(" |") if number and not number["before"] else ""
    if number and _PLACE_AND_DATE.fullmatch(dated):
        return [replace(line, text=number[0], column=LEFT), replace(line, text=dated, column=RIGHT)]
    return [line]


def read_head(lines: Sequence[Line], types: Mapping[str, str]) -> Head:
    """`lines` unravelled, from the document's first; `types`: {name: abbreviation} of the types of document."""
    reader = _Head(lines[:MOST_LINES], types)
    reader.read()
    return reader.head


class _Head:
    """Each step reads one component and remembers where the head has been read up to."""

    def __init__(self, lines: Sequence[Line], types: Mapping[str, str]) -> None:
        self.lines, self.types, self.head = lines, types, Head()
        self.codes = {code: name for name, code in types.items() if code}

    def read(self) -> None:
        self._read_number()
        self._read_date()
        self._read_issuer()
        title = self._title()
        if title is None:
            self._read_letter()
        else:
            self._read_title(*title)

    def _know(self, **values: object) -> None:
        self.head = replace(self.head, **values)  # type: ignore[arg-type]

    def _saw(self, name: str, lines: Sequence[Line], *, doubt: str = "", empty: bool = False) -> None:
        if lines:
            self._know(where={**self.head.where, name: evidence(lines, doubt=doubt, empty=empty)})

    def _read_number(self) -> None:
        at = self._first(lambda text: _NUMBER.match(text) is not None or _BLANK_NUMBER.match(text) is not None)
        if at is None:
            return
        self._know(ends=at + 1)
        found = _NUMBER.fullmatch(self.lines[at].text)
        known = found is not None and not found["before"]
        if found and known:
            self._know(number=found["number"], symbol=re.sub(r"\s", "", found["symbol"]))
        self._saw("number", [self.lines[at]], doubt="" if known else _NO_NUMBER, empty=not known)

    def _read_date(self) -> None:
        at = self._first(lambda text: _PLACE_AND_DATE.fullmatch(text) is not None)
        if at is None:
            blank = self._first(lambda text: _BLANK_DATE.fullmatch(text) is not None)
            if blank is not None:
                self._know(ends=max(self.head.ends, blank + 1))
                self._saw("date", [self.lines[blank]], doubt=_NO_DATE, empty=True)
            return
        found = _PLACE_AND_DATE.fullmatch(self.lines[at].text)
        assert found  # noqa: S101 - matched above
        day = day_of(found)
        self._know(place=found["place"].strip(), date=day, ends=max(self.head.ends, at + 1))
        self._saw("place", [self.lines[at]])
        self._saw("date", [self.lines[at]], doubt="" if day else _NO_SUCH_DAY, empty=day is None)

    def _first(self, says: "object") -> int | None:
        """The first line of the head of which it is true; the head's own lines end where the body begins."""
        for at, line in enumerate(self.lines):
            if _ENACTS.fullmatch(line.text) or (_BODY.match(line.text) and line.column == FULL):
                return None
            if says(line.text):  # type: ignore[operator]
                return at
        return None

    def _read_issuer(self) -> None:
        """Capitals above the number, in the left column where there are two; nation and motto aside."""
        nation = next((at for at, line in enumerate(self.lines) if _NATION.search(fold(line.text))), None)
        ends = max(self.head.ends, 0 if nation is None else nation + 1)
        self._know(ends=ends)
        bodies: list[str] = []
        printed: list[list[Line]] = []
        for line in self.lines[:ends]:
            text = line.text.strip(_FRAME if line.sure == TYPED else _NOISE)
            if _NUMBER.match(text) or _BLANK_NUMBER.match(text):
                break
            if (
                line.column == RIGHT
                or not _is_shouted(text)
                or _NATION.search(fold(text))
                or text.title() in self.types
            ):
                continue
            if bodies and (not is_organ(text) or fold(bodies[-1]) in _INCOMPLETE):
                bodies[-1] = f"{bodies[-1]} {text}"
                printed[-1].append(line)
            else:
                bodies.append(text)
                printed.append([line])
        if bodies and len(bodies) <= 3 and (is_organ(bodies[-1]) or is_office(bodies[-1])):
            self._know(issuer=bodies[-1], superior=" ".join(bodies[:-1]))
            self._saw("issuer", printed[-1])

    def _title(self) -> tuple[int, str, str] | None:
        """(line, type, what of the abstract stands behind it) of the line that prints the type's name."""
        for at, line in enumerate(self.lines):
            text = " ".join(line.text.split())
            if _ENACTS.fullmatch(text) or text.startswith(("Kính gửi", "Điều 1")):
                return None
            for name in self.types:
                if text == name.upper() and line.column != LEFT:
                    return at, name, ""
                behind = text.removeprefix(f"{name.upper()} ")
                if behind != text and text.isupper() and self._code() == self.types[name] != "":
                    return at, name, behind
        return None

    def _code(self) -> str:
        """The symbol's first word, which abbreviates the type: "QĐ" of "QĐ-UBND" or "2021/QĐ-UBND"."""
        return re.split(r"[-/]", re.sub(r"^\d{4}/", "", self.head.symbol))[0]

    def _read_title(self, at: int, name: str, behind: str) -> None:
        named = self.codes.get(self._code())
        agrees = named in (None, name)
        self._know(type=name if agrees else None)
        self._saw("type", [self.lines[at]], doubt="" if named == name else self._why(name, named), empty=not agrees)
        start = at + 1
        ends = self._abstract_end(start, bool(behind))
        abstract = [behind] * bool(behind) + [line.text for line in self.lines[start:ends]]
        self._know(abstract=" ".join(text for text in abstract if not _SEPARATOR.fullmatch(text)).strip())
        own = [line for line in self.lines[at if behind else start : ends] if not _SEPARATOR.fullmatch(line.text)]
        self._saw("abstract", own, doubt="" if self._is_closed(ends) else _OPEN_ABSTRACT)
        authority_end = ends
        while authority_end < len(self.lines) and self._is_authority(authority_end):
            authority_end += 1
        self._know(
            authority=" ".join(line.text for line in self.lines[ends:authority_end]),
            ends=max(self.head.ends, authority_end),
        )
        if not self.head.issuer:
            self._saw("issuer", self.lines[ends:authority_end], doubt=_BY_AUTHORITY)

    def _why(self, name: str, named: str | None) -> str:
        """What is doubtful of a printed type, which the symbol does not confirm."""
        if named is not None:
            return f"Văn bản in “{name.upper()}” nhưng ký hiệu “{self.head.symbol}” là của {named}."
        return _UNKNOWN_SYMBOL if self.head.symbol else ""

    def _is_closed(self, ends: int) -> bool:
        """Whether something stands behind the abstract that cannot belong to it."""
        if ends >= len(self.lines):
            return True
        text = self.lines[ends].text
        if (self.lines[ends - 1].centred and self.lines[ends].centred is False) or text[-1] in ".;:":
            return True
        marks = (_GROUND, _BODY, _ATTACHED)
        return any(mark.match(text) for mark in marks) or _ENACTS.fullmatch(text) is not None or _is_shouted(text)

    def _abstract_end(self, start: int, begun: bool) -> int:
        attached = next((n for n in range(start, start + 8) if _ATTACHED.match(self._text(n))), None)
        if attached is not None and not any(self._text(n).endswith((".", ";")) for n in range(start, attached)):
            return attached
        at = start
        while at < len(self.lines) and not self._ends_abstract(at, begun or at > start):
            at += 1
        return at

    def _text(self, at: int) -> str:
        return self.lines[at].text if at < len(self.lines) else ""

    def _ends_abstract(self, at: int, begun: bool) -> bool:
        line = self.lines[at]
        if _SEPARATOR.fullmatch(line.text):
            return False
        if _GROUND.match(line.text) or _BODY.match(line.text) or _ENACTS.fullmatch(line.text):
            return True
        if self._is_authority(at):
            return True
        if line.text[-1] in ".;:" or len(line.text) > 400:
            return True
        if not begun:
            return line.column == RIGHT
        return not (line.centred or line.continues or line.text[0].islower())

    def _is_authority(self, at: int) -> bool:
        """Whether the line belongs to who decides: capitals from a body's or office's name down to the grounds."""
        if not _is_shouted(self.lines[at].text):
            return False
        end = at
        while _is_shouted(self._text(end)) and not _ENACTS.fullmatch(self._text(end)):
            end += 1
        if end == len(self.lines) or not (
            _GROUND.match(self.lines[end].text) or _ENACTS.fullmatch(self.lines[end].text)
        ):
            return False
        starts = [n for n in range(at, end) if is_organ(self.lines[n].text) or is_office(self.lines[n].text)]
        return not starts or starts[0] == at or at > starts[0]

    def _read_letter(self) -> None:
        """A letter prints no type: its abstract stands below the number, its addressee below that."""
        at = self._first(lambda text: text.startswith(("V/v", "V/V", "Về việc")))
        addressed = any(line.text.startswith("Kính gửi") for line in self.lines)
        if at is not None:
            ends = at + 1
            while ends < len(self.lines) and self._goes_on(self.lines[at], self.lines[ends]):
                ends += 1
            own = [line.text for line in self.lines[at:ends]]
            self._know(abstract=" ".join(own), ends=max(self.head.ends, ends))
            self._saw("abstract", self.lines[at:ends])
        if self.head.symbol and self._code() not in self.codes and (at is not None or addressed):
            self._know(type=LETTER if LETTER in self.types else None)
            signs = [line for line in self.lines if line.text.startswith("Kính gửi")] or self.lines[at or 0 :]
            self._saw("type", signs[:1], doubt="" if at is not None and addressed else _LIKE_A_LETTER)

    def _goes_on(self, first: Line, line: Line) -> bool:
        if _BODY.match(line.text) or line.column != first.column or _PLACE_AND_DATE.fullmatch(line.text):
            return False
        return first.column == LEFT or line.continues or line.text[0].islower()


def read_grounds(paragraphs: Sequence[str]) -> list[str]:
    """The grounds that a body begins with: all down to the line that decides, else those that end in a semicolon."""
    decides = next((at for at, text in enumerate(paragraphs) if _ENACTS.fullmatch(text)), None)
    if decides is not None and all(map(_GROUND.match, paragraphs[:decides])):
        return list(paragraphs[:decides])
    found: list[str] = []
    for text in paragraphs:
        if not (_GROUND.match(text) and text.endswith(";")):
            break
        found.append(text)
    return found


def is_organ(text: str) -> bool:
    """Whether a line of capitals begins the name of a body. "PHÒNG, CHỐNG DỊCH" goes on with one."""
    folded = fold(text.strip())
    if folded.startswith(("phong,", "phong chong", "bao dam", "ban hanh", "so:", "khu vuc", "truong hop")):
        return False
    return f"{folded} ".startswith(_ORGANS)


def is_office(text: str) -> bool:
    """Whether a line of capitals begins with who leads a body."""
    return fold(text.strip()).startswith(_OFFICES)


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters)) and not _NUMBER.match(text)
