"""What it costs to take in a file: from its bytes to its draft, and to recognise a page of a scan."""

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
    """The peer reads the same file in this process, without a draft: the child and the storing are the rest."""
    pages = "\n".join(f"Điều {n}. Nội dung của điều này được thực hiện từ ngày ký." for n in range(3, 40))
    made = [files.pdf(files.DECISION.replace("415", str(600 + n)), *[pages] * (PAGES - 1)) for n in range(RUNS)]
    sent = [[HandedIn.of(f"{n}.pdf", data)] for n, data in enumerate(made)]
    figure = sorted(timed(lambda one=one: _taken(one)) for one in sent)[RUNS // 2]
    peer = sorted(timed(lambda data=data: read_file(data, name="a.pdf", types={})) for data in made)[RUNS // 2]
    reached = figure <= MOST_SECONDS_A_FILE and DirectivePage.objects.count() >= RUNS
    what = f"PDF of {PAGES} pages to its draft, ms"
    say(what, figure * 1000, "read only", peer * 1000, reached, f"<= {MOST_SECONDS_A_FILE:.0f} s")


def one_scan() -> None:
    """The peer is what this process does itself: drawing, straightening, placing the words."""
    if not ocr.is_there():
        print("scan: tesseract is not installed", flush=True)
        missed.append("scan")
        return
    (page,) = scans.scanned(skew=2, stamp_at=scans.SIGNATURE_AT)
    data = scans.pdf_of([page])
    figure = sorted(timed(lambda: read_file(data, name="a.pdf", types={})) for _ in range(RUNS))[RUNS // 2]
    own = timed(lambda: ocr.prepared(page, is_first=True))
    reached = figure <= MOST_SECONDS_A_SCAN
    say("scanned page, ms", figure * 1000, "prepared only", own * 1000, reached, f"<= {MOST_SECONDS_A_SCAN:.0f} s")


def _taken(files_: list[HandedIn]) -> None:
    (result,) = import_directives(files=files_, unit=unit_named("syt"))
    assert result.stored, result.error
