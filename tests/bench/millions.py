"""Figures of two years at both slots, 8 million facts, in a database of their own: reads, a release, a file, storage.

Peers are the raw queries that give the same, and for a file the raw insert of as many facts.
"""

import os
import sys
import tempfile
from pathlib import Path

FOLDER = os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="bench-millions-")
os.environ |= {"DATA_DIR": FOLDER, "DJANGO_SETTINGS_MODULE": "config.settings", "PROVINCE": "nghe-an"}
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER}/bench.sqlite3"
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]

import django  # noqa: E402

django.setup()

import datetime as dt  # noqa: E402
import io  # noqa: E402
import shutil  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import uuid  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from typing import Any  # noqa: E402

from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from core import clock  # noqa: E402
from datasets import days  # noqa: E402
from datasets.actions.import_reports import import_reports  # noqa: E402
from datasets.actions.publish import publish_release  # noqa: E402
from datasets.actions.stage import move_pointer, stage_release  # noqa: E402
from datasets.models import OPEN, Indicator, Release, Report  # noqa: E402
from datasets.selectors import figures  # noqa: E402
from datasets.selectors.area_figures import AreaFigures  # noqa: E402
from datasets.selectors.area_views import AreaView  # noqa: E402
from datasets.selectors.rights import Rights  # noqa: E402
from tests.bench.measure import FILES, PLAIN_STATIC, missed, raw_insert, say, timed, visit  # noqa: E402
from tests.bench.reports import of_communes  # noqa: E402
from units.models import AdministrativeArea, Level, OrganisationalUnit, User  # noqa: E402
from units.selectors.areas import areas_at, province_area  # noqa: E402

DAYS, SLOTS = int(os.environ.get("BENCH_DAYS", "755")), 2
TODAY = days.date(DAYS)
EVENING = dt.datetime.combine(TODAY, dt.time(18, 5), tzinfo=clock.ZONE)
QUESTIONS, EMPTY = 40, 1_000
COLUMNS = "indicator_id, area_id, day, slot, value, from_release, to_release"
FACT = f"INSERT INTO datasets_fact ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, {OPEN})"
BLOCK = f"""INSERT INTO datasets_blocksum ({COLUMNS})
SELECT indicator_id, area_id, %s, 0, SUM(value), %s, {OPEN} FROM datasets_fact
WHERE indicator_id IN (SELECT id FROM datasets_indicator WHERE kind = 'flow') AND day >= %s AND day < %s
GROUP BY indicator_id, area_id"""
AS_OF = "from_release <= %s AND to_release > %s"
SERIES = f"""SELECT day, SUM(value) FROM datasets_fact WHERE indicator_id = %s AND area_id = %s AND {AS_OF}
AND day >= %s AND day <= %s GROUP BY day ORDER BY day"""
TOTALS = """SELECT indicator_id, area_id, SUM(value) FROM {table} WHERE indicator_id = %s AND area_id IN ({areas})
AND {as_of} AND day >= %s AND day < %s GROUP BY indicator_id, area_id"""


def main() -> None:
    if "file" not in sys.argv:
        call_command("migrate", verbosity=0)
        call_command("load_province", "nghe-an", stdout=io.StringIO())
    with clock.at(EVENING), override_settings(STORAGES=FILES | PLAIN_STATIC, ALLOWED_HOSTS=["*"]):
        if "file" in sys.argv:
            file_of_figures()
        else:
            everything()
    sys.exit(1 if missed else 0)


def everything() -> None:
    stored = fill()
    print(f"{stored:,} facts, {megabytes() * 2**20 / stored:.0f} bytes each with everything else", flush=True)
    series()
    running_totals()
    tiles()
    release_of_communes()
    pages()
    sheet()
    file_by_itself()
    releases_without_changes()
    shutil.rmtree(FOLDER)


def file_by_itself() -> None:
    """In a fresh process on the same database: what the release needed at its peak would hide what the file needs."""
    command = [sys.executable, __file__, "file"]
    if subprocess.run(command, env=os.environ | {"BENCH_FOLDER": FOLDER}, check=False).returncode:
        missed.append("file of figures")


