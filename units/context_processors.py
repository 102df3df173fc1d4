"""What every template may show of the units that answer for the portal."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from core import context_processors, province
from units.models import OrganisationalUnit

_SECONDS_CACHED = 60


def portal(request: HttpRequest) -> dict[str, Any]:
    """{"portal": {...}}: what `core.context_processors` gives, and the names for the footer."""
    found = context_processors.portal(request)["portal"]
    names = _unit_names()
    figures_by = [names[unit] for unit in found["province"].figures_by if unit in names]
    managed_by = names.get(found["province"].managed_by)
    return {"portal": found | {"managed_by_name": managed_by, "figures_by_names": figures_by}}


def _unit_names() -> dict[str, str]:
    """{abbreviation: name} of the units that the footer names."""
    current = province.current()
    key = f"units.footer.{current.slug}"
    names = cache.get(key)
    if names is None:
        wanted = [current.managed_by, *current.figures_by]
        found = OrganisationalUnit.objects.filter(abbreviation__in=wanted)
        names = dict(found.values_list("abbreviation", "name"))
        if names:
            cache.set(key, names, _SECONDS_CACHED)
    return names
