"""`python -m tests.search.relevance`: how well each engine answers, as a table; `--write` keeps the ranks.

It measures the engine of the database of DATABASE_URL, and Elasticsearch where TEST_ELASTICSEARCH_URL names one.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[3] / "site")]
os.environ |= {"DATA_DIR": tempfile.mkdtemp(prefix="relevance-"), "DJANGO_SETTINGS_MODULE": "config.settings"}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from tests.search.elastic_server import in_front  # noqa: E402
from tests.search.relevance import ranks  # noqa: E402
from tests.search.relevance.asking import ask_all, demo_of, engine_name  # noqa: E402
from tests.search.relevance.questions import PROVINCES  # noqa: E402
from tests.search.relevance.table import not_first, table  # noqa: E402


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.search.relevance", description=__doc__)
    asked.add_argument("--province", choices=PROVINCES, action="append", help="only this one")
    asked.add_argument("--write", action="store_true", help="keep the ranks as those that may not get worse")
    options = asked.parse_args()
    with database_of_its_own():
        for province in options.province or PROVINCES:
            with demo_of(province):
                for _ in engines():
                    measure(province, write=options.write)


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """On the server, or in the memory, of DATABASE_URL; it goes afterwards."""
    given, connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"], None
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"relevance_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)


def engines() -> Iterator[None]:
    """Each engine at hand answers for one step."""
    settings.ELASTICSEARCH_URL = ""
    yield
    if os.environ.get("TEST_ELASTICSEARCH_URL"):
        with pytest.MonkeyPatch.context() as patch, in_front(settings, patch):
            yield
        settings.ELASTICSEARCH_URL = ""


def measure(province: str, *, write: bool) -> None:
    outcomes, engine = ask_all(province), engine_name()
    print(f"\n{engine}, {province}\n{table(outcomes)}\n\n{not_first(outcomes)}", flush=True)
    found = ranks.measured(province, outcomes)
    if write:
        ranks.write(engine, found, [province])
    else:
        print(*ranks.falls(ranks.stored(engine), found), sep="\n", flush=True)


if __name__ == "__main__":
    main()
