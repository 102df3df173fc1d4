from search.models.documents import MOST_SECTIONS, SearchArea, SearchDocument, SearchSection, SearchSpell, Stale

__all__ = ["MOST_SECTIONS", "SearchArea", "SearchDocument", "SearchSection", "SearchSpell", "Stale"]
