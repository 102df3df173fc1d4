"""What the room of units adds to the portal."""

from core import hooks
from core.province import Province
from units.actions.load import load_units


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    return load_units(province)
