"""The files in which an office may hand a document in: as it should be, as it was typed before Unicode, as a scan."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

import pypdfium2
from docx import Document

from directives.demo.render import txt_bytes
from directives.demo.texts import DemoText
from directives.official_form import Part, docx_bytes, pdf_bytes
from tests.directives import files, scans
from tests.directives.test_reading_old_encodings import as_tcvn3, as_vni

Made = tuple[str, bytes]
"""(name, bytes) of a file"""
RESOLUTIONS = (150, 200, 300)
MOST_SKEW = 1.5


def lossy_pdf(text: DemoText, *, share: float) -> bytes:
    """A text layer without that share of the letters that only Vietnamese has: their font lacked them."""
    lost = random.Random(text.name)

    def without(words: str) -> str:
        return "".join(sign for sign in words if ord(sign) < 0x100 or lost.random() >= share)

    return pdf_bytes(_changed(text, without))


def _changed(text: DemoText, change: Callable[[str], str]) -> DemoText:
    return replace(
        text,
        **{name: change(getattr(text, name)) for name in ("superior", "number", "place", "abstract", "signer")},
        **{name: tuple(map(change, getattr(text, name))) for name in ("issuer", "signer_office", "recipients")},
        parts=tuple(
            Part(change(part.kind), change(part.title), tuple(change(line) or "." for line in part.lines))
            for part in text.parts
        ),
    )


def tcvn3_docx(text: DemoText) -> bytes:
    """Capitals are signs of small letters in a font that draws them so."""
    document = Document()
    for line in txt_bytes(text).decode().splitlines():
        paragraph = document.add_paragraph()
        for shouted, signs in groupby(line, key=_needs_capital_font):
            words = "".join(signs)
            run = paragraph.add_run(as_tcvn3(words.lower() if shouted else words))
            run.font.name = ".VnTimeH" if shouted else ".VnTime"
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _needs_capital_font(sign: str) -> bool:
    return sign.isupper() and not sign.isascii() and sign not in "ĂÂĐÊÔƠƯ"


def vni_docx(text: DemoText) -> bytes:
    return files.docx(as_vni(txt_bytes(text).decode()))


TEXT_FORMS: dict[str, Callable[[DemoText], Made]] = {
    "PDF": lambda text: ("a.pdf", pdf_bytes(text)),
    "DOCX": lambda text: ("a.docx", docx_bytes(text)),
    "TXT": lambda text: ("a.txt", txt_bytes(text)),
    "TCVN3": lambda text: ("a.docx", tcvn3_docx(text)),
    "VNI": lambda text: ("a.docx", vni_docx(text)),
}
BAD_FORMS: dict[str, Callable[[DemoText], Made]] = {
    "PDF không có chữ Việt": lambda text: ("a.pdf", lossy_pdf(text, share=1)),
    "PDF mất nửa chữ Việt": lambda text: ("a.pdf", lossy_pdf(text, share=0.5)),
    "PDF mất 5 % chữ Việt": lambda text: ("a.pdf", lossy_pdf(text, share=0.05)),
}
SCANS: dict[str, Callable[[DemoText], Made]] = {
    f"Quét {dpi} dpi": lambda text, dpi=dpi: ("a.pdf", scanned(text, dpi))  # type: ignore[misc]
    for dpi in RESOLUTIONS
}


def scanned(text: DemoText, dpi: int) -> bytes:
    """Each page laid on the glass by hand; a red stamp over the left of the signature (Nghị định 30/2020/NĐ-CP)."""
    turned, data = random.Random(f"{text.name}{dpi}"), pdf_bytes(text)
    pages = scans.drawn(data, dpi=dpi)
    at, where = signature_of(data, text.signer)
    scans.stamp(pages[at], where, dpi)
    return scans.pdf_of([scans.worn(page, turned.uniform(-MOST_SKEW, MOST_SKEW)) for page in pages], dpi=dpi)


def signature_of(data: bytes, signer: str) -> tuple[int, tuple[float, float]]:
    """(page from 0, where on it in shares of its width and height) that the stamp's middle belongs."""
    document = pypdfium2.PdfDocument(data)
    for at in reversed(range(len(document))):
        page = document[at]
        found = page.get_textpage().search(signer).get_next()
        if found:
            width, height = page.get_size()
            left, _, _, top = page.get_textpage().get_charbox(found[0])
            return at, (left / width, 1 - (top + 30) / height)
    raise ValueError(signer)
