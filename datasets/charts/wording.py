"""How drawings and their sentences write numbers, days and names in Vietnamese."""

from datetime import date

__all__ = ["count_word", "day_month", "decimal", "full_date", "number", "running_name", "sentence_start"]

_COUNT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def number(value: float) -> str:
    """A whole number with its thousands grouped: `1.234`."""
    return f"{round(value):,}".replace(",", ".")


def decimal(value: float) -> str:
    """One digit after the comma, thousands grouped: `1.183,7`."""
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def day_month(day: date) -> str:
    """`27/11`."""
    return f"{day:%d/%m}"


def full_date(day: date) -> str:
    """`27/11/2021`."""
    return f"{day:%d/%m/%Y}"


def count_word(count: int) -> str:
    """`ba` for 3; digits above ten."""
    return _COUNT_WORDS[count] if count < len(_COUNT_WORDS) else number(count)


def running_name(name: str) -> str:
    """An area's name inside a sentence: `Huyện Quỳ Châu` becomes `huyện Quỳ Châu`."""
    return name[:1].lower() + name[1:]


def sentence_start(text: str) -> str:
    """`text` with its first letter raised."""
    return text[:1].upper() + text[1:]
