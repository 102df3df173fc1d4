from core.models.pages import BasePage
from core.models.portal import Portal

__all__ = ["BasePage", "Portal"]
