"""The room of search in the admin, a module for each thing that editors do there."""

from search.wagtail_hooks import answers, in_vain, synonyms

__all__ = ["answers", "in_vain", "synonyms"]
