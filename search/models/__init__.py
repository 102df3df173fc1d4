from search.models.documents import SearchDocument, SearchSection, Stale

__all__ = ["SearchDocument", "SearchSection", "Stale"]
