"""Each component of each file: read rightly, left empty, or wrong."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from directives.demo.texts import DemoText
from directives.reading import read_file
from tests.directives.accuracy.documents import Written, as_read, truth
from tests.directives.accuracy.forms import Made
from tests.directives.test_reading_components import TYPES

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
        components = read_file(data, name=name, types=TYPES).components
        found.add(document.text.name, truth(document), as_read(components))
    return found
