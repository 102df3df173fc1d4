"""The file that shows why a published figure is wrong: a PDF, a JPEG or a PNG, by its bytes and not by its name."""

import hashlib
import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from core.problems import Refused
from core.text import nfc
from datasets.models import Correction, Indicator
from units.models import AdministrativeArea

MAX_EVIDENCE = 5 * 2**20
LONGEST_EVIDENCE = 500
LONGEST_NAME = 100
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
"""By Pillow's name; a phone's photograph is often an MPO, a JPEG with a second picture in it."""


class EvidenceFile(NamedTuple):
    """`format`: one of `CONTENT_TYPES`, as the bytes say; `name`: as it was handed in, with that ending."""

    name: str
    data: bytes
    format: str

    @property
    def stored_name(self) -> str:
        return f"{hashlib.sha256(self.data).hexdigest()}.{self.format}"


class Basis(NamedTuple):
    """What a correction rests on. `indicator` and `area`: of a backlog that is spread over past days; `replaces`: the
    request of that backlog that came back, whose file stays unless there is another."""

    evidence: str
    file: EvidenceFile | None = None
    indicator: Indicator | None = None
    area: AdministrativeArea | None = None
    replaces: Correction | None = None


def read_evidence(data: bytes, name: str) -> EvidenceFile:
    """Raises `Refused` for what is too large, or is none of the three."""
    if len(data) > MAX_EVIDENCE:
        raise Refused(f"Tệp căn cứ lớn hơn {MAX_EVIDENCE // 2**20} MB.")
    found = _format(data)
    if found is None:
        raise Refused("Tệp căn cứ phải là PDF, JPEG hoặc PNG đọc được.")
    stem = "".join(sign for sign in nfc(Path(name).stem) if sign.isprintable())
    return EvidenceFile(f"{stem[: LONGEST_NAME - 4] or 'can-cu'}.{found}", data, found)


def _format(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in data[-1024:] else None
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
            picture.verify()
            return _PICTURES[str(picture.format)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
