"""The day that an address asks for."""

import datetime as dt
import re

from django.http import Http404, HttpRequest

_VIETNAMESE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_asked(request: HttpRequest) -> dt.date | None:
    """`?ngay=2021-10-08`, or 08/10/2021; None without one. Raises `Http404` for what is no day."""
    asked = request.GET.get("ngay", "").strip()
    if not asked:
        return None
    try:
        if found := _VIETNAMESE.fullmatch(asked):
            day, month, year = map(int, found.groups())
            return dt.date(year, month, day)
        if _ISO.fullmatch(asked):
            return dt.date.fromisoformat(asked)
    except ValueError:
        pass
    raise Http404("không có ngày này")
