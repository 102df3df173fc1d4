"""The text of a TXT file."""

import codecs

from core.text import nfc
from directives.reading.language import POOR
from directives.reading.lines import Line, Page


def read(data: bytes) -> list[Page]:
    """One page, a line a paragraph. UTF-8 or, with its mark, UTF-16; anything else is kept and not read."""
    text = _decoded(data)
    if text is None or "\0" in text:
        return [Page((), POOR)]
    return [Page.of(Line(" ".join(line.split())) for line in nfc(text).splitlines())]


def _decoded(data: bytes) -> str | None:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None
