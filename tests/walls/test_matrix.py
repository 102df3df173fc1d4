"""Every address by every method as every kind of account against the records of every other: what the regulation does
not give is neither shown nor written.

Who may read and change whose records is written down here by hand, from the tree of units, not asked of the policy.
`make test` asks a seeded sample; `make soak` asks all and prints how many.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from core import clock
from tests.walls import world
from tests.walls.addresses import addresses
from tests.walls.attempts import METHODS, Answer, attempt, undone, without_marks
from tests.walls.world import OWNERS, REVIEWED_BY, Target, World
from units.models import User
from units.models.users import INSIDE
from units.sign_in.middleware import BEGUN, LISTED, SEEN

ALL = frozenset(OWNERS)
READS = {
    "": frozenset(),
    "admin": ALL,
    "vp": {"vp"},
    "syt": {"cdc", "vp"},
    "cdc": {"cdc", "ttyt-mot", "ttyt-hai"},
    "ttyt-mot": {"ttyt-mot", "tyt-11"},
    "ttyt-hai": {"ttyt-hai"},
    "tyt-11": {"tyt-11"},
    "khac": frozenset(),
    "ttyt-mot.nhap": {"ttyt-mot"},
    "cdc.duyet": {"cdc", "ttyt-mot", "ttyt-hai"},
    "ttyt-mot.daumoi": {"ttyt-mot"},
    "syt.giamsat": ALL,
    "syt.chihuy": ALL,
    "syt.nhatky": frozenset(),
    "vp.quantri": ALL,
}
"""{account: the units whose unpublished records it may read}. The empty name is nobody signed in."""
PERSONS: dict[str, dict[str, Any]] = {
    "ttyt-mot.nhap": {"enters": True},
    "cdc.duyet": {"reviews": True},
    "ttyt-mot.daumoi": {"focal_point": True},
    "syt.giamsat": {"across": "oversight"},
    "syt.chihuy": {"across": "command_centre"},
    "syt.nhatky": {"across": "auditor"},
    "vp.quantri": {"across": "administrator", "is_superuser": True},
}
CHANGES: dict[str, frozenset[str]] = {name: ALL & {name} for name in READS} | {
    "ttyt-mot.nhap": frozenset({"ttyt-mot"}),
}
"""Nobody changes what another unit wrote; who reviews signs it or sends it back."""
MANAGES: dict[str, frozenset[str]] = {name: ALL & {name} for name in READS} | {
    "admin": ALL,
    "vp.quantri": ALL,
    "ttyt-mot.daumoi": frozenset({"ttyt-mot"}),
}
"""Whose persons it looks after: the administrator everybody's, a unit's own account and its focal point theirs."""
LOG, READS_THE_LOG = "/quan-tri/nhat-ky/", {"admin", "vp.quantri", "syt.nhatky"}
"""The log names what all units did."""
HELP, FOLLOWS_UP_ALL = "/quan-tri/nhiem-vu/", {"syt"}
"""Focal points are reported to it: it follows up every unit's duties and so reads these, nothing else."""
SAMPLE, SEED = 600, 3691
pytestmark = pytest.mark.django_db
SEARCHES = "?q=xq&p=1&export=csv&format=json&id=1&search=xq&fields=*&limit=100"


@dataclass(frozen=True)
class Cell:
    account: str
    method: str
    path: str
    target: Target | None

    def __str__(self) -> str:
        about = f" about {self.target.owner or 'portal'}" if self.target else ""
        return f"{self.account or 'nobody'}: {self.method} {self.path}{about}"


