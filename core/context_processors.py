"""What every template may show: whose portal this is, its clock, its navigation."""

from typing import Any

from django.http import HttpRequest

from core import clock, hooks, province


def portal(request: HttpRequest) -> dict[str, Any]:
    """{"portal": {...}}; lazily, since admin pages and error pages need little of it."""
    links = sorted(
        (link for links in hooks.navigation.results(request) for link in links), key=lambda link: link.order
    )
    return {
        "portal": {
            "province": province.current(),
            "simulated": clock.is_simulated(),
            "simulated_now": clock.now() if clock.is_simulated() else None,
            "navigation": [_entry(link, request.path) for link in links],
        }
    }


def _entry(link: hooks.Link, path: str) -> dict[str, Any]:
    current = path == link.url or (link.url != "/" and path.startswith(link.url))
    return {"title": link.title, "url": link.url, "narrow": link.narrow, "is_current": current}
