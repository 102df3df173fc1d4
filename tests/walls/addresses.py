"""Every address that the portal answers, with the keys of a record filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from directives.models import IntakeBatch
from tests.walls.world import Target
from units.models import Duty, DutyQuestion, ReviewDeputy, User

CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
IN_REVIEW, IN_API = ["approve", "reject"], ["publish", "unpublish", "delete", "copy", "move"]
OF_A_REVIEW = {"task_state_id", "task_id", "workflow_state_id", "state"}
OF_A_KIND = {
    "/tai-khoan/": User,
    "/nhiem-vu/": Duty,
    "/hoi-dap/": DutyQuestion,
    "/duyet-thay/": ReviewDeputy,
    "/van-ban/nap/": IntakeBatch,
    "images/": Image,
    "documents/": Document,
}
"""{part of an address: of which records it is}"""
PAGE_PARTS = ("pages/", "choose-page/", "editing-sessions/", "workflows/remove/")


@dataclass(frozen=True)
class Address:
    """A route of the address book as one format string a spelling: `/quan-tri/pages/%(page_id)s/edit/`."""

    route: str
    template: str
    parameters: tuple[str, ...]

    def paths(self, target: Target | None) -> Iterator[str]:
        """The route's addresses for a record; without one, those that need none."""
        if not self.parameters:
            if target is None:
                yield self.template
            return
        if target is None or not self._fits(target):
            return
        for values in product(*(_values(name, self.route, target) for name in self.parameters)):
            yield self.template % dict(zip(self.parameters, values, strict=True))

    def _fits(self, target: Target) -> bool:
        """Whether the route is about records of the target's kind; one that names no kind is asked about one each.

        What waits for review differs from a mere draft only where the address speaks of a review.
        """
        record, waits = target.record, "task_state_id" in target.words
        if waits != bool(OF_A_REVIEW & set(self.parameters)) and target.drafted:
            return False
        snippet = re.search(r"snippets/(?:choose/)?(\w+)/(\w+)/", self.route)
        if snippet:
            return target.label == ".".join(snippet.groups())
        for part, kind in OF_A_KIND.items():
            if part in self.route:
                return isinstance(record, kind)
        if any(part in self.route for part in PAGE_PARTS) or self.parameters == ("_0",):
            return isinstance(record, Page)
        return ("publication" if "publication" in self.parameters else "sha256") in target.words


def addresses() -> list[Address]:
    """All of them, in the order in which Django tries them."""
    return list(_walk(get_resolver(), "/", ()))


def _walk(resolver: URLResolver, prefix: str, parameters: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        for spelled, names in _spellings(str(entry.pattern)):
            template, given = prefix + spelled, (*parameters, *names)
            if isinstance(entry, URLResolver):
                yield from _walk(entry, template, given)
            elif isinstance(entry, URLPattern):
                yield Address(template, template, given)


def _spellings(pattern: str) -> list[tuple[str, list[str]]]:
    """A pattern of either kind as format strings with the names of their parts."""
    if pattern.startswith(("^", "(")) or pattern.endswith("$"):
        found = normalize(pattern)
        return list(found) or [("", [])]
    return [(CONVERTED.sub(r"%(\1)s", pattern.replace("%", "%%")), CONVERTED.findall(pattern))]


def _values(name: str, route: str, target: Target) -> list[Any]:
    """What may stand for a part of an address."""
    app, model = target.label.split(".")
    known = {
        "_0": [getattr(target.record, "url_path", "//").split("/", 2)[-1]],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "action_name": IN_API if "/api/" in route else IN_REVIEW,
        "action": ["delete"],
        "filter_spec": ["original"],
        "kind": ["close", "rename"],
        "unit": [getattr(target.record, "unit_id", None) or 1],
        **{key: [app] for key in ("app_label", "app_name", "content_type_app_name")},
        **{key: [model] for key in ("model_name", "content_type_model_name")},
        **{word: [value] for word, value in target.words.items()},
    }
    return known.get(name, [target.record.pk])
