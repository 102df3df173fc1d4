"""The portal's catalogue, and what the installed packages say in English."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings

DOMAINS = ("django", "djangojs")
Key = tuple[str, str, str]
"""(context, msgid, plural), empty where there is none."""

PLACEHOLDER = re.compile(r"%\(\w+\)[sdfr]|%[sdifr]|\{[\w.]*\}")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")

UNUSED = (
    "socialaccount",
    "idp/",
    "headless",
    "account/admin.py",
    "global_settings.py",
    "default_urlconf.html",
)
"""Parts of packages that the portal does not run."""


def own_file(domain: str, kind: str = "po") -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / f"{domain}.{kind}"


@cache
def own(domain: str) -> polib.POFile:
    return polib.pofile(str(own_file(domain)))


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def said(entry: polib.POEntry) -> str:
    """What stands in the entry's one Vietnamese form."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def used(entry: polib.POEntry) -> bool:
    """Whether the portal can come to say it."""
    places = [f"{place}" for place, _ in entry.occurrences]
    return not entry.obsolete and not (places and all(any(part in place for part in UNUSED) for place in places))


def shape(text: str) -> Counter[str]:
    """The placeholders and tags that a translation must keep."""
    return Counter(PLACEHOLDER.findall(text) + MARKUP.findall(text))


def folders() -> Iterator[tuple[str, Path]]:
    """(package, its folder of catalogues) of Django and of every installed app that does not belong to the portal."""
    import django

    yield "django", Path(django.__file__).parent / "conf" / "locale"
    for app in apps.get_app_configs():
        folder = Path(app.path) / "locale"
        if "site-packages" in app.path and folder.is_dir():
            yield app.name, folder


def borrowed() -> tuple[str, Path]:
    """Wagtail says times in the words of an app that is not installed: its Vietnamese is not read."""
    from django.contrib import humanize

    return "django.contrib.humanize", Path(humanize.__file__).parent / "locale"


@cache
def english(domain: str) -> dict[Key, str]:
    """{what a package can say: the package}. A package without an English catalogue is known by its fullest one."""
    found: dict[Key, str] = {}
    for package, folder in (*folders(), borrowed()):
        for entry in _source(folder, domain):
            if used(entry) and entry.msgid:
                found.setdefault(key(entry), package)
    return found


@cache
def upstream(domain: str) -> dict[Key, str]:
    """{what a package says: its own Vietnamese for it}."""
    found: dict[Key, str] = {}
    for _, folder in folders():
        path = folder / "vi" / "LC_MESSAGES" / f"{domain}.po"
        for entry in polib.pofile(str(path)) if path.exists() else ():
            if said(entry) and not entry.fuzzy and not entry.obsolete:
                found.setdefault(key(entry), said(entry))
    return found


def vietnamese(domain: str) -> dict[Key, str]:
    """{what a package says: what is on screen}."""
    return upstream(domain) | {key(entry): said(entry) for entry in own(domain)}


def _source(folder: Path, domain: str) -> list[polib.POEntry]:
    path = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
    catalogue = list(polib.pofile(str(path))) if path.exists() else []
    if catalogue:
        return catalogue
    others = [list(polib.pofile(str(other))) for other in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))]
    return max(others, key=len, default=[])
