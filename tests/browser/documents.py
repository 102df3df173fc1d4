"""Documents made inside the running portal: one as long and as wide as they come, and drafts read from a file."""

from directives.actions.import_directives import import_directives
from directives.actions.take_in import HandedIn
from directives.models import DirectivePage
from tests.directives.factories import directive
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


def read_draft(text: str) -> int:
    """The id of a draft that was read from a PDF with this text, handed in by the Department of Health."""
    handed_in = HandedIn.of("qd.pdf", pdf(text))
    (result,) = import_directives(files=[handed_in], unit=unit_named("syt"))
    assert result.page is not None, result.error
    return result.page.pk
