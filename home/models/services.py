"""The page of essential services, and of the other places that people look for."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel

from core.fields import BodyField
from core.models import BasePage
from home.blocks import article_stream


class ServicesPage(BasePage):
    """`/dich-vu-thiet-yeu/?dia-ban=&loai=&phan-loai=&trang=`: rows are live `datasets.Facility`."""

    lead = models.TextField("lời dẫn", max_length=500, blank=True)
    body = BodyField(article_stream(), blank=True, verbose_name="nội dung thêm")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "trang dịch vụ thiết yếu"
        verbose_name_plural = "trang dịch vụ thiết yếu"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.pieces import pieces
        from home.selectors.services import services_asked

        context = super().get_context(request, *args, **kwargs)
        return context | pieces(self.body) | services_asked(request)
