"""A document as PDF, in pure Python, with its letters embedded."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from directives.official_form.lines import (
    LETTER,
    MOTTO,
    NATION,
    Line,
    Role,
    attached_to,
    date_line,
    lines,
    number_line,
)
from directives.official_form.text import OfficialText, Part

FAMILY = "Portal Serif"
STYLES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
FONTS = Path(__file__).parent / "fonts"

TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 18
"""Margins in millimetres, within what Nghị định 30/2020/NĐ-CP allows."""

WIDTH = 210 - LEFT - RIGHT
HEAD = 68
"""Width in millimetres of the issuer's column."""

INDENT = 10
BODY = 14
NOON = dt.time(12, tzinfo=dt.UTC)


def pdf_bytes(text: OfficialText) -> bytes:
    """The printed form. The same text gives the same bytes."""
    pdf = Sheet(text)
    pdf.add_page()
    pdf.draw_head(text)
    pdf.draw_title(text)
    pdf.draw_lines(text.parts[0], below=signature_height(text))
    pdf.draw_signature(text)
    for part in text.parts[1:]:
        pdf.draw_attached(text, part)
    return bytes(pdf.output())


def signature_height(text: OfficialText) -> int:
    """About how many millimetres signature and recipients take."""
    return max(36 + 6 * len(text.signer_office), 10 + 5 * len(text.recipients))


