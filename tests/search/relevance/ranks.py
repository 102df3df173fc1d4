"""At which place each question was answered when `python -m tests.search.relevance --write` last wrote it down."""

import csv
from collections.abc import Iterable, Mapping

from tests.search.relevance.measures import Outcome, mean
from tests.search.relevance.questions import FOLDER

FILE = FOLDER / "ranks.csv"
ENGINES = ("sqlite", "postgresql", "elastic")
KEY = ("province", "form", "typed")
TOLERANCE = 0.005
"""So much the mean of reciprocal ranks may fall."""
Key = tuple[str, str, str]
Ranks = dict[Key, int | None]


def stored(engine: str) -> Ranks:
    """None for what was not on the first page."""
    return {key: _rank(places[engine]) for key, places in _table().items() if places.get(engine)}


def measured(province: str, outcomes: Iterable[Outcome]) -> Ranks:
    return {(province, one.question.form, one.question.typed): one.rank for one in outcomes}


def write(engine: str, ranks: Ranks, provinces: Iterable[str]) -> None:
    """What is known of other engines and other provinces stays."""
    table = {key: places for key, places in _table().items() if key[0] not in provinces or key in ranks}
    for key, rank in ranks.items():
        table[key] = {**table.get(key, {}), engine: str(rank) if rank else "-"}
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*KEY, *ENGINES])
        writer.writerows([*key, *(places.get(name, "") for name in ENGINES)] for key, places in sorted(table.items()))


def falls(old: Ranks, new: Ranks) -> list[str]:
    """What became worse, and why that is too much: an answer that left the first page, a mean that fell, a question
    that nobody has written down. Empty when all is well."""
    unknown = [f"not written down: {_told(key)}" for key in new if key not in old]
    known = {key: rank for key, rank in new.items() if key in old}
    lost = [key for key, rank in known.items() if rank is None and old[key]]
    fell = mean(_reciprocal(old[key]) for key in known) - mean(map(_reciprocal, known.values())) if known else 0
    worse = [key for key in known if _reciprocal(known[key]) < _reciprocal(old[key])]
    named = [f"{_place(old[key])} → {_place(known[key])}: {_told(key)}" for key in worse]
    return unknown + (named if lost or fell > TOLERANCE else [])


def _table() -> dict[Key, Mapping[str, str]]:
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["province"], row["form"], row["typed"]): {name: row[name] for name in ENGINES} for row in rows}


def _rank(text: str) -> int | None:
    return None if text == "-" else int(text)


def _reciprocal(rank: int | None) -> float:
    return 1 / rank if rank else 0.0


def _place(rank: int | None) -> str:
    return str(rank) if rank else "not on the first page"


def _told(key: Key) -> str:
    province, form, typed = key
    return f"{typed} ({form}, {province})"
