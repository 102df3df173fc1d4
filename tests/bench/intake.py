"""What it costs to take in a file: from its bytes to its draft, and to recognise a page of a scan."""

import os
import subprocess

import pypdfium2
from PIL import Image

from directives.actions.import_directives import import_directives
from directives.actions.take_in import HandedIn
from directives.models import DirectivePage
from directives.reading import ocr, read_file
from tests.bench.measure import missed, say, timed
from tests.directives import files, scans
from units.selectors.organisations import unit_named

PAGES, RUNS = 20, 5
MOST_SECONDS_A_FILE, MOST_SECONDS_A_SCAN = 1.0, 4.0


def intake() -> None:
    """Needs a loaded province; without tesseract the scan is a goal missed."""
    text_of_twenty_pages()
    one_scan()


def text_of_twenty_pages() -> None:
    """The peer takes the letters out of the same file: the rest is lines, components, the child and the storing."""
    pages = "\n".join(f"Điều {n}. Nội dung của điều này được thực hiện từ ngày ký." for n in range(3, 40))
    made = [files.pdf(files.DECISION.replace("415", str(600 + n)), *[pages] * (PAGES - 1)) for n in range(RUNS)]
    sent = [[HandedIn.of(f"{n}.pdf", data)] for n, data in enumerate(made)]
    figure = sorted(timed(lambda one=one: _taken(one)) for one in sent)[RUNS // 2]
    peer = sorted(timed(lambda data=data: raw_text(data)) for data in made)[RUNS // 2]
    reached = figure <= MOST_SECONDS_A_FILE and DirectivePage.objects.count() >= RUNS
    what = f"PDF of {PAGES} pages to its draft, ms"
    say(what, figure * 1000, "raw pypdfium2 text", peer * 1000, reached, f"<= {MOST_SECONDS_A_FILE:.0f} s")


def one_scan() -> None:
    """The peer is the program alone, on the page as it was scanned."""
    if not ocr.is_there():
        print("scan: tesseract is not installed", flush=True)
        missed.append("scan")
        return
    (page,) = scans.scanned(skew=2, stamp_at=scans.SIGNATURE_AT)
    data = scans.pdf_of([page])
    figure = sorted(timed(lambda: read_file(data, name="a.pdf", types={})) for _ in range(RUNS))[RUNS // 2]
    raw = sorted(timed(lambda: raw_tesseract(page)) for _ in range(RUNS))[RUNS // 2]
    reached = figure <= MOST_SECONDS_A_SCAN
    say("scanned page, ms", figure * 1000, "raw tesseract", raw * 1000, reached, f"<= {MOST_SECONDS_A_SCAN:.0f} s")


def raw_text(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def raw_tesseract(page: Image.Image) -> None:
    """On one core, as the reading does it."""
    command = [os.environ.get("TESSERACT", "tesseract"), "-", "-", "-l", "vie"]
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}
    subprocess.run(command, input=scans.picture(page), capture_output=True, check=True, env=alone)


def _taken(files_: list[HandedIn]) -> None:
    (result,) = import_directives(files=files_, unit=unit_named("syt"))
    assert result.stored, result.error