class Sheet(FPDF):
    """A4 upright; from the second page on with its number at the top."""

    def __init__(self, text: OfficialText) -> None:
        super().__init__(format="A4")
        for style, name in STYLES.items():
            self.add_font(FAMILY, style, FONTS / f"PortalSerif-{name}.ttf")
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, margin=BOTTOM)
        self.set_creation_date(dt.datetime.combine(text.date, NOON))
        self.set_title(f"{text.type} {text.number}")
        self.set_author(" ".join(text.issuer))
        self.set_lang("vi")

    def header(self) -> None:
        if self.page_no() == 1:
            return
        self.set_xy(LEFT, 10)
        self.put(str(self.page_no()), size=13, width=WIDTH)
        self.set_y(TOP)

    def put(self, line: str, *, size: float, width: float, style: str = "", align: str = "C") -> None:
        """A few lines in a column that begins where the pen is; the pen goes below it."""
        self.set_font(FAMILY, style, size)
        self.multi_cell(width, size * 0.42, line, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def rule(self, centre: float, width: float) -> None:
        """A thin line below what was just written, around a point."""
        self.set_line_width(0.2)
        self.line(centre - width / 2, self.y + 0.8, centre + width / 2, self.y + 0.8)

    def draw_head(self, text: OfficialText) -> None:
        """Issuer left, nation right, each with its rule; below them number and date."""
        below = max(self._draw_issuer(text), self._draw_nation()) + 4
        self.set_xy(LEFT, below)
        self.put(number_line(text), size=13, width=HEAD)
        if text.type == LETTER:
            self.put(text.abstract, size=12, width=HEAD)
        for stamp in text.stamps:
            self.put(stamp.upper(), size=13, width=HEAD, style="B")
        end = self.y
        self.set_xy(LEFT + HEAD, below)
        self.put(date_line(text), size=13, width=WIDTH - HEAD, style="I")
        self.set_xy(LEFT, max(end, self.y) + 5)

    def _draw_issuer(self, text: OfficialText) -> float:
        self.set_xy(LEFT, TOP)
        if text.superior:
            self.put(text.superior, size=12, width=HEAD)
        for line in text.issuer:
            self.put(line, size=12, width=HEAD, style="B")
        self.rule(LEFT + HEAD / 2, 24)
        return self.y

    def _draw_nation(self) -> float:
        self.set_xy(LEFT + HEAD, TOP)
        self.put(NATION, size=12, width=WIDTH - HEAD, style="B")
        self.put(MOTTO, size=13, width=WIDTH - HEAD, style="B")
        self.rule(LEFT + HEAD + (WIDTH - HEAD) / 2, self.get_string_width(MOTTO))
        return self.y

    def draw_title(self, text: OfficialText) -> None:
        """Name of the type and abstract; a letter has neither here."""
        if text.type == LETTER:
            return
        self.put(text.type.upper(), size=14, width=WIDTH, style="B")
        self._draw_abstract(text.abstract)

    def _draw_abstract(self, abstract: str) -> None:
        self.set_x(LEFT + 8)
        self.put(abstract, size=14, width=WIDTH - 16, style="B")
        self.rule(LEFT + WIDTH / 2, 50)
        self.set_xy(LEFT, self.y + 6)

    def draw_lines(self, part: Part, *, below: int = 0) -> None:
        """The paragraphs of a part; the last goes to the page on which `below` millimetres more find room."""
        *others, last = lines(part)
        for line in others:
            self._draw_line(line)
        if below:
            self._keep_together(16 + below)
        self._draw_line(last)

    def _draw_line(self, line: Line) -> None:
        if line.role is Role.TITLE:
            self._keep_together(24)
            self.put(line.text, size=BODY, width=WIDTH, style="B")
            self.set_xy(LEFT, self.y + 1.5)
        elif line.role is Role.ADDRESSEE:
            self._draw_addressee(line)
        else:
            self._draw_paragraph(line)

    def _draw_addressee(self, line: Line) -> None:
        """One addressee stands in the middle; several in a list below "Kính gửi:"."""
        in_list = line.text.startswith("- ") or line.text == "Kính gửi:"
        self.set_x(LEFT + (50 if line.text.startswith("- ") else 30 if in_list else 10))
        self.put(line.text, size=BODY, width=LEFT + WIDTH - self.x, align="L" if in_list else "C")
        self.set_xy(LEFT, self.y + 1.5)

    def _draw_paragraph(self, line: Line) -> None:
        """Justified, its first line indented, its first words perhaps bold."""
        if line.bold:
            self._keep_together(18)
        column = self.text_columns(text_align="J", line_height=1.2)
        with column, column.paragraph(first_line_indent=INDENT) as paragraph:
            self.set_font(FAMILY, "B", BODY)
            paragraph.write(line.bold + " " * bool(line.bold and line.rest))
            self.set_font(FAMILY, "I" if line.role is Role.GROUND else "", BODY)
            paragraph.write(line.rest)
        self.set_xy(LEFT, self.y + 1.5)

    def draw_signature(self, text: OfficialText) -> None:
        """Who signs, right; who gets it, left and small; both on one page."""
        self._keep_together(signature_height(text))
        top = self.y + 4
        left_end = self._draw_recipients(text.recipients, top)
        self.set_xy(LEFT + 82, top)
        for office in text.signer_office:
            self.put(office, size=13, width=WIDTH - 82, style="B")
        self.set_y(self.y + 22)
        self.set_x(LEFT + 82)
        self.put(text.signer, size=BODY, width=WIDTH - 82, style="B")
        self.set_xy(LEFT, max(left_end, self.y))

    def _draw_recipients(self, recipients: Sequence[str], top: float) -> float:
        self.set_xy(LEFT, top)
        self.put("Nơi nhận:", size=12, width=78, style="BI", align="L")
        for line in recipients:
            self.put(f"- {line}", size=11, width=78, align="L")
        return self.y

    def draw_attached(self, text: OfficialText, part: Part) -> None:
        """On a new page: kind, title, what it is attached to, its paragraphs."""
        self.add_page()
        self.put(part.kind, size=BODY, width=WIDTH, style="B")
        self.put(part.title, size=BODY, width=WIDTH, style="B")
        if source := attached_to(text, part):
            self.put(source, size=BODY, width=WIDTH, style="I")
        self.rule(LEFT + WIDTH / 2, 50)
        self.set_xy(LEFT, self.y + 6)
        self.draw_lines(part)

    def _keep_together(self, height: float) -> None:
        if self.y + height > self.h - BOTTOM:
            self.add_page()
