"""A ZIP archive that a person sends (XLSX, DOCX): looked at before anything in it is unpacked."""

import io
import zipfile

from core.problems import Code, Unreadable

MAX_ENTRIES = 10_000


def members(data: bytes, *, name: str, at_most: int) -> dict[str, zipfile.ZipInfo]:
    """{member: its entry}, none unpacked. Raises `Unreadable` if damaged, encrypted or over `at_most` bytes in all.

    An entry cannot give more than the size it claims: `zipfile` stops reading there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt, không mở được.") from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > at_most:
        raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} giải nén ra quá lớn.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(Code.ENCRYPTED_FILE, f"Tệp {name} được đặt mật khẩu.")
    return {entry.filename: entry for entry in entries}
