"""Published figures for other systems, one module a group of addresses."""

from ninja import Router

from datasets.api import facilities, figures, indicators, releases, summary

ROUTERS: list[tuple[str, Router]] = [
    ("", module.router) for module in (releases, indicators, summary, figures, facilities)
]
