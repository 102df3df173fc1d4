"""The simulation behind the demo: what a province's reports and facilities could have been. No database."""

from .areas import DemoCommune, DemoDistrict, simulated_populations
from .corrections import DemoCorrection, Moment, Values
from .epidemic import DISTRICT_INDICATORS, DemoLateReport, Epidemic, simulate
from .places import DemoPlace, PlaceDistrict, simulated_places
from .reporting import COMMUNE_INDICATORS

__all__ = [
    "COMMUNE_INDICATORS",
    "DISTRICT_INDICATORS",
    "DemoCommune",
    "DemoCorrection",
    "DemoDistrict",
    "DemoLateReport",
    "DemoPlace",
    "Epidemic",
    "Moment",
    "PlaceDistrict",
    "Values",
    "simulate",
    "simulated_places",
    "simulated_populations",
]
