"""What an address asks for: an area, one of a list of values. Anything else counts as not asked."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest

from core import clock
from units.models import AdministrativeArea, Level
from units.selectors.areas import area_at, areas_at


@dataclass(frozen=True)
class AreaAsked:
    """`area` is that of `?dia-ban=` today, None for the whole province; `unknown`: a code that no area bears."""

    area: AdministrativeArea | None
    unknown: bool
    districts: list[AdministrativeArea]

    @property
    def chosen(self) -> str:
        """The code of the district to be selected in the picker: the area's own or the one around it."""
        step = self.area
        while step is not None and step.level > Level.DISTRICT:
            step = step.parent
        return step.code if step else ""


def area_asked(request: HttpRequest) -> AreaAsked:
    """`?dia-ban=412`, a district's or a commune's code."""
    code, today = request.GET.get("dia-ban", ""), clock.today()
    districts = areas_at(today, level=Level.DISTRICT)
    area = next((district for district in districts if district.code == code), None)
    area = area or (area_at(code, today) if code else None)
    if area is not None and area.level == Level.PROVINCE:
        area, code = None, ""
    return AreaAsked(area, unknown=bool(code) and area is None, districts=districts)


def one_of(request: HttpRequest, name: str, allowed: Collection[str], otherwise: str = "") -> str:
    """The parameter's value if it is allowed."""
    value = request.GET.get(name, "")
    return value if value in allowed else otherwise
