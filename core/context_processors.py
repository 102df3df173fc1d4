"""What every template may show: whose portal this is, its clock, its navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import clock, hooks, province


def portal(request: HttpRequest) -> dict[str, Any]:
    """{"portal": {...}}; the navigation lazily, since admin pages and error pages need none."""
    return {
        "portal": {
            "province": province.current(),
            "simulated": clock.is_simulated(),
            "simulated_now": clock.now() if clock.is_simulated() else None,
            "navigation": SimpleLazyObject(lambda: _navigation(request)),
        }
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    links = (link for links in hooks.navigation.results(request) for link in links)
    return [_entry(link, request.path) for link in sorted(links, key=lambda link: link.order)]


def _entry(link: hooks.Link, path: str) -> dict[str, Any]:
    current = path == link.url or (link.url != "/" and path.startswith(link.url))
    return {"title": link.title, "url": link.url, "narrow": link.narrow, "is_current": current}
