"""What the log costs: a write with its entry and seal against the same write without; and reading a chain."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()

from django.db import connection, transaction
from django.db.models import Model

from tests.bench.measure import missed, say, timed
from units.models import UnitKind
from units.models.audit import CONTENT, GENESIS, AuditEntry, chained
from units.selectors.audit_chain import verify

WRITES, ENTRIES = 1_000, 100_000


def audit() -> None:
    """On the database of this run and, in a process of its own, on PostgreSQL if it is at hand."""
    measure()
    if url := os.environ.get("TEST_POSTGRES_URL", ""):
        command = [sys.executable, __file__]
        if subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode:
            missed.append("audit")


def measure() -> None:
    cost_of_a_write()
    reading_the_chain()


def cost_of_a_write() -> None:
    """Each write a transaction of its own, as every action's is, with the log and without."""
    kind = UnitKind.objects.create(code="do-toc-do", name="0", level=1)
    followed = UnitKind.save_base
    rename(kind, 50)
    with_log = min(timed(lambda: rename(kind, WRITES // 4)) for _ in range(4)) / (WRITES // 4)
    UnitKind.save_base = Model.save_base  # type: ignore[method-assign]
    without = min(timed(lambda: rename(kind, WRITES // 4)) for _ in range(4)) / (WRITES // 4)
    UnitKind.save_base = followed  # type: ignore[method-assign]
    cost = (with_log - without) * 1_000
    say(f"log of a write on {connection.vendor}, ms", cost, "the write itself", without * 1_000, cost < 1, "< 1")


def rename(kind: UnitKind, times: int) -> None:
    for n in range(times):
        kind.name = f"{n} {kind.name[:10]}"
        with transaction.atomic():
            kind.save()


def reading_the_chain() -> None:
    """`verify_audit`, entries a second, against hashing as many texts alone."""
    write_chain(ENTRIES)
    found = []
    seconds = timed(lambda: found.append(verify()))
    assert found[0].faults == 0
    content = AuditEntry.objects.order_by("-number").values_list(*CONTENT).first()
    hashing = timed(lambda: [chained(n, GENESIS, content) for n in range(ENTRIES)])
    rate = found[0].count / seconds
    goal = rate >= 10_000
    say(f"verify_audit on {connection.vendor}, entries/s", rate, "hashing alone", ENTRIES / hashing, goal, "≥ 10.000")


def write_chain(count: int) -> None:
    """Many entries fast: inserted in bulk, sealed as ever."""
    from core import clock
    from units.actions.audit import seal

    moment = clock.real_now()
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(at=moment + dt.timedelta(seconds=n), action="change", label=f"mục {n}", changes='{"a":[1,2]}')
            for n in range(count)
        ),
        batch_size=1_000,
    )
    seal()


if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measure()
    sys.exit(1 if missed else 0)
