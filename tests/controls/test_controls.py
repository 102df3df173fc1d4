"""Take a control out and a test falls: otherwise nobody would notice that it is gone."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from datasets.quality import checks

ROOT = Path(__file__).resolve().parents[2]
WALLS, CHECKS = (
    tomllib.loads(Path(__file__).with_name(name).read_text())["control"] for name in ("controls.toml", "checks.toml")
)
CONTROLS = WALLS + CHECKS
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__", "static_root", "media")
each_control = pytest.mark.parametrize("control", CONTROLS, ids=[control["name"] for control in CONTROLS])
TESTS_FAILED = 1
"""What pytest answers then; a portal that does not even start answers otherwise."""


@each_control
def test_a_control_stands_where_it_says(control):
    assert (ROOT / control["file"]).read_text().count(control["there"]) == 1
    assert all((ROOT / path).exists() for path in control["falls"])


def test_every_check_of_figures_is_among_them():
    assert {control["name"] for control in CHECKS} == {str(one.code) for one in checks()}


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Path:
    """A copy of the code, to be broken."""
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("portal") / "copy", ignore=LEFT_OUT)


@pytest.mark.soak
@each_control
def test_without_a_control_a_test_falls(portal, control):
    broken, whole = portal / control["file"], (portal / control["file"]).read_text()
    broken.write_text(whole.replace(control["there"], control["instead"]))
    try:
        run = _pytest(portal, *control["falls"])
    finally:
        broken.write_text(whole)
    assert run.returncode == TESTS_FAILED, run.stdout[-2000:]
    print(next(line for line in run.stdout.splitlines() if line.startswith("FAILED")))


def _pytest(portal: Path, *paths: str) -> subprocess.CompletedProcess[str]:
    asked = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", "not soak and not server and not browser", *paths]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *asked], cwd=portal, capture_output=True, text=True, timeout=900, check=False
    )
