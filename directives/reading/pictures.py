"""Pictures of pages, as scanners and telephones make them: JPG, PNG, TIFF of one page or many."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.problems import Code, Unreadable

MOST_PIXELS = 60_000_000
"""A4 at 600 dpi has 35 million; in colour these take 180 MB."""
MOST_FRAMES = 300
ENOUGH_DOTS = 1654
"""Of the shorter edge: A4 at 200 dpi."""


def frames(data: bytes, *, name: str) -> int:
    """How many pages. Nothing is decoded; raises `Unreadable` for one that would not fit into memory."""
    with _opened(data, name) as picture:
        count = getattr(picture, "n_frames", 1)
        if count > MOST_FRAMES:
            raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} có {count} trang. Hãy tách thành các tệp nhỏ hơn.")
        for number in range(count):
            picture.seek(number)
            _check_dots(picture.size, name)
        return count


def drawn(data: bytes, *, name: str, number: int) -> Any:
    """A page as pillow's image, upright, grey or in colour; pages count from 1. Raises `Unreadable`."""
    from PIL import ImageOps

    with _opened(data, name) as picture:
        picture.seek(number - 1)
        _check_dots(picture.size, name)
        if picture.format == "JPEG":
            picture.draft(None, (ENOUGH_DOTS, ENOUGH_DOTS))  # decoded at a half or a quarter, if that is enough
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return _on_white(picture)


def _check_dots(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        message = f"Ảnh {name} quá lớn ({width} × {height} điểm). Hãy quét lại ở 200 dpi rồi gửi."
        raise Unreadable(Code.FILE_TOO_LARGE, message)


def _on_white(picture: Any) -> Any:
    """Paper is white where a picture is transparent."""
    from PIL import Image

    if picture.mode in ("L", "1", "I", "I;16", "F"):
        return picture if picture.mode == "L" else picture.convert("L")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, (255, 255, 255))
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # pillow's own bound counts one frame; here each is asked for its size first
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as picture:
            yield picture
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(Code.FILE_TOO_LARGE, f"Ảnh {name} quá lớn. Hãy quét lại ở 200 dpi rồi gửi.") from error
    except Exception as error:  # pillow raises OSError, SyntaxError, struct.error … for a damaged picture
        raise Unreadable(Code.UNREADABLE_FILE, f"Ảnh {name} hỏng, không mở được.") from error
