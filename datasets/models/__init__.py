from datasets.models.asked import AskedRelease
from datasets.models.corrections import Correction
from datasets.models.facilities import Facility
from datasets.models.facts import OPEN, BlockSum, Fact, OpeningBalance, valid
from datasets.models.imported_files import ImportedFile
from datasets.models.indicators import Indicator, Source
from datasets.models.pages import FiguresPage
from datasets.models.releases import HeldSlot, MissedSlot, Pointer, Release
from datasets.models.reports import Report
from datasets.models.returns import ReportReturn, ReturnedCell

__all__ = [
    "OPEN",
    "AskedRelease",
    "BlockSum",
    "Correction",
    "Facility",
    "Fact",
    "FiguresPage",
    "HeldSlot",
    "ImportedFile",
    "Indicator",
    "MissedSlot",
    "OpeningBalance",
    "Pointer",
    "Release",
    "Report",
    "ReportReturn",
    "ReturnedCell",
    "Source",
    "valid",
]
