"""One attempt on one address by one account: what the answer shows, and what it wrote."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client
from lxml import html

from tests.walls.world import MARK

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITTEN = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE TABLE)\s+"?(\w+)"?', re.IGNORECASE)
OWN_TRACES = (
    "units_auditentry",
    "django_session",
    "axes_",
    "wagtailusers_userprofile",
    "wagtailcore_uploadedfile",
    "units_user",
    "usersessions_",
    "wagtailadmin_editingsession",
    "wagtailsearch",
    "modelsearch",
)
"""Tables that an account writes in by merely asking: its log, its session, its own settings."""


@dataclass
class Answer:
    """`shown`: marks in the answer; `written`: tables of content that the attempt wrote in."""

    status: int
    text: str
    written: set[str]

    @property
    def shown(self) -> set[str]:
        return {found[0] for found in MARK.finditer(self.text)}

    @property
    def fields(self) -> dict[str, Any]:
        """What its forms hold, if it has any."""
        return filled_in(self.text) if self.status == 200 and "<form" in self.text else {}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has never happened."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def attempt(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
    """Ask, and note what was shown and written."""
    written: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITTEN.match(sql):
            written.add(found[1].lower())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = getattr(client, method.lower())(path, data or {}, **_content_type(method))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    content = {table for table in written if not table.startswith(OWN_TRACES)}
    return Answer(response.status_code, body.decode(errors="replace"), content)


def filled_in(text: str) -> dict[str, Any]:
    """The fields of the page's forms as a browser would send them."""
    found: dict[str, Any] = {}
    for tag in html.fromstring(text).xpath("//form//*[self::input or self::textarea or self::select][@name]"):
        name, kind = tag.get("name"), tag.get("type", "")
        if kind in ("checkbox", "radio") and "checked" not in tag.attrib:
            continue
        if tag.tag == "select":
            options = [*tag.xpath(".//option[@selected]"), *tag.xpath(".//option")]
            found[name] = options[0].get("value", "") if options else ""
        elif kind not in ("file", "submit", "button"):
            found[name] = tag.text_content() if tag.tag == "textarea" else tag.get("value", "")
    return found


def without_marks(fields: dict[str, Any]) -> dict[str, Any]:
    """The same with other words in place of the marks, so that what comes back was not sent along."""
    return {name: MARK.sub("da-doi", str(value)) for name, value in fields.items()}


def _content_type(method: str) -> dict[str, str]:
    return {} if method in ("GET", "POST") else {"content_type": "application/json"}
