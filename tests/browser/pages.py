"""A page in a window of its own that never calls an outside host."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page


@contextmanager
def open_page(chromium: Browser, url: str, width: int, *, script: bool = False) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    try:
        page.goto(url)
        yield page
        assert outside == []
    finally:
        context.close()
