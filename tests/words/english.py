"""Finds what is still English in an answer of the portal: HTML, or JSON that holds HTML."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpResponseBase
from lxml import html

from tests.words import catalogues

SPOKEN = ("title", "placeholder", "aria-label", "aria-description", "alt", "label")
SILENT = {"script", "style", "svg", "code", "noscript", "textarea"}
TYPED = {None, "text", "email", "number", "url", "tel", "password", "search"}
BUTTONS = {"submit", "button", "reset"}
SHORT = {"the", "and", "you", "your", "for", "not", "are", "was", "has", "been", "page", "user", "add"}
LEFT = {"None", "Must upload a file", "Search"}
"""A counter that stays hidden; an answer to a script; a button without a place on the screen, in a long template."""
NAMES = {
    "wagtail",
    "root",
    "django",
    "embedly",
    "youtube",
    "unicode",
    "postgresql",
    "javascript",
    "cookie",
    "oauth",
    "csrf",
}
BOTH = {"them", "than", "then", "tham", "thanh", "hang", "sang", "dang", "none", "long"}
"""Names that stay as they are; what both languages write the same."""
ADDRESS = re.compile(r"\S*(?:/|@|\w\.\w|_|\w-\w)\S*|\(\S*\)|\[\S*\]")
SPACE = re.compile(r"\s+")


def found(response: HttpResponseBase) -> set[str]:
    """The English texts of an answer."""
    body = response.getvalue().decode(errors="replace")
    kind = response.get("Content-Type", "")
    if "json" in kind:
        return {text for text in _in_json(json.loads(body)) if _is_english(text)} - LEFT
    if "html" not in kind:
        return set()
    return _in_html(body)


def blank_forms(response: HttpResponseBase) -> Iterator[dict[str, Any]]:
    """What a browser would send of a page's own forms if everything that can be typed were left empty.

    Blocks get their fields from a script only, so that a page with blocks gives no body.
    """
    tree = _tree(response)
    for form in [] if tree.xpath("//*[@data-block]") else tree.iter("form"):
        if form.method == "POST" and (form.action or "") in ("", response.request["PATH_INFO"]):
            typed = [field.get("name") for field in form.iter("input", "textarea") if field.get("type") in TYPED]
            yield dict(form.form_values()) | dict.fromkeys(filter(None, typed), "")


def _tree(response: HttpResponseBase) -> html.HtmlElement:
    body = response.getvalue().decode(errors="replace")
    if "json" in response.get("Content-Type", ""):
        value = json.loads(body)
        body = str(value.get("html", "")) if isinstance(value, dict) else ""
    return html.fromstring(body if body.lstrip()[:1] == "<" else "<p></p>")


def shown(tree: html.HtmlElement) -> Iterator[str]:
    """What a person can come to read or hear of a page: texts, titles, labels."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag not in SILENT:
            yield element.text or ""
        yield element.tail or ""
        yield from (element.get(name, "") for name in SPOKEN)
        if element.tag == "input" and element.get("type") in BUTTONS:
            yield element.get("value", "")


def handed(tree: html.HtmlElement) -> Iterator[str]:
    """Texts that wait in data attributes and JSON for a script to show them."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.startswith("data-"):
                yield from _parsed(value)
        if element.tag == "script" and "json" in element.get("type", ""):
            yield from _parsed(element.text or "")


def _in_html(body: str) -> set[str]:
    if not body.strip():
        return set()
    tree = html.fromstring(body)
    read, waiting = set(map(_plain, shown(tree))) - LEFT, set(map(_plain, handed(tree))) - LEFT
    return {text for text in read if _is_english(text)} | {text for text in waiting if _is_msgid(text)}


def _plain(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def _parsed(value: str) -> Iterator[str]:
    """The strings of a JSON value; a plain attribute is one string."""
    if value[:1] in "[{":
        try:
            yield from _strings(json.loads(value))
            return
        except json.JSONDecodeError:
            pass
    yield value


def _strings(value: Any) -> Iterator[str]:
    """The texts in a JSON value, those of HTML in it too."""
    if isinstance(value, str):
        markup = value.lstrip()[:1] == "<"
        yield from shown(html.fromstring(value)) if markup else (value,)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _in_json(value: Any) -> Iterator[str]:
    """What reads like a sentence or a label."""
    return (_plain(text) for text in _strings(value) if text[:1].isupper() or " " in text)


@cache
def _is_msgid(text: str) -> bool:
    """Whether the text is, or holds, a text that the catalogue translates."""
    return (text[:1].isupper() or " " in text) and (text in _whole() or bool(_parts().search(text)))


@cache
def _is_english(text: str) -> bool:
    if text in _whole() or _parts().search(text):
        return True
    return any(word in _words() for word in re.findall(r"[a-z]+", ADDRESS.sub(" ", text).lower()))


@cache
def _pairs() -> list[tuple[str, str]]:
    return [
        (form, text)
        for domain in catalogues.DOMAINS
        for (_, msgid, plural), text in catalogues.vietnamese(domain).items()
        for form in (msgid, plural)
        if form and form != text
    ]


@cache
def _whole() -> frozenset[str]:
    """Texts to translate that are no one's translation."""
    said = {text for _, text in _pairs()}
    letters = re.compile("[A-Za-z]{2}")
    return frozenset(msgid.strip() for msgid, _ in _pairs() if letters.search(msgid) and msgid not in said)


@cache
def _parts() -> re.Pattern[str]:
    """The long literal parts of texts to translate, between their placeholders and tags."""
    cut = re.compile(f"{catalogues.PLACEHOLDER.pattern}|{catalogues.MARKUP.pattern}|\n")
    said = "\n".join(text for _, text in _pairs())
    parts = {part.strip(" '\".,:") for msgid, _ in _pairs() for part in cut.split(msgid)}
    long = sorted(part for part in parts if len(part) >= 12 and " " in part and part not in said)
    return re.compile("|".join(re.escape(part) for part in long))


@cache
def _words() -> frozenset[str]:
    """English words: those of the texts to translate that no translation has."""
    said = {word for _, text in _pairs() for word in re.findall(r"[a-z]+", _bare(text))}
    asked = {word for msgid, _ in _pairs() for word in re.findall(r"[a-z]{4,}", _bare(msgid))}
    return frozenset(SHORT | asked - said - NAMES - BOTH)


def _bare(text: str) -> str:
    return ADDRESS.sub(" ", catalogues.MARKUP.sub(" ", catalogues.PLACEHOLDER.sub(" ", text))).lower()
