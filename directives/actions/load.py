"""Reference data of directives: the 29 types, bodies above the province, and the province's own units as issuers."""

import csv
from collections.abc import Iterator
from pathlib import Path

from core.province import Province
from directives.issuer_names import key
from directives.models import DirectiveType, Issuer
from units.models import Level, OrganisationalUnit

_DATA = Path(__file__).resolve().parent.parent / "data"


def load_directives(province: Province) -> dict[str, int]:
    """{what: rows}. Makes what is missing and follows renamed units; can be repeated."""
    return {"document_types": _load_types(), "issuers": _load_issuers(province)}


def _load_types() -> int:
    types = [DirectiveType(order=order, **row) for order, row in enumerate(_rows("document_types.csv"), 1)]
    DirectiveType.objects.bulk_create(
        types, update_conflicts=True, unique_fields=["code"], update_fields=["name", "abbreviation", "order"]
    )
    return len(types)


def _load_issuers(province: Province) -> int:
    """Communes have hundreds of units: one becomes an issuer when a document names it (`actions/issuers.py`)."""
    issuers: dict[str, Issuer] = {}
    for issuer in (*_bodies(province), *_units()):
        issuers.setdefault(issuer.folded_name, issuer)
    Issuer.objects.bulk_create(
        issuers.values(),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "folded_name", "unit"],
    )
    return len(issuers)


def _bodies(province: Province) -> Iterator[Issuer]:
    for row in _rows("issuers.csv"):
        name = row["name"].format(name=province.name, short_name=province.short_name)
        yield Issuer(slug=row["slug"], name=name, folded_name=key(name))


def _units() -> Iterator[Issuer]:
    for unit in OrganisationalUnit.objects.filter(level__lt=Level.COMMUNE):
        yield Issuer(slug=unit.abbreviation, name=unit.name, folded_name=key(unit.name), unit=unit)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
