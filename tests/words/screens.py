"""Every address of the admin, with the keys of records at hand filled in."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page, TaskState

ADMIN = "quan-tri/"
OUT = {
    "api/main/",
    "logout/",
    "sprite/",
    "jsi18n/",
    "preview/<str:filter_spec>",
    "editing-sessions/",
    "dismissibles/",
    "^.*/",
}
"""No screens: a redirect, drawings, a script tested by itself, a picture, the machine's own talk."""
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
LIST = "", "?q=khong-co-gi"


@dataclass
class Records:
    """What the screens are about: pages, and by the start of an address the keys of other records."""

    pages: list[Page]
    by_address: dict[str, list[Any]]
    kinds: dict[str, str] = field(default_factory=dict)

    def fillings(self, route: str) -> Iterator[dict[str, Any]]:
        """Values for the parameters of a route, one dict a screen."""
        snippet = re.search(r"snippets/(?:choose/)?(\w+)/(\w+)/", route)
        if snippet:
            yield from ({"pk": pk} | _revision(snippet.groups(), pk) for pk in self._snippets(*snippet.groups()))
        elif route.startswith(("pages/", "choose-page/", "workflows/remove")):
            yield from map(self._page, self.pages)
        else:
            for start, keys in self.by_address.items():
                if route.startswith(start):
                    yield from (dict.fromkeys(_names(route), key) | self.kinds for key in keys)

    def _snippets(self, app: str, model: str) -> list[Any]:
        return self.by_address.get(f"{app}.{model}") or some_of(apps.get_model(app, model))

    def _page(self, page: Page) -> dict[str, Any]:
        meta, state = page.specific._meta, page.current_workflow_task_state
        state = state or TaskState.objects.last()
        keys = ("page_id", "parent_page_id", "page_to_move_id", "pk", "page_pk")
        return dict.fromkeys(keys, page.pk) | {
            "destination_id": self.pages[0].pk, "revision_id": page.latest_revision_id or 1,
            "task_state_id": state.pk, "task_id": state.task_id, "workflow_state_id": state.workflow_state_id,
            "workflow_pk": state.workflow_state.workflow_id, "action_name": "reject",
            "content_type_app_name": meta.app_label, "content_type_model_name": meta.model_name,
            "app_label": meta.app_label, "model_name": meta.model_name, "revision_id_a": "earliest",
            "revision_id_b": "latest",
        }  # fmt: skip


def some_of(model: type[Model]) -> list[Any]:
    return list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:1])


def addresses(records: Records) -> list[str]:
    """Each screen's address once."""
    found: dict[str, None] = {}
    for route in _routes():
        if not any(out in route for out in OUT):
            found |= dict.fromkeys(f"/{ADMIN}{path}" for path in _filled(route, records))
    return list(found)


def _filled(route: str, records: Records) -> Iterator[str]:
    if not _names(route):
        yield from (route + query for query in LIST)
        return
    for values in records.fillings(route):
        path = re.sub(r"\\|\$$", "", route)
        for name in _names(route):
            path = PARAMETER.sub(str(values[name]), path, count=1)
        yield path


def _names(route: str) -> list[str]:
    return [match[1] or match[2] for match in PARAMETER.finditer(route)]


def _revision(snippet: tuple[str, ...], pk: Any) -> dict[str, Any]:
    model = apps.get_model(*snippet)
    record = model._default_manager.get(pk=pk)
    state = TaskState.objects.last()
    return {
        "revision_id": getattr(record, "latest_revision_id", None) or 1, "revision_id_a": "earliest",
        "revision_id_b": "latest", "action_name": "reject", "task_state_id": state.pk, "task_id": state.task_id,
        "workflow_state_id": state.workflow_state_id,
    }  # fmt: skip


def _routes() -> Iterator[str]:
    def within(entries: list[Any], prefix: str) -> Iterator[str]:
        for entry in entries:
            route = prefix + str(entry.pattern).lstrip("^")
            if isinstance(entry, URLResolver):
                yield from within(entry.url_patterns, route)
            elif isinstance(entry, URLPattern):
                yield route

    admin = (route for route in within(get_resolver().url_patterns, "") if route.startswith(ADMIN))
    return (route.removeprefix(ADMIN) for route, _ in itertools.groupby(admin))
