"""`make bench`: speed and size as ratios to a named peer, measured in the same run.

Prints one line a measure: what, the figure, the peer's figure, their ratio, the goal. Exit 1 if a goal is missed.
"""

import gzip
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="bench-")
os.environ |= {"DATA_DIR": FOLDER, "DJANGO_SETTINGS_MODULE": "config.settings", "PROVINCE": "nghe-an"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]

import django  # noqa: E402

django.setup()

import datetime as dt  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from core import clock  # noqa: E402
from datasets import days  # noqa: E402
from datasets.actions.import_history import import_history  # noqa: E402
from datasets.actions.publish import publish_release  # noqa: E402
from datasets.actions.stage import move_pointer, stage_release  # noqa: E402
from datasets.models import Indicator, Report, Source  # noqa: E402
from tests.bench.audit import audit  # noqa: E402
from tests.bench.measure import FILES, PLAIN_STATIC, missed, raw_insert, say, timed, visit  # noqa: E402
from tests.bench.open_data import open_data  # noqa: E402
from tests.bench.reports import of_communes  # noqa: E402
from units.models import AdministrativeArea, Level  # noqa: E402
from units.selectors.organisations import unit_named  # noqa: E402

LAST = dt.date(2021, 10, 8)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_province", "nghe-an", stdout=io.StringIO())
    with (
        clock.at(dt.datetime.combine(LAST, dt.time(18, 5), tzinfo=clock.ZONE)),
        override_settings(STORAGES=FILES | PLAIN_STATIC, ALLOWED_HOSTS=["*"]),
    ):
        history()
        home_page()
        communes()
        open_data()
    audit()
    run_alone("directives.py")
    run_alone("millions.py")
    searches()
    sys.exit(1 if missed else 0)


def searches() -> None:
    """Search on SQLite, and on each server at hand, every database in a process of its own."""
    postgres, elastic = (os.environ.get(f"TEST_{name}_URL", "") for name in ("POSTGRES", "ELASTICSEARCH"))
    left_out = [name for name, url in (("PostgreSQL", postgres), ("Elasticsearch", elastic)) if not url]
    if left_out:
        print(f"Left out, no server at hand: {' and '.join(left_out)}")
        print("With them: python -m deploy.test_servers postgres elasticsearch -- make bench")
    run_alone("search.py")
    if postgres:  # Elasticsearch is measured once
        run_alone("search.py", DATABASE_URL=postgres, TEST_ELASTICSEARCH_URL="")


def run_alone(script: str, **environment: str) -> None:
    """In a process and a database of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATA_DIR")}
    command = [sys.executable, str(Path(__file__).with_name(script))]
    if subprocess.run(command, env=kept | environment, check=False).returncode:
        missed.append(script)


def history() -> None:
    """100,000 values of communes and districts through `import_history`, against one raw executemany."""
    data, values = history_file(rows=12_000)
    seconds = timed(lambda: import_history(data=data, name="h.csv", unit=unit_named("cdc"), reason="đo tốc độ"))
    raw = timed(lambda: raw_insert(values))
    rate, peer = values / seconds, values / raw
    say("import_history, values/s", rate, "raw executemany into SQLite", peer, rate >= 10_000, "≥ 10.000")


def home_page() -> None:
    """Queries and size of the home page with 30 and with 600 days at district level."""
    district_days(30)
    few, size = visit("/")
    district_days(600)
    many, _ = visit("/")
    say(
        "home page, queries with 600 days",
        many,
        "the same with 30 days",
        few,
        many <= 10 and many <= few,
        "≤ 10, flat",
    )
    plain = len(gzip.compress(Path("site/static/portal/css/portal.css").read_bytes()))
    say("home page, gzip bytes", size, "its stylesheet", plain, size <= 100_000, "≤ 100.000")


def communes() -> None:
    """`publish_release` with reports of 460 communes, against writing the same rows raw."""
    day = days.number(LAST)
    reports = of_communes(day, slots=(1,))
    Report.objects.bulk_create(reports, batch_size=500)
    seconds = timed(lambda: publish_release(operator="bench"))
    values = sum(len(report.values) for report in reports)
    say(
        "publish_release of communes, s",
        seconds,
        "raw executemany",
        timed(lambda: raw_insert(values)),
        seconds <= 60,
        "≤ 60",
    )


def history_file(rows: int) -> tuple[bytes, int]:
    codes = list(Source.objects.filter(level=Level.DISTRICT, mode="own").values_list("indicator__code", flat=True))
    areas = list(
        AdministrativeArea.objects.valid_at(LAST).filter(level=Level.DISTRICT).values_list("code", flat=True)
    )
    lines = [",".join(["ngay", "khung_gio", "ma_dia_ban", *codes])]
    first = dt.date(2020, 2, 1)
    for n in range(rows):
        date = first + dt.timedelta(days=n // len(areas) // 2)
        slot = ("06:00", "18:00")[n // len(areas) % 2]
        lines.append(",".join([date.isoformat(), slot, areas[n % len(areas)], *(str(n % 17) for _ in codes)]))
    return "\n".join(lines).encode(), rows * len(codes)


def district_days(count: int) -> None:
    """Publish the evenings of the last `count` days, as history, for every district."""
    areas = AdministrativeArea.objects.valid_at(LAST).filter(level=Level.DISTRICT)
    indicators = Indicator.objects.all()
    newest = days.number(LAST) - 1
    for day in range(newest - count, newest):
        cells = {(i.pk, a.pk, day, 1): (day + a.pk) % 9 for i in indicators for a in areas}
        move_pointer(stage_release(day=day, slot=1, cells=cells, kind="history", reason="đo tốc độ"))


if __name__ == "__main__":
    main()
