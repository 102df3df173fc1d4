"""The text of a TXT file."""

import codecs

from core.text import nfc
from directives.reading.language import POOR
from directives.reading.lines import Line, Page
from directives.reading.old_encodings import decoded, encoding_of


def read(data: bytes) -> list[Page]:
    """One page, a line a paragraph. UTF-8, UTF-16 with its mark, TCVN3 or VNI; anything else is kept and not read."""
    text = _decoded(data)
    encoding = encoding_of(data.decode("latin-1") if text is None else text)
    if encoding:
        text = decoded(data.decode("latin-1") if text is None else text, encoding)
    if text is None or "\0" in text:
        return [Page((), POOR)]
    lines = (Line(" ".join(line.split())) for line in nfc(text).splitlines())
    return [Page.of(lines, typed_in=encoding)]


def _decoded(data: bytes) -> str | None:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None
