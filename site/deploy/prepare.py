"""The part of `make run` that needs Django: schema, province and demo, static files, the clock.

One process and one start of Django for all steps, each skipped when it has nothing to do, so that a
second start takes seconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from deploy.terminal import Refusal, run_plainly, say

EMPTY = "empty"
INCOMPLETE = "incomplete"


def main() -> None:
    """`python -m deploy.prepare SLUG`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        # A pool would keep trying for half a minute before it said that the server is not there.
        connection.settings_dict["OPTIONS"].pop("pool", None)
        prepare(sys.argv[1])
    except (CommandError, ImproperlyConfigured) as error:
        raise Refusal(str(error)) from error
    except OperationalError as error:
        raise Refusal(sentence_of(error)) from error


def prepare(province: str) -> None:
    """Make the database hold this province, collect static files and set a simulated clock."""
    discard_half_loaded()
    upgraded = migrate()
    load_if_empty(province, upgraded=upgraded)
    call_command("check", databases=["default"], stdout=StringIO())
    collect_static()
    call_command("rewind_clock")


def migrate() -> bool:
    """Apply pending migrations; whether there were any."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    return True


def load_if_empty(province: str, *, upgraded: bool = False) -> None:
    """Load province and demo into a database that holds no province; refuse one that holds another.

    After an upgrade the province's own data is loaded again: newer code may have brought sections and lists.
    """
    state = status()
    if state == INCOMPLETE:
        discard(embedded_database())
        migrate()
        state = status()
    if state == EMPTY:
        load(province)
    elif state != province:
        raise Refusal(
            f"This database holds the province {state}, not {province}: run with PROVINCE={state}, "
            "or give another DATABASE_URL or DATA_DIR."
        )
    elif upgraded:
        call_command("load_province", province)


def status() -> str:
    """`empty`, `incomplete`, or the slug of the province that the database holds."""
    output = StringIO()
    call_command("portal_status", stdout=output)
    return output.getvalue().strip()


def load(province: str) -> None:
    """Load province and demo; a marker beside the embedded database says that this is not finished."""
    marker = loading_marker()
    if marker:
        marker.touch()
    say(f"Loading {province} and its simulated epidemic (once, about two minutes) …")
    call_command("load_province", province)
    call_command("load_demo")
    if marker:
        marker.unlink()


def discard_half_loaded() -> None:
    """Throw away the embedded database if an earlier `load` was interrupted."""
    marker = loading_marker()
    if marker and marker.exists():
        discard(embedded_database())
        marker.unlink()


def discard(database: Path | None) -> None:
    """Remove an embedded database that was never finished; any other one is its owner's to empty."""
    if database is None:
        raise Refusal("The database in DATABASE_URL holds a half-loaded demo: empty it and run again.")
    say("The last start was interrupted while it loaded; starting over with an empty database …")
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    # What was prepared from that database must not be taken for the next one's.
    shutil.rmtree(settings.PREPARED_DIR, ignore_errors=True)


def embedded_database() -> Path | None:
    """The file of the embedded database, None when DATABASE_URL names a database of its own."""
    if os.environ.get("DATABASE_URL") or connection.vendor != "sqlite":
        return None
    return Path(settings.DATABASES["default"]["NAME"])


def loading_marker() -> Path | None:
    """The file that stands beside the embedded database while `load` is at work."""
    database = embedded_database()
    return database and database.with_name(f"{database.name}.loading")


def collect_static() -> None:
    """Collect and compress static files when a source, or the code that serves them, has changed."""
    stamp = Path(f"{settings.STATIC_ROOT}.sha256")
    wanted = static_checksum()
    if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting static files …")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def static_checksum() -> str:
    """SHA-256 over path, size and time of every static source file, and over the storage's settings."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            source = Path(storage.path(name))
            found = source.stat()
            digest.update(f"{source}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def sentence_of(error: OperationalError) -> str:
    """What the database's refusal means in plain words; its own words only where none fits."""
    words = " ".join(str(error).split())
    if "disk is full" in words or "No space left" in words:
        return "The disk is full: free some space and run the command again."
    if "readonly database" in words or "unable to open database file" in words:
        return "No permission to write the database file: change the owner of its folder or set DATA_DIR."
    if os.environ.get("DATABASE_URL"):
        return f"The database in DATABASE_URL cannot be used: {words}"
    return f"The database cannot be used: {words}"


if __name__ == "__main__":
    run_plainly(main)
