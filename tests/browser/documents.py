"""Documents made inside the running portal: one as long and as wide as they come, and drafts read from a file."""

import datetime as dt
import io
from dataclasses import asdict

import pypdfium2

from directives.actions.import_directives import import_directives
from directives.actions.take_in import HandedIn
from directives.models import DirectivePage, Original, OriginalPage
from directives.reading.signatures import read
from tests.directives import scans, signing
from tests.directives.factories import directive, original
from tests.directives.files import pdf
from units.selectors.organisations import unit_named

ARTICLE = """Điều {n}. Việc thứ {n}
1. Các đơn vị thực hiện việc thứ {n} và báo cáo hằng ngày.
a) Trước 17 giờ."""
STATION = "{n} | Trạm Y tế xã thứ {n}, huyện Nghi Lộc, tỉnh Nghệ An | {n} | 0238 000 1234 | Trực 24/24 giờ"


def long_decision() -> DirectivePage:
    """Thirty articles, an annex with a table of sixty rows."""
    articles = [ARTICLE.format(n=n) for n in range(1, 31)]
    rows = [STATION.format(n=n) for n in range(1, 61)]
    return directive(
        number="9001",
        place="Nghệ An",
        grounds="Căn cứ Luật Tổ chức chính quyền địa phương;",
        signer="Nguyễn Văn Mẫu",
        signer_office="CHỦ TỊCH",
        recipients="Như Điều 30;\nLưu: VT.",
        parts=[
            ("", "\n".join(["QUYẾT ĐỊNH:", *articles])),
            ("PHỤ LỤC Danh sách trạm y tế", "\n".join(["STT | Tên trạm | Số giường | Điện thoại | Ghi chú", *rows])),
        ],
    )


def doubted_decision() -> DirectivePage:
    """Withdrawn; read from a scan of which two pages are doubted, and signed: by its chief, by its office and then
    written over."""
    why = "Công văn 9002/UBND-NC của Ủy ban nhân dân tỉnh: ban hành không đúng thẩm quyền"
    fields = {"withdrawn_on": dt.date(2021, 10, 5), "withdrawn_why": why, "signer": "Nguyễn Văn Mẫu"}
    page = directive(number="9003", text_quality="ocr", **fields)
    signed = signing.signed(signing.signed(_scan()), field="ChuKy2", name=signing.OFFICE, organisation="")
    kept = original(page, signing.written_over(signed), name="Quyết định 9003 (bản quét có dấu).pdf", quality="ocr")
    found = [asdict(one) for one in read(signing.written_over(signed))]
    Original.objects.filter(pk=kept.pk).update(pages=3, signatures=found)
    for number, quality, sure in ((1, "good", None), (2, "ocr", 91.0), (3, "poor", 38.0)):
        OriginalPage.objects.create(original=kept, number=number, quality=quality, confidence=sure)
    return page


def _scan() -> bytes:
    """Three pages, written anew: the table of what Pillow writes is too loose for who signs."""
    written = pypdfium2.PdfDocument(scans.pdf_of(scans.scanned(skew=0.6, stamp_at=scans.SIGNATURE_AT) * 3))
    saved = io.BytesIO()
    written.save(saved)
    return saved.getvalue()


def read_draft(text: str) -> int:
    """The id of a draft that was read from a PDF with this text, handed in by the Department of Health."""
    handed_in = HandedIn.of("qd.pdf", pdf(text))
    (result,) = import_directives(files=[handed_in], unit=unit_named("syt"))
    assert result.page is not None, result.error
    return result.page.pk
