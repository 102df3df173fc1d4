"""When two spellings name the same body: folded, without punctuation, abbreviations of offices written out."""

import re
from functools import lru_cache

from core import province
from core.text import words
from directives.models import Issuer

_WRITTEN_OUT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubtvqh": "uy ban thuong vu quoc hoi",
    "bcd": "ban chi dao",
    "bch": "ban chi huy",
    "ttch": "trung tam chi huy",
    "ttyt": "trung tam y te",
    "tyt": "tram y te",
    "cdc": "trung tam kiem soat benh tat",
    "pcd": "phong chong dich",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
}
_HEADS = re.compile(r"(pho )?(chu tich|giam doc|truong ban|chi huy truong|bo truong|chanh van phong) ")
"""A citation may name who leads a body for the body itself: "Chủ tịch UBND tỉnh"."""
SHORTEST = 4
"""A name without its province says enough by itself from this many words on."""


def key(name: str) -> str:
    """ "UBND Tỉnh" and "ỦY BAN NHÂN DÂN TỈNH" → "uy ban nhan dan tinh"."""
    return " ".join(_WRITTEN_OUT.get(word, word) for word in words(name))


def cited_key(name: str) -> str:
    """The key of a body as one cites it."""
    return _HEADS.sub("", key(name), count=1) if _HEADS.match(key(name)) else key(name)


def keys_of(issuer: Issuer) -> frozenset[str]:
    """Every spelling that means this issuer, as keys; needs `issuer.unit` fetched to ask the database nothing."""
    short_name = issuer.unit.short_name if issuer.unit else ""
    return _keys(issuer.name, short_name, province.current().short_name)


@lru_cache(maxsize=8192)
def _keys(name: str, short_name: str, place: str) -> frozenset[str]:
    """With the province's own name, without it, and with the word "tỉnh" before it."""
    found = {key(written) for written in (name, short_name) if written}
    ending = f" {key(place)}"
    for one in list(found):
        if not one.endswith(ending):
            continue
        bare = one.removesuffix(ending)
        if not bare.endswith(" tinh"):
            found.add(f"{bare} tinh{ending}")
        if len(bare.split()) >= SHORTEST:
            found.add(bare)
    return frozenset(found)
