"""What the sample plugin adds to the portal."""

from django.http import HttpRequest
from django.utils.html import format_html
from ninja import Router

from core import hooks

router = Router()


@router.get("mau/")
def sample(request: HttpRequest) -> dict[str, str]:
    return {"plugin": "mẫu"}


@hooks.navigation
def links(request: HttpRequest) -> list[hooks.Link]:
    return [hooks.Link("Trang mẫu", "/trang-mau/", order=500)]


@hooks.page_slots
def greeting(slot: str, request: HttpRequest) -> list[str]:
    return [format_html("<p>Lời chào của {}</p>", "phần mở rộng mẫu"), "<script>"] if slot == "home_aside" else []


@hooks.api_routers
def api() -> list[tuple[str, Router]]:
    return [("", router)]