def fill() -> int:
    """Facts of every area and indicator at every slot, in the order of releases, as they come in life."""
    areas = [area.pk for area in areas_at(TODAY) if area.level <= Level.COMMUNE]
    indicators = {indicator.pk: indicator.code for indicator in Indicator.objects.all()}
    keys = [(indicator, area) for indicator in sorted(indicators) for area in sorted(areas)]
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(1, DAYS * SLOTS + 1):
            day, slot = divmod(number - 1, SLOTS)
            Release.objects.create(**_history(number, day, slot))
            rows = [(i, a, day, slot, value(indicators[i], a, day), number) for i, a in keys]
            cursor.executemany(FACT, rows)
            if day and day % days.BLOCK == 0 and slot == 0:
                cursor.execute(BLOCK, [day - days.BLOCK, number, day - days.BLOCK, day])
            cursor.execute("UPDATE datasets_pointer SET number = %s", [number])
    return len(keys) * DAYS * SLOTS


def _history(number: int, day: int, slot: int) -> dict[str, Any]:
    now = clock.now()
    named = {"number": number, "day": day, "slot": slot, "kind": Release.Kind.HISTORY, "reason": "đo tốc độ"}
    return named | {"staged_at": now, "published_at": now, "token": uuid.uuid4()}


def value(indicator: str, area: int, day: int) -> int:
    """A figure that no check finds anything in: stocks stay, and no day is like the one before."""
    new = (area + day) % 3
    of = {"ca_mac_moi": new, "khoi_benh": new, "tu_vong": 0, "dang_dieu_tri": area % 7}
    of |= {"xet_nghiem": 20 + day % 5, "xet_nghiem_duong_tinh": new}
    of |= {"tiem_mui_1": 10 + day % 4, "tiem_mui_2": 5 + day % 3}
    return of.get(indicator, (area + day) % 5)


def series() -> None:
    """Day sums of one flow in one area over all the days."""
    flow, release = _flow(), figures.published()
    asked = [area.pk for area in areas_at(TODAY) if area.level == Level.COMMUNE][:QUESTIONS]
    own = median(lambda area: figures.series(release, flow, area, first=0, last=DAYS), asked)
    raw = median(lambda area: _rows(SERIES, [flow, area, release, release, 0, DAYS]), asked)
    say(f"series of an area over {DAYS} days, ms", own, "its raw query", raw, own <= 1.5 * raw, "≤ 1.5 times")


def running_totals() -> None:
    """Of one flow in every commune, up to today."""
    flow, release = _flow(), figures.published()
    areas = [area.pk for area in areas_at(TODAY) if area.level == Level.COMMUNE]
    own = median(lambda _: figures.totals(release, [flow], areas, season=0, until=DAYS), range(20))
    raw = median(lambda _: _raw_totals(flow, release, areas), range(20))
    assert figures.totals(release, [flow], areas, season=0, until=DAYS) == _raw_totals(flow, release, areas)
    say(
        f"running totals of {len(areas)} communes, ms", own, "their raw queries", raw, own <= 1.5 * raw, "≤ 1.5 times"
    )


def _raw_totals(flow: int, release: int, areas: Sequence[int]) -> dict[tuple[int, int], int]:
    """Closed blocks by their sums, the days since by their facts."""
    named, open_block = ", ".join(map(str, areas)), days.block(DAYS)
    found: dict[tuple[int, int], int] = {}
    for table, first, last in (("blocksum", -days.BLOCK, open_block), ("fact", open_block, DAYS + 1)):
        query = TOTALS.format(table=f"datasets_{table}", areas=named, as_of=AS_OF)
        for indicator, area, total in _rows(query, [flow, release, release, first, last]):
            found[indicator, area] = found.get((indicator, area), 0) + total
    return found


def tiles() -> None:
    """All indicators of the province with changes, means and coverage."""
    top, release = province_area(TODAY), figures.published()
    with CaptureQueriesContext(connection) as asked:
        here = AreaFigures.read(release, top)
        made = [AreaView(here).tile(indicator) for indicator in here.indicators]
    say("tiles of the province, queries", len(asked), "tiles", len(made), len(asked) <= 5, "≤ 5")


def release_of_communes() -> None:
    """Both slots of the day in one release, its views and pictures made, until it is out."""
    reports = of_communes(DAYS, slots=(0, 1))
    Report.objects.bulk_create(reports, batch_size=500)
    before = peak_megabytes()
    seconds = timed(lambda: publish_release(operator="bench"))
    raw = timed(lambda: raw_insert(sum(len(report.values) for report in reports)))
    say(f"release of {len(reports)} reports, s", seconds, "raw executemany", raw, seconds <= 30, "≤ 30")
    say("the same, peak MB", peak_megabytes(), "before it", before, peak_megabytes() <= 400, "≤ 400")


