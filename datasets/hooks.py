"""What the room of figures adds to the portal."""

from core import hooks
from core.province import Province
from datasets.actions.load import load_indicators


@hooks.load_province
def load(province: Province) -> dict[str, int]:
    return load_indicators(province)
