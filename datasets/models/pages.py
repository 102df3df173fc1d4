"""The page of figures."""

from typing import Any

from django.http import HttpRequest

from core.models import BasePage


class FiguresPage(BasePage):
    """All figures of one release: the newest, or an older one exactly as it was published."""

    max_count = 1
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "trang số liệu"
        verbose_name_plural = "trang số liệu"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from datasets.selectors.asked import province_figures, release_asked

        release = release_asked(request)
        context = super().get_context(request, *args, **kwargs) | province_figures(release)
        if release:
            context["older"] = release.number - 1 if release.number > 1 else None
            context["newer"] = release.number + 1 if release.number < release.latest_number else None
        return context
