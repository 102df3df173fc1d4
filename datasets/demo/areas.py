"""The areas of a simulated province and how many people live in them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

AVERAGE_DISTRICT = 157_000
AVERAGE_COMMUNE = 7_000
SIZES = {
    "thành phố": 2.1 * AVERAGE_DISTRICT,
    "thị xã": 0.6 * AVERAGE_DISTRICT,
    "quận": 1.5 * AVERAGE_DISTRICT,
    "huyện": 1.0 * AVERAGE_DISTRICT,
    "phường": 1.5 * AVERAGE_COMMUNE,
    "thị trấn": 1.2 * AVERAGE_COMMUNE,
    "xã": 0.9 * AVERAGE_COMMUNE,
}
SPREAD = {"huyện": (0.4, 1.6)}


@dataclass(frozen=True)
class DemoCommune:
    """A commune, ward or township: statistics-office code and inhabitants."""

    code: str
    population: int


@dataclass(frozen=True)
class DemoDistrict:
    """A district with its communes; their populations should sum to its own."""

    code: str
    name: str
    population: int
    communes: Sequence[DemoCommune] = ()


def simulated_populations(areas: Sequence[tuple[str, str]], seed: int, total: int | None = None) -> dict[str, int]:
    """Return inhabitants by code for ``(code, kind or full name)`` of the areas of one level.

    With ``total`` the areas share exactly that many, as the communes of one district do.
    """
    rng = random.Random(f"populations:{seed}")
    ordered = sorted(areas)
    rural = [code for code, name in ordered if kind_of(name) == "huyện"]
    sizes = {
        code: SIZES[kind_of(name)] * upland_factor(code, rural) * rng.lognormvariate(0, 0.16)
        for code, name in ordered
    }
    if total is None:
        return {code: round(size) for code, size in sizes.items()}
    return dict(zip(sizes, apportion(total, list(sizes.values())), strict=True))


def kind_of(name: str) -> str:
    """Return the kind that a name such as "Thị trấn Mường Xén" begins with, "xã" when it names none."""
    folded = name.casefold()
    return next((kind for kind in SIZES if folded.startswith(kind)), "xã")


def upland_factor(code: str, rural: Sequence[str]) -> float:
    """Return how full a rural district is, 0.4 to 1.6, by its place among the rural codes.

    The statistics office numbers a province's mountain districts before its lowland ones.
    """
    if code not in rural or len(rural) == 1:
        return 1.0
    low, high = SPREAD["huyện"]
    return low + (high - low) * rural.index(code) / (len(rural) - 1)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` into whole parts proportional to ``weights``, by largest remainder."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
