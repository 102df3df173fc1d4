from search.models.answers import RecommendedAnswer
from search.models.documents import MOST_SECTIONS, SearchArea, SearchDocument, SearchSection, SearchSpell
from search.models.starts import SearchStart
from search.models.upkeep import Rebuilding, Stale
from search.models.vain import VainSearch
from search.models.words import Synonym

__all__ = [
    "MOST_SECTIONS",
    "Rebuilding",
    "RecommendedAnswer",
    "SearchArea",
    "SearchDocument",
    "SearchSection",
    "SearchSpell",
    "SearchStart",
    "Stale",
    "Synonym",
    "VainSearch",
]
