"""Medical guidance: what to do, for whom, when it was last reviewed, on which directives it rests."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.fields import BodyField
from core.models import BasePage
from core.slices import nearest_slice
from core.topics import Audience, Topic
from home.blocks import article_stream
from home.models.cited import CitedDirective
from home.models.sections import ArticlePage, ArticlesPage

if TYPE_CHECKING:
    from home.selectors.latest_directives import DirectiveRule


class GuidanceIndexPage(ArticlesPage):
    """`/huong-dan/?chu-de=&trang=`: guidance by topic."""

    subject = "guidance"

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = "mục hướng dẫn y tế"
        verbose_name_plural = "mục hướng dẫn y tế"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.articles import guidance, topics_in_use
        from home.selectors.latest_directives import holding_on, latest_by_rule

        topic = request.GET.get("chu-de", "")
        asked = topic if topic in Topic.values else ""
        rules = [holding_on(asked)] if asked else []
        return super().get_context(request, *args, **kwargs) | {
            "latest": [page for found in latest_by_rule(rules).values() for page in found],
            "topic": asked,
            "topic_label": Topic(asked).label if asked else "",
            "topics": topics_in_use(),
            "articles": nearest_slice(request, guidance(topic=asked)),
        }


class GuidancePage(ArticlePage):
    """`/huong-dan/<slug>/`: one thing that people have to do, in blocks."""

    search_kind = "guidance"
    section = GuidanceIndexPage

    summary = models.CharField("tóm tắt", max_length=300, help_text="Một, hai câu: làm gì, khi nào, gọi ai.")
    topic = models.CharField("chủ đề", max_length=20, choices=Topic.choices)
    audience = models.CharField("dành cho", max_length=20, choices=Audience.choices, default=Audience.EVERYONE)
    reviewed_on = models.DateField("rà soát ngày", null=True, blank=True)
    body = BodyField(article_stream(), blank=True, verbose_name="nội dung")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("topic"), FieldPanel("audience")]), FieldPanel("reviewed_on")], "Về"
        ),
        FieldPanel("body"),
        InlinePanel("directives", heading="Căn cứ", label="Văn bản"),
    ]

    def shown_directives(self) -> "list[DirectiveRule]":
        from home.selectors.latest_directives import holding_on

        return [holding_on(self.topic)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the newest directives of its topic that apply today."""
        context = super().get_context(request, *args, **kwargs)
        rule = self.shown_directives()[0]
        return context | {"latest": context["latest_by_rule"][rule]}

    class Meta:
        verbose_name = "trang hướng dẫn"
        verbose_name_plural = "trang hướng dẫn"


class GuidanceDirective(CitedDirective):
    page = ParentalKey(GuidancePage, on_delete=models.CASCADE, related_name="directives")

    class Meta(CitedDirective.Meta):
        verbose_name = "văn bản căn cứ"
        verbose_name_plural = "văn bản căn cứ"
