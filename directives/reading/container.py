"""What the bytes of a file are, by what stands in them and never by its name; a name that lies is refused."""

import codecs
import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import PurePath

from core.archives import members
from core.problems import Code, Unreadable
from core.text import nfc

MAX_BYTES = 25 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_XML = 40 * 2**20
PDF, DOCX, DOC, TXT = "pdf", "docx", "doc", "txt"
JPG, PNG, TIFF = "jpg", "png", "tiff"
PICTURES = (JPG, PNG, TIFF)
ENDINGS = {
    **{kind: kind for kind in (PDF, DOCX, DOC, TXT, *PICTURES)},
    "jpeg": JPG,
    "tif": TIFF,
}
TAKEN = "PDF, DOCX, DOC, TXT, JPG, PNG hoặc TIFF"
IMAGE, MACROS, OTHER = "image", "macros", "other"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {b"\x89PNG": PNG, b"\xff\xd8\xff": JPG, b"II*\0": TIFF, b"MM\0*": TIFF, b"GIF8": IMAGE, b"BM": IMAGE}
_MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<\?xml|\{\\rtf)", re.IGNORECASE)
_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaProject|vbaData|macroEnabled", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_size(size: int, *, name: str) -> None:
    """Raises `Unreadable` for a file that is empty or too large: to be asked before it is read into memory."""
    if size == 0:
        raise Unreadable(Code.EMPTY_FILE, f"Tệp {name} rỗng.")
    if size > MAX_BYTES:
        raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} lớn hơn {MAX_BYTES // 2**20} MB.")


def kind_of(data: bytes, *, name: str) -> str:
    """`pdf`, `docx`, `doc`, `txt`, `jpg`, `png` or `tiff`. Raises `Unreadable`."""
    check_size(len(data.strip(b"\xef\xbb\xbf \t\r\n\0")) and len(data), name=name)
    kind = _kind(data, name)
    if kind == MACROS:
        message = f"Tệp {name} có macro nên không nhận. Hãy lưu lại thành DOCX không macro hoặc PDF rồi gửi lại."
        raise Unreadable(Code.UNSUPPORTED_FILE, message)
    _check_name(kind, name)
    if kind in (IMAGE, OTHER):
        what = "Không nhận ảnh loại này" if kind == IMAGE else "Không nhận loại tệp này"
        raise Unreadable(Code.UNSUPPORTED_FILE, f"{what} ({name}). Hãy gửi tệp {TAKEN}.")
    return kind


def _kind(data: bytes, name: str) -> str:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK"):
        return _kind_of_archive(data, name)
    if data.startswith(_OLE):
        return _kind_of_compound(data, name)
    picture = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")
    if picture or data[8:12] in (b"WEBP", b"avif", b"heic"):
        return picture or IMAGE
    return TXT if _is_text(data) else OTHER


def _is_text(data: bytes) -> bool:
    """Letters only, in whatever encoding; a page of another program's source is none."""
    return data.startswith(_BOMS) or not (_CONTROLS.search(data) or _MARKUP.match(data))


def _kind_of_archive(data: bytes, name: str) -> str:
    entries = members(data, name=name, at_most=MAX_UNPACKED)
    if "word/document.xml" not in entries or _TYPES not in entries:
        return OTHER
    if any(entry.file_size > MAX_XML for path, entry in entries.items() if path.endswith((".xml", ".rels"))):
        raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} giải nén ra quá lớn.")
    return MACROS if _has_macros(data, name, entries) else DOCX


def _has_macros(data: bytes, name: str, paths: Collection[str]) -> bool:
    """Whether a part is declared or linked as macros, whatever it is called ([MS-OFFMACRO2] 2.2.1), or called so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told = [archive.read(path) for path in paths if path.lower().endswith((_TYPES.lower(), ".rels"))]
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt, không mở được.") from error
    said = [html.unescape(one.replace(b"\0", b"").decode("latin-1")) for one in told]
    return any(map(_MACROS.search, [*said, *paths]))


def _kind_of_compound(data: bytes, name: str) -> str:
    """Word's old file, or something else in the same box: an encrypted DOCX, a workbook."""
    if len(data) < 1536:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt.")
    if _stream(data, "EncryptedPackage") is not None:
        raise Unreadable(Code.ENCRYPTED_FILE, f"Tệp {name} được đặt mật khẩu. Hãy gỡ mật khẩu rồi gửi lại.")
    start = _stream(data, "WordDocument")
    if start is None:
        return OTHER
    flags = data[start + 10 : start + 12]
    if len(flags) < 2:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt.")
    if flags[1] & 0x01:
        raise Unreadable(Code.ENCRYPTED_FILE, f"Tệp {name} được đặt mật khẩu. Hãy gỡ mật khẩu rồi gửi lại.")
    return MACROS if _stream(data, "_VBA_PROJECT") is not None else DOC


def _stream(data: bytes, name: str) -> int | None:
    """Where a stream of the compound file begins, by its directory entry ([MS-CFB] 2.6); None if there is none."""
    at = data.find(name.encode("utf-16-le") + b"\0\0")
    if at < 512 or len(data) < at + 128:
        return None
    sector = struct.unpack_from("<I", data, at + 116)[0]
    shift = struct.unpack_from("<H", data, 30)[0]
    return (sector + 1) << shift if shift in (9, 12) else None


def _check_name(kind: str, name: str) -> None:
    ending = PurePath(name).suffix.lower().lstrip(".")
    claimed = ENDINGS.get(ending)
    if ending and claimed != kind and (claimed or kind in ENDINGS.values()):
        message = f"Tệp {nfc(name)} có đuôi .{ending} nhưng nội dung {_SAID[kind]}. Hãy kiểm tra lại tệp."
        raise Unreadable(Code.WRONG_EXTENSION, message)


_SAID = {
    PDF: "là PDF",
    DOCX: "là DOCX",
    DOC: "là DOC",
    TXT: "là chữ thường (TXT)",
    JPG: "là ảnh JPG",
    PNG: "là ảnh PNG",
    TIFF: "là ảnh TIFF",
    IMAGE: "là ảnh",
    OTHER: "không phải loại đó",
}
