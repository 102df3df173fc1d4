"""What people ask, in every form they type it, and the addresses that answer; the files are told in `README.md`."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.text import fold

FOLDER = Path(__file__).parent
PROVINCES = ("nghe-an", "thanh-hoa")
NUMBER = "number"
KINDS = ("citizen", "officer", "hotline", "place", "figures", NUMBER)
WRITTEN, UNACCENTED, SLOPPY = FORMS = ("written", "unaccented", "sloppy")


@dataclass(frozen=True)
class Question:
    """`typed` is what is asked, a form of what stands in the set; `answers` is {address: grade}."""

    typed: str
    form: str
    kind: str
    answers: Mapping[str, int]

    @property
    def wanted(self) -> list[str]:
        """The addresses of grades 2 and 3; of grade 1 where there are no better ones."""
        good = [address for address, grade in self.answers.items() if grade >= 2]
        return good or list(self.answers)


def questions(province: str) -> list[Question]:
    """As written; the same without accents; and as typed in a hurry."""
    written = {question.typed: question for question in _written(province)}
    unaccented = [Question(fold(one.typed), UNACCENTED, one.kind, one.answers) for one in written.values()]
    meant = [(row["typed"], written[row["question"]]) for row in _rows("sloppy") if row["province"] == province]
    sloppy = [Question(typed, SLOPPY, one.kind, one.answers) for typed, one in meant]
    return [*written.values(), *unaccented, *sloppy]


def _written(province: str) -> Iterator[Question]:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in _rows(province):
        found[row["question"], row["kind"]][row["expected"]] = int(row["grade"])
    for (typed, kind), answers in found.items():
        yield Question(typed, WRITTEN, kind, answers)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
