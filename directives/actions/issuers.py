"""Issuers that appear because a document names them."""

from django.db import transaction

from directives.issuer_names import key
from directives.models import Issuer
from directives.selectors.issuers import commune_unit_named, issuer_named


def open_issuer(*, text: str, superior: str = "") -> Issuer | None:
    """The issuer that a head names, made if it is a commune's unit that has issued nothing yet; None if unknown."""
    with transaction.atomic():
        found = issuer_named(text, superior=superior)
        unit = None if found else commune_unit_named(text)
        if unit is None:
            return found
        issuer, _ = Issuer.objects.get_or_create(
            unit=unit, defaults={"slug": unit.abbreviation, "name": unit.name, "folded_name": key(unit.name)}
        )
        return issuer
