"""Hotlines, guidance and services for other systems, one module a group of addresses."""

from ninja import Router

from home.api import guidance, hotlines, services

ROUTERS: list[tuple[str, Router]] = [("", module.router) for module in (hotlines, guidance, services)]
