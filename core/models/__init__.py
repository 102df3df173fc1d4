from core.models.pages import BasePage, EntryPage, SectionPage
from core.models.portal import Portal

__all__ = ["BasePage", "EntryPage", "Portal", "SectionPage"]
