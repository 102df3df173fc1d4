"""Articles and clauses as anchors of the public address, and as people write them."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from core.text import nfc

MOST = 40
"""Articles that one relation may name; more are better named as a whole."""
ANCHOR = re.compile(
    r"(?:kem-theo-(?P<part>\d{1,2})-?)?(?:dieu-(?P<article>\d{1,4}(?:[a-z]|dd)?)|muc-(?P<item>\d{1,2}(?:-\d{1,2}){0,3}))?"
    r"(?:-khoan-(?P<clause>\d{1,3}(?:-\d{1,2}){0,2}))?(?:-diem-(?P<point>[a-z]{1,2}))?"
)
_PLACE = re.compile(
    r"(?:điểm (?P<point>[a-zđ]{1,2})[ ,]*)?(?:khoản (?P<clause>\d{1,3})[ ,]*)?"
    r"(?:điều (?P<article>\d{1,4}[a-zđ]?)(?!\w)[ ,]*|mục (?P<item>\d{1,2}(?:\.\d{1,2}){0,3})[ ,]*)?"
    r"(?:(?:phần |phụ lục )?kèm theo (?P<part>\d{1,2}))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[;\n]| và (?=điểm|khoản|điều|mục)|, (?=điểm|khoản|điều|mục)", re.IGNORECASE)
_CLAUSES = re.compile(r"khoản (\d{1,3}(?:(?:, | và |,)\d{1,3})+) (?=điều)", re.IGNORECASE)
_ARTICLES = re.compile(r"(?<!\w)điều (\d{1,4}[a-zđ]?(?:(?:, | và |,)\d{1,4}[a-zđ]?(?!\w))+)", re.IGNORECASE)


def anchors_in(text: str) -> list[str]:
    """ "Điều 3; khoản 2 Điều 7" → ["dieu-3", "dieu-7-khoan-2"]. Raises `ValueError` with what names no place."""
    pieces = (" ".join(piece.split()) for piece in _BETWEEN.split(_spread(nfc(text))))
    return list(dict.fromkeys(_anchor(piece) for piece in pieces if piece))


def named(anchor: str) -> str:
    """ "dieu-7-khoan-2" → "khoản 2 Điều 7"; what is no such anchor as it stands."""
    found = ANCHOR.fullmatch(anchor)
    if not found or not anchor:
        return anchor
    point, clause, article, item, part = (found[name] for name in ("point", "clause", "article", "item", "part"))
    words = (
        point and f"điểm {_letter(point)}",
        clause and f"khoản {clause.replace('-', '.')}",
        article and f"Điều {_letter(article)}",
        item and f"Mục {item.replace('-', '.')}",
        part and f"phần kèm theo {part}",
    )
    return " ".join(filter(None, words))


def listed(anchors: Sequence[str]) -> str:
    """["dieu-3", "dieu-7-khoan-2"] → "Điều 3; khoản 2 Điều 7"."""
    return "; ".join(map(named, anchors))


def _spread(text: str) -> str:
    """ "Điều 3, 4 và 5" → "Điều 3; Điều 4; Điều 5", "khoản 1, 2 Điều 5" → "khoản 1 Điều 5; …"."""
    text = _ARTICLES.sub(lambda found: "; ".join(f"Điều {one}" for one in re.findall(r"\d+[a-zđ]?", found[1])), text)
    while found := _CLAUSES.search(text):
        article = re.match(r"điều \d{1,4}[a-zđ]?", text[found.end() :], re.IGNORECASE)
        if not article:
            break
        spread = "; ".join(f"khoản {one} {article[0]}" for one in re.findall(r"\d+", found[1]))
        text = f"{text[: found.start()]}{spread}{text[found.end() + article.end() :]}"
    return text


def _anchor(said: str) -> str:
    if ANCHOR.fullmatch(said):
        return said
    found = _PLACE.fullmatch(said)
    if not found or not (found["article"] or found["item"] or found["part"]):
        raise ValueError(said)
    if (found["clause"] and not found["article"]) or (found["point"] and not (found["article"] or found["item"])):
        raise ValueError(said)
    steps = (
        found["part"] and f"kem-theo-{int(found['part'])}",
        found["article"] and f"dieu-{_plain(found['article'])}",
        found["item"] and f"muc-{found['item'].replace('.', '-')}",
        found["clause"] and f"khoan-{int(found['clause'])}",
        found["point"] and f"diem-{_plain(found['point'])}",
    )
    return "-".join(filter(None, steps))


def _plain(text: str) -> str:
    return text.lower().replace("đ", "dd")


def _letter(text: str) -> str:
    return text.replace("dd", "đ")


class AnchorsFormField(forms.CharField):
    """One line of words, kept as anchors: a list."""

    def prepare_value(self, value: Any) -> Any:
        return listed(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            found = anchors_in(str(super().to_python(value) or ""))
        except ValueError as error:
            raise ValidationError(f"Không hiểu “{error}”. Hãy ghi như “Điều 3; khoản 2 Điều 7”.") from error
        if len(found) > MOST:
            raise ValidationError(f"Mỗi quan hệ nêu nhiều nhất {MOST} điều, khoản; nhiều hơn thì để trống.")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or []) != (data or ""))


class AnchorsField(models.JSONField):
    """A list of anchors, written by people as words."""

    def formfield(self, **kwargs: Any) -> Any:
        return AnchorsFormField(label=self.verbose_name, required=False, help_text=self.help_text)
