"""Who reviews whom, in the data of both provinces: everybody has a reviewer, and all ways end at the same two."""

import csv

import pytest
from django.conf import settings

from core import province as provinces

MODERATED = ("directives", "guidance", "news", "hotlines", "services", "facilities:")
ENTERING = ("update", "verify")
SLUGS = ("nghe-an", "thanh-hoa")
COUNTERPARTS = {"nghe-an": {"vpubnd", "ttch"}, "thanh-hoa": {"stttt", "ttch"}}
"""The managing office's administrative superior and the command centre, which review each other."""


@pytest.fixture(params=SLUGS)
def data(request):
    folder = settings.PROVINCES_DIR / request.param
    units = {row["abbreviation"]: row for row in csv.DictReader((folder / "units.csv").open(encoding="utf-8"))}
    duties = list(csv.DictReader((folder / "duties.csv").open(encoding="utf-8")))
    return request.param, units, duties


def chain(units, name):
    """The units that review `name`, nearest first, until one comes again."""
    seen, step = [], units[name]["reviewer"]
    while step and step not in seen:
        seen.append(step)
        step = units[step]["reviewer"]
    return seen


def test_every_unit_has_a_reviewer_that_is_another_unit(data):
    _, units, _ = data
    for name, row in units.items():
        assert row["reviewer"] in units and row["reviewer"] != name, name


def test_every_chain_ends_at_the_managing_office_and_the_command_centre(data):
    slug, units, _ = data
    for name in units:
        assert set(chain(units, name)[-2:]) <= COUNTERPARTS[slug] | {name}, name
        assert COUNTERPARTS[slug] <= {name, *chain(units, name)}, name


def test_the_two_at_the_end_review_each_other(data):
    slug, units, _ = data
    one, other = sorted(COUNTERPARTS[slug])
    assert (units[one]["reviewer"], units[other]["reviewer"]) == (other, one)


def test_the_managing_office_is_on_every_way(data):
    """The body that `province.toml` names manages the portal; it or its own superior closes the chain."""
    slug, units, _ = data
    managing = provinces.load(settings.PROVINCES_DIR / slug).managed_by
    assert managing in COUNTERPARTS[slug] or units[managing]["reviewer"] in COUNTERPARTS[slug]


def test_whoever_enters_moderated_content_is_reviewed(data):
    _, units, duties = data
    kinds = {row["kind"] for row in units.values()}
    asked = 0
    for duty in duties:
        if duty["action"] in ENTERING and duty["subject"].startswith(MODERATED):
            bound = [name for name, row in units.items() if duty["unit"] == name or duty["unit_kind"] == row["kind"]]
            assert bound or duty["unit_kind"] not in kinds, duty["code"]
            assert all(units[name]["reviewer"] for name in bound), duty["code"]
            asked += len(bound)
    assert asked > 500


def test_districts_end_and_every_commune_of_2025_has_the_bodies_of_one_of_2021(data):
    slug, units, _ = data
    areas = list(csv.DictReader((settings.PROVINCES_DIR / slug / "areas.csv").open(encoding="utf-8")))
    kinds = {row["kind"] for row in units.values() if row["level"] == "commune"}
    for first, last in (("2020-01-01", "2025-07-01"), ("2025-07-01", "")):
        communes = {a["code"] for a in areas if a["level"] == "commune" and a["valid_from"] == first}
        rows = [
            row
            for row in units.values()
            if row["level"] == "commune" and (row["valid_from"] or "2020-01-01", row["valid_to"]) == (first, last)
        ]
        assert {(row["area"], row["kind"]) for row in rows} == {(code, kind) for code in communes for kind in kinds}
        assert len(rows) == len(communes) * len(kinds)
    assert all(row["valid_to"] == "2025-07-01" for row in units.values() if row["level"] == "district")


def test_whoever_ended_has_heirs_and_the_first_one_works_on(data):
    slug, units, _ = data
    heirs = {}
    for row in csv.DictReader((settings.PROVINCES_DIR / slug / "unit_successions.csv").open(encoding="utf-8")):
        heirs.setdefault(row["unit"], []).append(row["successor"])
    assert set(heirs) == {name for name, row in units.items() if row["valid_to"]}
    assert list(heirs) == sorted(heirs)
    assert all(not units[name]["valid_to"] for found in heirs.values() for name in found)