class Matrix:
    """All cells, and what came of those that were asked since `faults` was emptied.

    Every attempt is made by the session that its account began with, whatever an earlier one did to it.
    """

    def __init__(self, built: World) -> None:
        self.world = built
        self.clients = {name: self._client(name) for name in READS}
        self._sessions = {name: client.cookies.output(header="", sep=";") for name, client in self.clients.items()}
        self._forms: dict[tuple[str, str, int], dict[str, Any]] = {}
        self.faults: list[str] = []

    def cells(self, *, only: tuple[str, ...] = tuple(READS), methods: tuple[str, ...] = METHODS) -> Iterator[Cell]:
        for address in addresses():
            for target in (None, *self.world.targets):
                for path in address.paths(target):
                    for account in only:
                        yield from (Cell(account, method, path, target) for method in methods)

    def ask(self, cell: Cell) -> None:
        data = self._data(cell)
        with undone():
            path = cell.path + (SEARCHES if cell.method == "GET" and cell.target is None else "")
            answer = attempt(self._signed_in(cell.account), cell.method, path, data)
            self._keep_form(cell, answer)
            shown = {mark for mark in answer.shown if not self._readable(cell, mark)}
            if answer.status >= 500:
                self.faults.append(f"{cell} answers {answer.status}")
            if shown:
                self.faults.append(f"{cell} shows {sorted(shown)[:3]}")
            if answer.written and (why := self._changed(cell)):
                self.faults.append(f"{cell} writes {sorted(answer.written)[:4]}: {why}")

    def _client(self, name: str) -> Client:
        client = Client(raise_request_exception=False)
        if name:
            fields = {"kind": "person"} | PERSONS[name] if name in PERSONS else {}
            client.force_login(world.account(self.world.province, name, **fields))
            _settle(client)
        return client

    def _signed_in(self, name: str) -> Client:
        client = self.clients[name]
        client.cookies = SimpleCookie(self._sessions[name])
        return client

    def _data(self, cell: Cell) -> dict[str, Any] | None:
        """What the owner's own form holds, so that an attempt fails by its right and not by its form."""
        if cell.method != "POST":
            return None
        asked, key = self._whose_form(cell), self._form_key(cell)
        if key not in self._forms:
            with undone():
                self._forms[key] = without_marks(attempt(self._signed_in(asked), "GET", cell.path).fields)
        return self._forms[key] | {"action-submit": "1", "unit": str(self._foreign_unit(cell))}

    def _keep_form(self, cell: Cell, answer: Answer) -> None:
        """The owner has been shown it: it need not be asked for again."""
        if cell.method == "GET" and cell.target and self._whose_form(cell) == cell.account:
            self._forms.setdefault(self._form_key(cell), without_marks(answer.fields))

    def _whose_form(self, cell: Cell) -> str:
        owner = cell.target.owner if cell.target else cell.account
        return owner if owner in self.clients else "admin"

    def _form_key(self, cell: Cell) -> tuple[str, str, int]:
        return self._whose_form(cell), cell.path, id(cell.target)

    def _foreign_unit(self, cell: Cell) -> int:
        other = next(name for name in OWNERS if name != cell.account)
        return self.world.province.units[cell.target.owner if cell.target and cell.target.owner else other].pk

    def _readable(self, cell: Cell, mark: str) -> bool:
        if cell.path.startswith(LOG) and cell.account in READS_THE_LOG:
            return True
        if cell.path.startswith(HELP) and cell.account in FOLLOWS_UP_ALL and "zduty" in mark:
            return True
        owner = next(name for name in OWNERS if mark.startswith(f"xq{name.replace('-', '')}z"))
        return owner in READS[cell.account]

    def _changed(self, cell: Cell) -> str:
        """What is no longer as it was, though the account may not change it."""
        allowed = {"content": CHANGES[cell.account], "accounts": MANAGES[cell.account]}
        wrong = [
            f"{kind} of {owner}"
            for kind, owners in allowed.items()
            for owner in sorted(ALL - owners)
            if self._state(owner, kind) != self._before[owner, kind]
        ]
        return ", ".join(wrong)

    @property
    def _before(self) -> dict[tuple[str, str], list[Any]]:
        if not hasattr(self, "_kept"):
            self._kept = {
                (name, kind): self._state(name, kind) for name in OWNERS for kind in ("content", "accounts")
            }
        return self._kept

    def _state(self, owner: str, kind: str) -> list[Any]:
        if kind == "accounts":
            people = User.objects.filter(unit=self.world.province.units[owner]).order_by("pk")
            return list(people.values_list("pk", "password", "state", *INSIDE, "across", "email"))
        records = [target for target in self.world.of(owner) if not isinstance(target.record, User)]
        return [*map(_content, records), _count(self.world, owner)]

    def remember(self) -> None:
        """Note how everything stands before the first attempt."""
        assert self._before


def _settle(client: Client) -> None:
    """Let the session be listed and noted as at work, which every attempt would do again since it is undone."""
    session, hours = client.session, dt.timedelta(hours=3)
    session[LISTED], session[BEGUN] = session.session_key, clock.real_now().timestamp()
    session[SEEN] = (clock.real_now() + hours).timestamp()
    session.save()


def _content(target: Target) -> tuple[str, ...]:
    """What the owner wrote in a record and in its newest draft; not who signed it."""
    record = type(target.record).objects.filter(pk=target.record.pk).first()  # type: ignore[attr-defined]
    if record is None:
        return ("gone",)
    revision = getattr(record, "latest_revision", None)
    texts = [str(record.__dict__), str(revision.content) if revision else ""]
    return tuple(
        " ".join(sorted(set(world.MARK.findall(text)))) + str(len(world.MARK.findall(text))) for text in texts
    )


def _count(built: World, owner: str) -> int:
    """How many records of each kind a unit has."""
    from datasets.models import Facility, Report
    from home.models import Hotline
    from search.models import RecommendedAnswer, Synonym
    from units.models import DutyQuestion, UnitFolder

    unit = built.province.units[owner]
    pages = sum(folder.get_children().count() for folder in UnitFolder.objects.filter(unit=unit))
    kinds = (Facility, Report, Hotline, Synonym, RecommendedAnswer, DutyQuestion)
    return pages + sum(model.objects.filter(unit=unit).count() for model in kinds)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all accounts, since every attempt is undone: each owner's form is asked for once."""
    evening = dt.datetime(2021, 10, 8, 18, 5, tzinfo=clock.ZONE)
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), undone(), clock.at(evening), media:
        cache.clear()
        found = Matrix(world.build())
        found.remember()
        yield found


@pytest.fixture
def matrix(built, evening):
    built.faults = []
    return built


def test_the_roles_stand_in_every_relation():
    assert len(READS) >= 8
    assert set(PERSONS) <= set(READS)
    assert set(REVIEWED_BY) == ALL


def test_a_sample_of_the_matrix_grants_nothing_beyond_the_regulation(matrix):
    cells = list(matrix.cells())
    chosen = random.Random(SEED).sample(cells, min(SAMPLE, len(cells)))
    for cell in chosen:
        matrix.ask(cell)
    print(f"{len(chosen):,} of {len(cells):,} cells")
    assert not matrix.faults, "\n".join(matrix.faults[:400])


@pytest.mark.soak
@pytest.mark.parametrize("methods", [("GET",), ("POST",), ("PUT", "PATCH", "DELETE")], ids="/".join)
@pytest.mark.parametrize("account", READS)
def test_the_whole_matrix_grants_nothing_beyond_the_regulation(matrix, account, methods):
    cells = list(matrix.cells(only=(account,), methods=methods))
    for cell in cells:
        matrix.ask(cell)
    who = f"{account or 'nobody'} by {'/'.join(methods)}"
    print(f"{who}: {len(cells):,} cells of {len(addresses())} addresses on {connection.vendor}")
    assert not matrix.faults, "\n".join(matrix.faults[:400])
