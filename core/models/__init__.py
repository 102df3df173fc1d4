from core.models.pages import BasePage, SectionPage
from core.models.portal import Portal

__all__ = ["BasePage", "Portal", "SectionPage"]
