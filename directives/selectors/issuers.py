"""Which body a printed head or a citation names: exactly, or none."""

from collections.abc import Iterator
from itertools import chain

from core import province
from directives.issuer_names import cited_key, key, keys_of
from directives.models import Issuer
from directives.reading.bodies import heads
from units.models import Level, OrganisationalUnit
from units.selectors.organisations import working_units

_COMMUNE_WORDS = ("xa", "phuong", "thi tran")


def issuer_named(text: str, *, superior: str = "") -> Issuer | None:
    """The issuer that a head names ("SỞ Y TẾ", "UBND TỈNH …", in one line), or a citation ("Chủ tịch UBND tỉnh").

    `superior` is the head's line above it; where the head alone says too little ("BAN CHỈ ĐẠO …"), the superior's
    area completes it. None where no issuer has that name, or several do.
    """
    if not key(text):
        return None
    issuers = list(Issuer.objects.select_related("unit__area"))
    found = _only(issuers, cited_key(text))
    above = _only(issuers, cited_key(superior)) if superior and not found else None
    if above is None or above.unit is None or above.unit.area is None:
        return found
    return _only(issuers, f"{key(text)} {key(above.unit.area.name)}")


def printed_heads() -> Iterator[str]:
    """How heads print every issuer, and every unit of today, which may issue something yet."""
    units = working_units().values_list("name", "short_name")
    names = chain(Issuer.objects.values_list("name", flat=True), chain.from_iterable(units))
    place = province.current().short_name
    return (printed for name in filter(None, names) for printed in heads(name, place))


def commune_unit_named(text: str) -> OrganisationalUnit | None:
    """The unit of a commune that a head names, if only one does; those have no issuer until a document names them."""
    wanted = cited_key(text)
    if not any(f" {word} " in f" {wanted} " for word in _COMMUNE_WORDS):
        return None
    units = working_units().filter(level__gte=Level.COMMUNE).select_related("parent")
    found = [unit for unit in units if wanted in (key(unit.name), key(unit.short_name))]
    return found[0] if len(found) == 1 else None


def _only(issuers: list[Issuer], wanted: str) -> Issuer | None:
    """The issuer whose full name it is, else the only one of which it is a spelling."""
    exact = [issuer for issuer in issuers if issuer.folded_name == wanted]
    found = exact or [issuer for issuer in issuers if wanted in keys_of(issuer)]
    return found[0] if len(found) == 1 else None
