"""Open data of the whole history: each form against a raw cursor that writes the same rows, and peak memory."""

import csv
import tracemalloc
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from datasets.files import FORMS
from datasets.models import Release
from datasets.selectors.figures import published
from datasets.selectors.tables import Part, Table
from tests.bench.measure import say, timed

MOST_MEGABYTES = 64
QUERY = """SELECT f.area_id, f.day, f.slot, a.code, a.name, f.indicator_id, f.value
FROM datasets_fact f JOIN units_administrativearea a ON a.id = f.area_id
WHERE f.from_release <= %s AND f.to_release > %s ORDER BY a.code, a.valid_from, f.day, f.slot"""


def open_data() -> None:
    """Reads the newest release of the run's database."""
    table = Table(Release.objects.get(number=published()), Part.HISTORY)
    with TemporaryDirectory() as folder:
        raw = timed(lambda: raw_csv(Path(folder) / "raw.csv", table))
        for form in FORMS:
            path = Path(folder) / f"whole.{form}"
            seconds = timed(lambda form=form, path=path: written(form, path, table))
            limit = 3 if form == "csv" else 6
            what = f"open data as {form}, {path.stat().st_size / 2**20:.1f} MB, s"
            say(what, seconds, "raw cursor to CSV", raw, seconds <= raw * limit, f"≤ {limit} times")
        for form in FORMS:
            used, size = peak(form, Path(folder) / "peak", table), (Path(folder) / "raw.csv").stat().st_size / 2**20
            goal = f"≤ {MOST_MEGABYTES}"
            say(f"open data as {form}, peak MB of Python", used, "CSV's size", size, used <= MOST_MEGABYTES, goal)


def written(form: str, path: Path, table: Table) -> None:
    with path.open("wb") as out:
        FORMS[form].write(table, out)


def raw_csv(path: Path, table: Table) -> None:
    """The same rows without models, checks or names of levels."""
    indicators = [indicator.pk for indicator in table.indicators]
    number = table.release.number
    with connection.cursor() as cursor, path.open("w", newline="") as out:
        writer = csv.writer(out)
        cursor.execute(QUERY, [number, number])
        for (*_, day, slot, code, name), group in groupby(cursor, key=lambda row: row[:5]):
            values = {row[5]: row[6] for row in group}
            writer.writerow([day, slot, code, name, *map(values.get, indicators)])


def peak(form: str, path: Path, table: Table) -> float:
    """Megabytes that Python held at once while the file was written."""
    tracemalloc.start()
    written(form, path, table)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found / 2**20
