"""The pinned lists: complete, exact, and installable by the Python of Debian 12."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_PYTHON = "3.11.2"
LISTS = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> list[Requirement]:
    """The requirements of a pinned list."""
    lines = (line.strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_names_one_version_and_no_host(name):
    assert all(re.fullmatch(r"==[^,*]+", str(pin.specifier)) for pin in pins(name))
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / name).read_text())


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_is_installed_and_accepts_debians_python(name):
    for pin in pins(name):
        installed = metadata.distribution(pin.name)
        assert installed.version in pin.specifier, pin.name
        assert DEBIAN_PYTHON in SpecifierSet(installed.metadata["Requires-Python"] or ""), pin.name


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_direct_requirement_has_its_reason(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
    assert all(re.search(r"\s#\s\S+", line) for line in lines)


def test_both_lists_agree():
    runtime = {pin.name: str(pin.specifier) for pin in pins("requirements.txt")}
    assert all(runtime.get(pin.name, str(pin.specifier)) == str(pin.specifier) for pin in pins(LISTS[1]))
