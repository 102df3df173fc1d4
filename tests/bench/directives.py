"""Directives in a database of their own: a file to its draft, 10,000 documents loaded, their pages.

`python tests/bench/directives.py [intake] [load]`: these parts, without a name both. `BENCH_DOCUMENTS` for fewer.
"""

import os
import sys
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="bench-directives-")
os.environ |= {"DATA_DIR": FOLDER, "DJANGO_SETTINGS_MODULE": "config.settings", "PROVINCE": "nghe-an"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]

import django  # noqa: E402

django.setup()

import datetime as dt  # noqa: E402
import io  # noqa: E402
import random  # noqa: E402
import shutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from core import clock  # noqa: E402
from directives.actions.import_directives import import_directives  # noqa: E402
from directives.actions.take_in import HandedIn  # noqa: E402
from directives.models import DirectivePage, DirectiveRelation, Provision  # noqa: E402
from tests.bench.intake import intake  # noqa: E402
from tests.bench.measure import FILES, PLAIN_STATIC, missed, say, scratch, timed, visit  # noqa: E402
from units.selectors.organisations import unit_named  # noqa: E402

DOCUMENTS, FEW, ARTICLES = int(os.environ.get("BENCH_DOCUMENTS", "10000")), 100, 10
LEAST_A_SECOND, MOST_QUERIES = 50, 12
NOW = dt.datetime(2021, 10, 8, 18, 5, tzinfo=clock.ZONE)
SENTENCES = (
    "Trạm Y tế theo dõi sức khỏe của người cách ly hai lần mỗi ngày.",
    "Ủy ban nhân dân cấp xã lập danh sách hộ gia đình cần hỗ trợ.",
    "Chốt kiểm soát hoạt động cả ngày lẫn đêm, mỗi ca không dưới năm người.",
    "Cơ sở kinh doanh dừng phục vụ tại chỗ cho đến khi có thông báo mới.",
    "Kết quả xét nghiệm được trả cho người dân trong vòng mười hai giờ.",
    "Công an xã phối hợp với tổ dân phố nhắc nhở người không đeo khẩu trang.",
)
HEAD = """UBND TỈNH NGHỆ AN
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/QĐ-SYT
Nghệ An, ngày {day.day:02} tháng {day.month} năm {day.year}
QUYẾT ĐỊNH
Về việc phòng, chống dịch tại khu vực số {number}
GIÁM ĐỐC SỞ Y TẾ NGHỆ AN
Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;
{grounds}QUYẾT ĐỊNH:
"""
GROUND = "Căn cứ Quyết định số {number}/QĐ-SYT ngày {day.day} tháng {day.month} năm {day.year} của Sở Y tế Nghệ An;\n"
ABOVE = "Căn cứ Quyết định số {number}/2020/QĐ-UBND ngày 25 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh Nghệ An;\n"
REPLACES = "Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số {number}/QĐ-SYT ngày {day:%d/%m/%Y}.\n"
REPLACES_EVERY, BACK = 20, 3
"""One in so many replaces the one so many before it."""
TAIL = """Nơi nhận:
- Như Điều 1;
- Lưu: VT, NVY.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Nguyễn Thị Thử"""


def main(parts: list[str]) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_province", "nghe-an", stdout=io.StringIO())
    with clock.at(NOW), override_settings(STORAGES=FILES | PLAIN_STATIC, ALLOWED_HOSTS=["*"]):
        if "load" in parts or not parts:
            load()
        if "intake" in parts or not parts:
            intake()
    shutil.rmtree(FOLDER)
    sys.exit(1 if missed else 0)


def load() -> None:
    """As an office does once: published on the way, so that all that follows a publication is in it."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    few = timed(lambda: taken_in(0, FEW))
    at_first = queries()
    seconds = few + timed(lambda: taken_in(FEW, DOCUMENTS))
    found, articles = DirectivePage.objects.live().count(), Provision.objects.filter(level="article").count()
    rate, peer = DOCUMENTS / seconds, DOCUMENTS / timed(raw_insert)
    ended, related = DirectivePage.objects.exclude(ended_by=None).count(), DirectiveRelation.objects.count()
    stored = (found, articles, ended) == (DOCUMENTS, DOCUMENTS * ARTICLES, DOCUMENTS // REPLACES_EVERY)
    reached = rate >= LEAST_A_SECOND and stored
    what = f"{found:,} documents with {articles:,} articles, {related:,} relations, {ended:,} replaced, documents/s"
    say(what, rate, "raw insert of the same text", peer, reached, f"≥ {LEAST_A_SECOND}")
    say("the first 100 of them, documents/s", FEW / few, "all", rate, rate * 2 >= FEW / few, "≤ twice as fast as all")
    for page, many in queries().items():
        what, reached = (
            f"{page}, queries with {DOCUMENTS:,} documents",
            many <= MOST_QUERIES and many <= at_first[page],
        )
        say(what, many, f"with {FEW}", at_first[page], reached, f"≤ {MOST_QUERIES}, flat")


def queries() -> dict[str, int]:
    """Of the list and of one document's page."""
    newest = DirectivePage.objects.live().order_by("-pk")[0]
    return {"list": visit("/van-ban/")[0], "document": visit(newest.url)[0]}


def taken_in(first: int, last: int) -> None:
    """One call, and so one reading child, for all of them."""
    results = import_directives(files=written(first, last), unit=unit_named("syt"), publish=True)
    refused = next((result.error for result in results if not result.stored), None)
    assert refused is None, refused


def written(first: int, last: int) -> Iterator[HandedIn]:
    for number in range(first, last):
        yield HandedIn.of(f"{number}.txt", text(number).encode())


def text(number: int) -> str:
    """Always the same for a number."""
    dice = random.Random(number)
    articles = (f"Điều {n}. {' '.join(dice.choices(SENTENCES, k=4))}\n" for n in range(1, ARTICLES + 1))
    head = HEAD.format(number=number + 1, day=day_of(number), grounds="".join(grounds(number, dice)))
    before = number - BACK
    said = REPLACES.format(number=before + 1, day=day_of(before)) if replaces(number) else ""
    return f"{head}{''.join(articles)}{said}{TAIL}"


def replaces(number: int) -> bool:
    return number % REPLACES_EVERY == BACK


def day_of(number: int) -> dt.date:
    """Sixteen are signed on a day."""
    return dt.date(2020, 1, 1) + dt.timedelta(days=number // 16 % 640)


def grounds(number: int, dice: random.Random) -> Iterator[str]:
    """One of the province that all name, one that some do, and earlier ones of the office itself."""
    yield ABOVE.format(number=12)
    yield ABOVE.format(number=13 + number % 50)
    for earlier in {dice.randrange(number) for _ in range(2)} if number else ():
        yield GROUND.format(number=earlier + 1, day=day_of(earlier))


def raw_insert() -> None:
    """A row a document and a row an article, and nothing else."""
    with scratch() as database:
        for number in range(DOCUMENTS):
            lines = text(number).split("\n")
            rows = [(number, at, line, 0, 0, 0, 0) for at, line in enumerate(lines) if line.startswith("Điều")]
            database.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", [(number, *lines[:6]), *rows])


if __name__ == "__main__":
    main(sys.argv[1:])
