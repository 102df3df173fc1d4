"""Bodies that are known by name: what a scan says of one of them but for accents and marks is that one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from core.text import nfc, words
from directives.reading.components import Components

_SHORTER = {"ỦY BAN NHÂN DÂN": "UBND", "HỘI ĐỒNG NHÂN DÂN": "HĐND"}
_WORD = re.compile(r"[^\W_]+")


def heads(name: str, place: str) -> Iterator[str]:
    """A body as heads print it, in capitals: with the province's name (`place`) and without, offices written out or
    not. "Sở Y tế Nghệ An" → "SỞ Y TẾ NGHỆ AN", "SỞ Y TẾ"."""
    for printed in _with_and_without(nfc(name).upper(), nfc(place).upper()):
        yield printed
        yield from (printed.replace(long, short) for long, short in _SHORTER.items() if long in printed)


def _with_and_without(name: str, place: str) -> Iterator[str]:
    yield name
    bare = name.removesuffix(f" {place}").removesuffix(" TỈNH")
    if name.endswith(f" {place}"):
        yield from (bare, f"{bare} TỈNH", f"{bare} TỈNH {place}")


def by_words(printed: Iterable[str]) -> dict[str, str]:
    """{folded words: how it is printed}; without those that only accents tell apart. Of two that only marks tell
    apart the first counts."""
    found: dict[str, str] = {}
    unclear: set[str] = set()
    for one in printed:
        key = " ".join(words(one))
        if _WORD.findall(found.setdefault(key, one)) != _WORD.findall(one):
            unclear.add(key)
    return {key: one for key, one in found.items() if key not in unclear}


def as_known(read: Components, known: Mapping[str, str]) -> Components:
    """With the bodies of its head as `by_words` has them, whichever accents were recognised."""
    return replace(read, issuer=_known(read.issuer, known), superior=_known(read.superior, known))


def _known(body: str, known: Mapping[str, str]) -> str:
    return known.get(" ".join(words(body)), body)
