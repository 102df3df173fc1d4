from search.models.documents import MOST_SECTIONS, SearchArea, SearchDocument, SearchSection, Stale

__all__ = ["MOST_SECTIONS", "SearchArea", "SearchDocument", "SearchSection", "Stale"]
