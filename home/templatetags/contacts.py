"""Filters and tags with which pages show telephone numbers and opening hours."""

from functools import lru_cache

from django import template
from django.utils.html import format_html

from core import clock
from home.opening_hours import OpeningHours, read, state_words
from home.phones import Phone
from home.phones import phones as split

register = template.Library()
read_once = lru_cache(maxsize=512)(read)


@register.filter
def phones(text: str | None) -> tuple[Phone, ...]:
    """ "0238 384 1234; 115" → two numbers with what calls them."""
    return split(text or "")


@register.simple_tag
def open_badge(hours: str | None, open_word: str = "Đang mở") -> str:
    """Whether someone is there now, or when again; nothing where the hours are not certain."""
    opening: OpeningHours | None = read_once(hours or "")
    if opening is None:
        return ""
    now = clock.now()
    state = opening.at(now)
    badge = "status-badge status-badge--in-force" if state.open else "status-badge"
    return format_html('<span class="{}">{}</span>', badge, state_words(state, now, open_word=open_word))


@register.simple_tag
def hours_words(hours: str | None) -> str:
    """ "24/24" → "Trực 24 giờ"; other hours as the unit wrote them."""
    opening = read_once(hours or "")
    if opening is not None and opening.always:
        return "Trực 24 giờ"
    return hours or "Chưa rõ giờ trực"
