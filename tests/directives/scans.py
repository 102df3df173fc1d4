"""Documents as they come from a scanner: drawn from the official form, skewed, stamped in red, pressed as JPEG."""

import datetime as dt
import io
import random

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from directives.official_form import OfficialText, Part, pdf_bytes

RED = (203, 42, 48)
DECISION = OfficialText(
    superior="UBND TỈNH NGHỆ AN",
    issuer=("SỞ Y TẾ",),
    issuer_name="Sở Y tế Nghệ An",
    number="418/QĐ-SYT",
    place="Nghệ An",
    date=dt.date(2021, 10, 6),
    type="Quyết định",
    abstract="Về việc phân tuyến thu dung người bệnh trên địa bàn tỉnh",
    signer_office=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    signer="Nguyễn Thị Thử",
    recipients=("Như Điều 3;", "Trung tâm Kiểm soát bệnh tật;", "Lưu: VT, NVY."),
    parts=(
        Part(
            "",
            "",
            (
                "GIÁM ĐỐC SỞ Y TẾ NGHỆ AN",
                "Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;",
                "Theo đề nghị của Trưởng phòng Nghiệp vụ Y.",
                "QUYẾT ĐỊNH:",
                "Điều 1. Phân tuyến thu dung người bệnh theo mức độ nặng nhẹ như sau:",
                "1. Bệnh viện Đa khoa huyện nhận người bệnh nhẹ, không có bệnh nền, ở trong huyện và vùng giáp ranh.",
                "2. Bệnh viện Đa khoa tỉnh nhận người bệnh nặng do các bệnh viện tuyến dưới chuyển đến.",
                "Điều 2. Trung tâm Kiểm soát bệnh tật tổng hợp số giường còn trống, báo cáo trước 17 giờ hằng ngày.",
                "Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị chịu trách nhiệm thi hành./.",
            ),
        ),
    ),
)
SIGNATURE_AT = 0.62, 0.70
"""About where the signature of `DECISION` stands, in shares of the page's width and height."""


def drawn(data: bytes, *, dpi: int = 200) -> list[Image.Image]:
    """The pages of a PDF, as a reader sees them."""
    document = pypdfium2.PdfDocument(data)
    return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def scanned(
    text: OfficialText = DECISION, *, dpi: int = 200, skew: float = 0.0, stamp_at: tuple[float, float] | None = None
) -> list[Image.Image]:
    """Pages as a scanner sees them: `skew` in degrees, a round red stamp on the last page."""
    pages = drawn(pdf_bytes(text), dpi=dpi)
    if stamp_at:
        stamp(pages[-1], stamp_at, dpi)
    return [worn(page, skew) for page in pages]


def stamp(page: Image.Image, at: tuple[float, float], dpi: int) -> None:
    """A round red one, 36 mm across, around `at` in shares of the page's width and height."""
    x, y, radius = at[0] * page.width, at[1] * page.height, 18 / 25.4 * dpi
    pen = ImageDraw.Draw(page)
    for inset, width in ((0.0, 0.05), (0.3, 0.03)):
        inner = radius * (1 - inset)
        pen.ellipse((x - inner, y - inner, x + inner, y + inner), outline=RED, width=max(2, int(radius * width)))
    pen.regular_polygon((x, y, radius * 0.3), 5, fill=RED)
    for n in range(18):
        pen.text((x - radius * 0.8 + n * radius * 0.09, y + radius * 0.35), "SỞ Y TẾ"[n % 7], fill=RED)


def worn(page: Image.Image, skew: float = 0.0) -> Image.Image:
    """Turned by `skew` degrees, with a little noise of the glass and a little blur of the optics."""
    page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(250, 249, 245))
    return Image.blend(page, noise(page.size).convert("RGB"), 0.06).filter(ImageFilter.GaussianBlur(0.6))


def noise(size: tuple[int, int]) -> Image.Image:
    """Around middle grey, a standard deviation of 12; the same for every page of that size, run after run."""
    dots = random.Random(30).randbytes(size[0] * size[1])
    return Image.frombytes("L", size, dots).point(lambda value: round(128 + (value - 127.5) * 12 / 73.9))


def pdf_of(pages: list[Image.Image], *, dpi: int = 200) -> bytes:
    saved = io.BytesIO()
    pages[0].save(saved, "PDF", resolution=dpi, save_all=True, append_images=pages[1:], quality=70)
    return saved.getvalue()


def picture(
    page: Image.Image, kind: str = "PNG", *, dpi: int = 200, others: list[Image.Image] | None = None
) -> bytes:
    """`others`: further pages of a TIFF."""
    saved = io.BytesIO()
    more = {"save_all": True, "append_images": others, "compression": "jpeg"} if others else {}
    page.save(saved, kind, dpi=(dpi, dpi), **more)
    return saved.getvalue()