def pages() -> None:
    """Queries of public pages, with nothing cached."""
    for path in ("/", "/so-lieu/"):
        queries, size = visit(path)
        say(f"{path}, queries", queries, "its kB", size / 1000, queries <= 10, "≤ 10")


def sheet() -> None:
    """The sheet of the health centre with the most communes, as its account opens it."""
    unit, areas = max(((unit, _communes(unit)) for unit in _health_centres()), key=lambda one: len(one[1]))
    client = Client()
    clerk = User.objects.create(username=f"{unit.abbreviation}.nhap", unit=unit, kind="person", enters=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(clerk)
    path = f"/quan-tri/snippets/datasets/report/add/?cap={Level.COMMUNE.value}"
    shown = client.get(path)
    assert shown.status_code == 200, shown
    seconds = statistics.median(timed(lambda: client.get(path)) for _ in range(5))
    desk = statistics.median(timed(lambda: client.get("/quan-tri/")) for _ in range(5))
    say(f"sheet of {len(areas)} communes, ms", seconds * 1000, "the desk", desk * 1000, seconds <= 0.3, "≤ 300")


def file_of_figures() -> None:
    """100,000 values of a health centre's communes, every check run, stored as drafts."""
    unit = OrganisationalUnit.objects.get(abbreviation="ttyt-vinh")
    data, values = _file(unit)
    before = peak_megabytes()
    seconds = timed(lambda: import_reports(data=data, name="so-lieu.csv", unit=unit))
    assert Report.objects.filter(unit=unit).count() > 5_000
    rate, raw = values / seconds, values / timed(lambda: raw_insert(values))
    say("file of figures, values/s", rate, "raw executemany", raw, rate >= 25_000, "≥ 25.000")
    say("the same, peak MB", peak_megabytes(), "before it", before, peak_megabytes() <= 300, "≤ 300")


def _file(unit: OrganisationalUnit) -> tuple[bytes, int]:
    rights, areas = Rights(unit), _communes(unit)
    codes = [code for code in Indicator.objects.values_list("code", flat=True) if rights.has(code, areas[0])]
    slots = 100_000 // len(codes) // len(areas) + 1
    lines = [",".join(["ngay", "khung_gio", "ma_dia_ban", *codes])]
    for n in range(slots):
        day = DAYS - 1 - slots // SLOTS + n // SLOTS
        place = f"{days.date(day)},{('06:00', '18:00')[n % SLOTS]}"
        lines += [",".join([place, a.code, *(str(value(code, a.pk, day)) for code in codes)]) for a in areas]
    return "\n".join(lines).encode(), slots * len(areas) * len(codes)


def releases_without_changes() -> None:
    """What a thousand of them add to the database, the log of who published them included."""
    before = megabytes()
    for _ in range(EMPTY):
        move_pointer(stage_release(day=DAYS, slot=1, cells={}, kind="extra", reason="đo"))
    grown = megabytes() - before
    say(f"{EMPTY:,} releases without changes, MB", grown, "the database", before, grown < 1, "< 1")


def median(ask: Callable[[Any], object], questions: Sequence[Any]) -> float:
    """Milliseconds of a question."""
    return statistics.median(timed(lambda one=one: ask(one)) for one in questions) * 1000


def peak_megabytes() -> float:
    """Of this process, so far; `ru_maxrss` would begin with that of the process that started it."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def megabytes() -> float:
    """Of the database's file."""
    pages, size = (_rows(f"PRAGMA {name}", [])[0][0] for name in ("page_count", "page_size"))
    return pages * size / 2**20


def _flow() -> int:
    return Indicator.objects.get(code="ca_mac_moi").pk


def _health_centres() -> list[OrganisationalUnit]:
    return list(OrganisationalUnit.objects.filter(kind__code="ttyt_huyen"))


def _communes(unit: OrganisationalUnit) -> list[AdministrativeArea]:
    rights = Rights(unit)
    return [area for area in areas_at(TODAY, level=Level.COMMUNE) if rights.covers(area)]


def _rows(query: str, parameters: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


if __name__ == "__main__":
    main()
