"""News about the epidemic, mostly carried over from the province's own portal."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core import clock
from core.fields import BodyField
from core.models import BasePage
from core.slices import nearest_slice
from home.blocks import article_stream
from home.models.cited import CitedDirective
from home.models.sections import ArticlePage, ArticlesPage


class NewsIndexPage(ArticlesPage):
    """`/tin-tuc/?trang=`: newest first."""

    subject = "news"

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = "mục tin tức"
        verbose_name_plural = "mục tin tức"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.articles import news

        return super().get_context(request, *args, **kwargs) | {"articles": nearest_slice(request, news())}


class NewsPage(ArticlePage):
    """`/tin-tuc/<slug>/`. `date` is the day of the news, `source` who reported it first."""

    search_kind = "news"
    section = NewsIndexPage

    date = models.DateField("ngày", default=clock.today)
    summary = models.CharField("tóm tắt", max_length=300)
    source = models.CharField("nguồn tin", max_length=160, blank=True)
    body = BodyField(article_stream(), blank=True, verbose_name="nội dung")

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("source")]),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("body"),
        InlinePanel("directives", heading="Văn bản liên quan", label="Văn bản"),
    ]

    class Meta:
        verbose_name = "tin"
        verbose_name_plural = "tin"


class NewsDirective(CitedDirective):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="directives")

    class Meta(CitedDirective.Meta):
        verbose_name = "văn bản liên quan"
        verbose_name_plural = "văn bản liên quan"
