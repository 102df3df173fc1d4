"""Debian's Chromium in front of a real server with a short simulated epidemic."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests import portal_process


@pytest.fixture(scope="session")
def portal_folder(tmp_path_factory):
    """Where the running portal keeps everything."""
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="session")
def portal(portal_folder):
    """The address of a running portal."""
    portal_process.demo(portal_folder, days=16)
    server = portal_process.Server(portal_folder)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium"
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()
