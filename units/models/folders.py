"""Whose a page is: a unit's pages lie in its folder of a section."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page, PagePermissionTester, get_page_models

from core.models.pages import tester_for
from units.models.organisations import OrganisationalUnit


class UnitFolder(Page):
    """One unit's pages in one section. Addresses leave it out: a page in it has that of the section and its own name.

    Made by `actions/folders.py` when a unit first writes in the section, never by hand.
    """

    unit = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, related_name="+", editable=False, verbose_name="đơn vị"
    )

    is_creatable = False
    show_in_menus_default = False

    class Meta:
        verbose_name = "thư mục đơn vị"
        verbose_name_plural = "thư mục đơn vị"

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Pages that may lie nowhere else, so that no page of the portal itself gets into a unit's hands."""
        if cls._clean_subpage_models is None:
            only_here = [model for model in get_page_models() if model.clean_parent_page_models() == [UnitFolder]]
            cls._clean_subpage_models = only_here
        return cls._clean_subpage_models

    def set_url_path(self, parent: Page | None) -> str:
        """The section's own address: pages below are found as if they lay in the section itself."""
        self.url_path = parent.url_path if parent is not None else "/"
        return self.url_path

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return tester_for(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.get_parent().get_url(request))
