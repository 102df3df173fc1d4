"""Each component of each file: read rightly, left empty, or wrong."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

import directives
from core import province
from core.province import Row
from directives.demo.texts import DemoText
from directives.reading import read_file
from directives.reading.bodies import by_words, heads
from tests.directives.accuracy.documents import Written, as_read, truth
from tests.directives.accuracy.forms import Made
from tests.directives.test_reading_components import TYPES
from units.actions.load import UNIT_COLUMNS

ISSUERS = Path(directives.__file__).parent / "data" / "issuers.csv"
RIGHT, EMPTY, WRONG = "right", "empty", "wrong"


@dataclass
class Score:
    """`counts`: {(component, outcome): how many}, of what the document says or the reader claims; `failures`:
    (document, component, true value, what was read)."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[tuple[str, str, object, object]] = field(default_factory=list)

    def share(self, component: str, outcome: str) -> float:
        """Of the files in which the component stands, or is said to stand."""
        whole = sum(self.counts[component, one] for one in (RIGHT, EMPTY, WRONG))
        return self.counts[component, outcome] / whole if whole else 0.0

    def add(self, name: str, true: dict[str, object], read: dict[str, object]) -> None:
        for component, value in true.items():
            if not value and not read[component]:
                continue
            found = outcome(value, read[component])
            self.counts[component, found] += 1
            if found != RIGHT:
                self.failures.append((name, component, value, read[component]))


def outcome(true: object, read: object) -> str:
    """What is claimed and not so is wrong, and so is a text of which only a part was read."""
    if true == read:
        return RIGHT
    return WRONG if read and read != ("",) else EMPTY


def score(documents: Iterable[Written], make: Callable[[DemoText], Made]) -> Score:
    """Every document made into a file of that form, and read."""
    found = Score()
    for document in documents:
        name, data = make(document.text)
        reading = read_file(data, name=name, types=TYPES)
        read = (reading.naming(_bodies()) if reading.head_is_recognised else reading).components
        found.add(document.text.name, truth(document), as_read(read))
    return found


@cache
def _bodies() -> dict[str, str]:
    """Those that a portal knows of itself: the documents come from either province."""
    return by_words(printed for folder in sorted(settings.PROVINCES_DIR.iterdir()) for printed in _heads(folder))


def _heads(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return
    place = province.load(folder)
    with ISSUERS.open(encoding="utf-8", newline="") as file:
        names = [row["name"].format(name=place.name, short_name=place.short_name) for row in csv.DictReader(file)]
    names += [name for row in place.rows("units.csv", fields=UNIT_COLUMNS) for name in _names(row)]
    yield from (printed for name in names for printed in heads(name, place.short_name))


def _names(unit: Row) -> list[str]:
    return [name for name in (unit.required("name"), unit["short_name"]) if name]
