"""Documents built from a grammar of the official form (Nghị định 30/2020, Phụ lục I) are read back as built.

A drawn document has every component that the form knows, each of its own, and a body of chapters, sections, articles,
clauses and points in any shape; what comes back must be exactly what was drawn.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directives import structure
from tests.directives.test_reading_components import TYPES, read

POINTS = ("a", "b", "c", "d", "đ", "e", "g", "h", "i", "k")
ROMANS = ("I", "II", "III", "IV", "V", "VI")
ISSUERS = (
    ("", "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", "UBND", "Nghệ An", "CHỦ TỊCH"),
    ("UBND TỈNH NGHỆ AN", "SỞ Y TẾ", "SYT", "Nghệ An", "GIÁM ĐỐC"),
    ("UBND TỈNH NGHỆ AN", "SỞ GIAO THÔNG VẬN TẢI", "SGTVT", "Nghệ An", "GIÁM ĐỐC"),
    ("UBND HUYỆN QUỲNH LƯU", "ỦY BAN NHÂN DÂN XÃ QUỲNH HỒNG", "UBND", "Quỳnh Hồng", "CHỦ TỊCH"),
    ("", "BỘ Y TẾ", "BYT", "Hà Nội", "BỘ TRƯỞNG"),
)
NAMES = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Lê Đức Ví Dụ", "Phan Thị Ngọc Minh")
OFFICES = ("", "KT. ", "TL. ", "TUQ. ", "Q. ", "TM. ỦY BAN NHÂN DÂN / ")
WORDS = (
    *("tổ", "nhóm", "trạm", "kho", "đội", "lịch", "trực", "phường", "thôn", "khối", "bếp", "khẩu", "trang"),
    *("nước", "nhân", "viên", "hàng", "hóa", "xe", "nhà", "sổ"),
)
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14).map(" ".join)
DECIDING = ("Nghị quyết", "Quyết định")


@dataclass(frozen=True)
class Drawn:
    """The text of a document and what stands in it; `tree`: (anchor, label) in reading order."""

    text: str
    components: dict[str, Any]
    tree: tuple[tuple[str, str], ...]


class Body:
    """Lines of articles as they are drawn, with the anchors that they must get."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.lines, self.tree, self.articles = draw, list[str](), list[tuple[str, str]](), 0

    def chapters(self) -> None:
        for number in range(1, self.draw(st.integers(1, 3)) + 1):
            self._title(f"Chương {ROMANS[number - 1]}", f"chuong-{number}")
            sections = self.draw(st.integers(0, 2))
            for section in range(1, sections + 1):
                self._title(f"Mục {section}", f"chuong-{number}-muc-{section}")
                self.some_articles()
            if not sections:
                self.some_articles()

    def some_articles(self) -> None:
        for _ in range(self.draw(st.integers(1, 3))):
            self._article()

    def _title(self, label: str, anchor: str) -> None:
        self.lines += [label, self.draw(SENTENCE).upper()]
        self.tree.append((anchor, label))

    def _article(self) -> None:
        self.articles += 1
        anchor, clauses = f"dieu-{self.articles}", self.draw(st.integers(0, 3))
        self.lines.append(f"Điều {self.articles}. {self._sentence()}{'' if clauses else '.'}")
        self.tree.append((anchor, f"Điều {self.articles}"))
        for clause in range(1, clauses + 1):
            points = self.draw(st.integers(0, len(POINTS))) if clause == 1 else 0
            self.lines.append(f"{clause}. {self._sentence()}{':' if points else '.'}")
            self.tree.append((f"{anchor}-khoan-{clause}", f"{clause}."))
            for letter in POINTS[:points]:
                self.lines.append(f"{letter}) {self.draw(SENTENCE)};")
                self.tree.append((f"{anchor}-khoan-{clause}-diem-{letter.replace('đ', 'dd')}", f"{letter})"))

    def _sentence(self) -> str:
        return self.draw(SENTENCE).capitalize()


@st.composite
def decisions(draw: st.DrawFn) -> Drawn:
    """Nghị quyết or quyết định, with articles or with chapters of them."""
    superior, issuer, initials, place, chief = draw(st.sampled_from(ISSUERS))
    type_, day = draw(st.sampled_from(DECIDING)), draw(st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)))
    number, symbol = str(draw(st.integers(10, 9999))), f"{TYPES[type_]}-{initials}"
    abstract = f"Về việc {draw(SENTENCE)}"
    grounds = tuple(f"Căn cứ Luật về {draw(SENTENCE)};" for _ in range(draw(st.integers(1, 4))))
    recipients = (*(f"{draw(SENTENCE).capitalize()};" for _ in range(draw(st.integers(1, 4)))), "Lưu: VT.")
    acting, signer = draw(st.sampled_from(OFFICES)), draw(st.sampled_from(NAMES))
    office = [part for part in f"{acting}{chief}".split(" / ") if part]
    body = Body(draw)
    draw(st.sampled_from([body.chapters, body.some_articles]))()
    lines = [
        *filter(None, (superior, issuer)),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {number}/{symbol}",
        f"{place}, ngày {day.day:02} tháng {_month(day)} năm {day.year}",
        type_.upper(),
        abstract,
        f"{chief} {issuer}",
        *grounds,
        f"{type_.upper()}:",
        *body.lines,
        "Nơi nhận:",
        *(f"- {one}" for one in recipients),
        *office,
        signer,
    ]
    components = {
        "superior": superior,
        "issuer": issuer,
        "number": number,
        "symbol": symbol,
        "date": day,
        "place": place,
        "type": type_,
        "abstract": abstract,
        "grounds": grounds,
        "recipients": recipients,
        "signer_office": " / ".join(office),
        "signer": signer,
    }
    return Drawn("\n".join(lines), components, tuple(body.tree))


def _month(day: dt.date) -> str:
    """With a zero in January and February alone, as the decree orders."""
    return f"{day.month:02}" if day.month < 3 else str(day.month)


@given(decisions())
def test_every_component_comes_back_as_it_was_drawn(drawn: Drawn) -> None:
    found = vars(read(drawn.text))
    assert {name: found[name] for name in drawn.components} == drawn.components


@given(decisions())
def test_the_tree_of_articles_comes_back_with_its_anchors(drawn: Drawn) -> None:
    found = structure.read(read(drawn.text).parts)
    tree = []
    for one in found:
        if one.anchor:
            tree.append((one.anchor, one.label))
        tree += [(line["anchor"], line["label"]) for line in one.lines if line["anchor"]]
    assert tuple(tree) == drawn.tree


@given(decisions(), st.sampled_from(["number", "date", "signer"]))
def test_what_is_not_printed_is_empty_and_nothing_else_changes(drawn: Drawn, missing: str) -> None:
    gone = {
        "number": (f"Số: {drawn.components['number']}/", "Số:      /"),
        "date": (
            f"ngày {drawn.components['date'].day:02} tháng {_month(drawn.components['date'])}",
            "ngày   tháng  ",
        ),
        "signer": (f"\n{drawn.components['signer']}", ""),
    }
    assert gone[missing][0] in drawn.text
    found = vars(read(drawn.text.replace(*gone[missing])))
    assert not found[missing]
    same = ("issuer", "type", "abstract", "recipients", "signer_office")
    assert {name: found[name] for name in same} == {name: drawn.components[name] for name in same}
