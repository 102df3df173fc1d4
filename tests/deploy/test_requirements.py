"""The pinned lists: complete, exact, and installable by the Python of Debian 12."""

import ast
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


def imported_by_the_portal() -> set[str]:
    """Names of the top-level modules that the rooms and `config` import."""
    found: set[str] = set()
    for folder in ("core", "units", "search", "datasets", "home", "site/config"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found


def test_whatever_the_portal_imports_is_a_direct_requirement():
    asked = {
        re.match(r"[\w-]+", line)[0].lower()
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and line[0] != "#"
    }
    distributions = metadata.packages_distributions()
    for module in imported_by_the_portal() & set(distributions):
        providers = {name.lower().replace("_", "-") for name in distributions[module]}
        assert module == "pydantic_core" or providers & asked, module


def test_both_lists_agree():
    runtime = {pin.name: str(pin.specifier) for pin in pins("requirements.txt")}
    assert all(runtime.get(pin.name, str(pin.specifier)) == str(pin.specifier) for pin in pins(LISTS[1]))
