"""What the editor may choose in a block, read from the database when the form is drawn."""

from core import clock
from units.models import Level
from units.selectors.areas import areas_at

Choices = list[tuple[str, str]]


def districts() -> Choices:
    """[(code, name)] of today."""
    return [(area.code, area.name) for area in areas_at(clock.today(), level=Level.DISTRICT)]


def purposes() -> Choices:
    from home.models.hotlines import Hotline

    return [(str(value), str(label)) for value, label in Hotline.Purpose.choices]


def directive_types() -> Choices:
    """[(code, name)]"""
    from directives.models import DirectiveType

    return list(DirectiveType.objects.values_list("code", "name"))


def issuers() -> Choices:
    """[(slug, name)]"""
    from directives.models import Issuer

    return list(Issuer.objects.values_list("slug", "name"))
