"""Files as offices hand them in, good and bad."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from docx import Document
from fpdf import FPDF

import directives

FONTS = Path(directives.__file__).parent / "official_form" / "fonts"
DECISION = """UBND TỈNH NGHỆ AN
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 415/QĐ-SYT
Nghệ An, ngày 05 tháng 10 năm 2021
QUYẾT ĐỊNH
Về việc thành lập Tổ thẩm định cơ sở thu dung
GIÁM ĐỐC SỞ Y TẾ NGHỆ AN
Căn cứ Luật Khám bệnh, chữa bệnh;
Theo đề nghị của Trưởng phòng Nghiệp vụ Y.
QUYẾT ĐỊNH:
Điều 1. Thành lập Tổ thẩm định gồm các ông, bà có tên trong danh sách.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 214/QĐ-SYT ngày 03/8/2021 của Sở Y tế.
Nơi nhận:
- Như Điều 1;
- Lưu: VT, NVY.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Nguyễn Thị Thử"""


def txt(text: str = DECISION, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def pdf(*pages: str, encrypt: dict | None = None, picture: bool = False) -> bytes:
    """A page for each text, a paragraph a line; `encrypt`: arguments of fpdf's `set_encryption`."""
    made = FPDF(format="A4")
    made.add_font("Serif", "", FONTS / "PortalSerif-Regular.ttf")
    if encrypt:
        made.set_encryption(**encrypt)
    for text in pages:
        made.add_page()
        if picture:
            made.image(_png(), x=0, y=0, w=210, h=297)
        made.set_font("Serif", "", 13)
        for line in text.splitlines():
            made.multi_cell(160, 6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def _png() -> io.BytesIO:
    from PIL import Image

    saved = io.BytesIO()
    Image.new("L", (60, 80), 230).save(saved, "PNG")
    saved.seek(0)
    return saved


def docx(text: str = DECISION) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def changed_docx(path: str, data: bytes) -> bytes:
    """A DOCX with one of its members replaced or added."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != path:
                new.writestr(name, old.read(name))
        new.writestr(path, data)
    return saved.getvalue()


def doc(stream: str = "WordDocument", *, encrypted: bool = False) -> bytes:
    """A compound file with one stream, as far as anyone looks: header, directory entry, the stream's first bytes."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    entry = bytearray(128)
    name = stream.encode("utf-16-le") + b"\0\0"
    entry[: len(name)] = name
    struct.pack_into("<I", entry, 116, 2)
    body = bytearray(4096)
    struct.pack_into("<H", body, 0, 0xA5EC)
    struct.pack_into("<H", body, 10, 0x0100 if encrypted else 0)
    return bytes(header + bytes(512) + entry + bytes(384) + body)


def png_of(width: int, height: int) -> bytes:
    """A picture that says it is so large; only its first rows are there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + width)) for _ in range(min(height, 50))) + rows.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pdf_carrying(*, script: str = "", file: bytes = b"") -> bytes:
    """A decision whose PDF holds a script or another file."""
    made = FPDF(format="A4")
    made.add_font("Serif", "", FONTS / "PortalSerif-Regular.ttf")
    made.add_page()
    made.set_font("Serif", "", 13)
    for line in DECISION.splitlines():
        made.multi_cell(160, 6, line, new_x="LMARGIN", new_y="NEXT")
    if file:
        made.embed_file(bytes=file, basename="kèm.txt")
    found = bytes(made.output())
    if not script:
        return found
    action = f"/OpenAction << /S /JavaScript /JS ({script}) >> /Type /Catalog".encode()
    return found.replace(b"/Type /Catalog", action, 1)


def docx_with_macros(content_type: str) -> bytes:
    """Its macros lie in a part of another name, which the table of contents tells."""
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        types = archive.read("[Content_Types].xml").decode()
    part = f'<Override PartName="/word/styles2.bin" ContentType="{content_type}"/></Types>'
    return changed_docx("[Content_Types].xml", types.replace("</Types>", part).encode())


def pdf_with_hidden_script() -> bytes:
    """Its script lies among objects that are kept compressed."""
    hidden = b"7 0 << /S /Java#53cript /J#53 (app.alert\\(1\\)) >>"
    packed = zlib.compress(hidden)
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return pdf(DECISION).replace(b"%%EOF", b"9 0 obj\n%b\nstream\n%b\nendstream\nendobj\n%%%%EOF" % (stream, packed))


def _xlsx() -> bytes:
    import openpyxl

    saved = io.BytesIO()
    openpyxl.Workbook().save(saved)
    return saved.getvalue()


_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'

BAD = {
    "rỗng": ("a.pdf", b"", "empty_file"),
    "chỉ có khoảng trắng": ("a.txt", b" \r\n\t ", "empty_file"),
    "PDF cụt": ("a.pdf", pdf(DECISION)[:-900], "unreadable_file"),
    "PDF hỏng giữa": ("a.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 400 + b"\n%%EOF", "unreadable_file"),
    "PDF mật khẩu": ("a.pdf", pdf("a", encrypt={"owner_password": "x", "user_password": "y"}), "encrypted_file"),
    "PDF khóa": ("a.pdf", pdf("a", encrypt={"owner_password": "x"}), "encrypted_file"),
    "DOCX cụt": ("a.docx", docx()[:2000], "unreadable_file"),
    "DOCX hỏng": ("a.docx", changed_docx("word/document.xml", b"<w:document"), "unreadable_file"),
    "DOCX có thực thể XML": ("a.docx", changed_docx("word/document.xml", _ENTITIES), "unreadable_file"),
    "DOCX có thực thể, UTF-16": (
        "a.docx",
        changed_docx("word/styles.xml", _ENTITIES.decode().encode("utf-16")),
        "unreadable_file",
    ),
    "bom ZIP": ("a.docx", changed_docx("word/media/a.bin", bytes(210 * 2**20)), "file_too_large"),
    "bom XML": ("a.docx", changed_docx("word/document.xml", b"<a>" + b" " * (41 * 2**20)), "file_too_large"),
    "DOCX mật khẩu": ("a.docx", doc("EncryptedPackage"), "encrypted_file"),
    "DOC mật khẩu": ("a.doc", doc(encrypted=True), "encrypted_file"),
    "DOC cụt": ("a.doc", doc()[:700], "unreadable_file"),
    "XLSX": ("a.xlsx", _xlsx(), "unsupported_file"),
    "XLSX mang đuôi DOCX": ("a.docx", _xlsx(), "wrong_extension"),
    "chữ mang đuôi PDF": ("a.pdf", txt(), "wrong_extension"),
    "DOCX mang đuôi PDF": ("a.pdf", docx(), "wrong_extension"),
    "PDF mang đuôi DOCX": ("a.docx", pdf(DECISION), "wrong_extension"),
    "DOC mang đuôi DOCX": ("a.docx", doc(), "wrong_extension"),
    "ảnh hỏng": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "unreadable_file"),
    "ảnh loại khác": ("a.gif", b"GIF89a" + bytes(100), "unsupported_file"),
    "ảnh 30.000 × 30.000": ("a.png", png_of(30_000, 30_000), "file_too_large"),
    "DOCX có macro": ("a.docm", changed_docx("word/vbaProject.bin", b"Sub AutoOpen"), "unsupported_file"),
    "DOCX có macro tên khác": (
        "a.docx",
        docx_with_macros("application/vnd.ms-office.vbaProject"),
        "unsupported_file",
    ),
    "DOCX có macro tên khác, viết bằng số": (
        "a.docx",
        docx_with_macros("application/vnd.ms-office.vba&#80;roject"),
        "unsupported_file",
    ),
    "DOC có macro": ("a.doc", doc() + "_VBA_PROJECT".encode("utf-16-le") + bytes(200), "unsupported_file"),
    "ảnh mang đuôi PDF": ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(100), "wrong_extension"),
    "chương trình": ("a.exe", b"MZ\x90\x00" + bytes(300), "unsupported_file"),
    "HTML": ("a.html", b"<!DOCTYPE html><html><body>a</body></html>", "unsupported_file"),
    "RTF mang đuôi DOC": ("a.doc", rb"{\rtf1\ansi Quyet dinh}", "wrong_extension"),
    "TXT có NUL": ("a.txt", txt()[:50] + b"\0" + txt()[50:], "wrong_extension"),
}
"""{what is wrong: (name, bytes, code of the refusal)}"""
