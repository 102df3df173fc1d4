"""Blocks of running text: paragraphs, steps, warnings, "nếu … thì …", call-outs."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, ChoiceBlock, RichTextBlock, TextBlock
from wagtail.rich_text import RichText, expand_db_html

PREVIEW = "home/blocks/preview.html"
_SEAM = "<!--seam-->"


class Paragraphs:
    """The sources of one stream's paragraphs, whose links are looked up all at once."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.sources = list(dict.fromkeys(source.replace(_SEAM, "") for source in sources))

    @cached_property
    def html(self) -> dict[str, str]:
        """{source: HTML that a browser may get}"""
        return dict(zip(self.sources, expand_db_html(_SEAM.join(self.sources)).split(_SEAM), strict=True))


class Paragraph(RichText):
    """Rich text that shares its look-ups with the other paragraphs of its stream."""

    def __init__(self, source: str, shared: Paragraphs) -> None:
        super().__init__(source)
        self.shared = shared

    def __html__(self) -> str:
        html = self.shared.html.get(self.source.replace(_SEAM, ""), "")
        return render_to_string("wagtailcore/shared/richtext.html", {"html": html})


class ParagraphBlock(RichTextBlock):
    """Headings of the second and third order, lists, bold, italic, links; the page's title is its only `h1`."""

    def __init__(self, **kwargs: Any) -> None:
        features = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
        super().__init__(**({"features": features} | kwargs))

    def bulk_to_python(self, values: Iterable[str]) -> list[Paragraph]:
        sources = [value or "" for value in values]
        shared = Paragraphs(sources)
        return [Paragraph(source, shared) for source in sources]

    class Meta:
        icon = "pilcrow"
        template = "home/blocks/paragraph.html"
        label = "Đoạn văn"
        description = "Chữ thường, có thể có đề mục, danh sách, chữ đậm và liên kết."
        group = "Nội dung"
        preview_template = PREVIEW
        preview_value = RichText("<p>Người đang cách ly tại nhà đo thân nhiệt mỗi sáng và mỗi chiều.</p>")


class StepBlock(blocks.StructBlock):
    title = CharBlock(max_length=120, label="Việc cần làm")
    text = TextBlock(required=False, max_length=2000, label="Cách làm")

    class Meta:
        label = "Bước"


class StepsBlock(blocks.StructBlock):
    """Bước 1, 2, 3 …"""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    steps = blocks.ListBlock(StepBlock(), label="Các bước")

    class Meta:
        icon = "list-ol"
        template = "home/blocks/steps.html"
        label = "Các bước"
        description = "Những việc phải làm theo thứ tự: bước 1, bước 2, bước 3."
        group = "Nội dung"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Khai báo y tế",
            "steps": [
                {"title": "Ở yên tại nhà", "text": "Không đi nơi khác khi chưa có hướng dẫn."},
                {"title": "Gọi trạm y tế", "text": "Nói rõ họ tên, nơi ở, ngày tiếp xúc."},
            ],
        }


class NoticeBlock(blocks.StructBlock):
    """A warning, or something to know."""

    kind = ChoiceBlock(
        choices=[("info", "Cần biết"), ("attention", "Lưu ý"), ("stop", "Không được làm, nguy hiểm")],
        default="info",
        label="Mức",
    )
    title = CharBlock(max_length=160, label="Câu chính")
    text = TextBlock(required=False, max_length=2000, label="Giải thích")

    class Meta:
        icon = "warning"
        template = "home/blocks/notice.html"
        label = "Lưu ý, cảnh báo"
        description = "Một khung nổi bật: điều cần biết, điều phải lưu ý, điều không được làm."
        group = "Nội dung"
        preview_template = PREVIEW
        preview_value = {"kind": "stop", "title": "Không tự đến bệnh viện.", "text": "Hãy gọi trước để được đón."}


class ConditionBlock(blocks.StructBlock):
    condition = CharBlock(max_length=200, label="Nếu", help_text="Không viết chữ “nếu” ở đầu.")
    action = TextBlock(max_length=1000, label="Thì", help_text="Không viết chữ “thì” ở đầu.")
    phone = CharBlock(required=False, max_length=60, label="Số cần gọi")

    class Meta:
        label = "Trường hợp"


class ConditionsBlock(blocks.StructBlock):
    """Nếu … thì …"""

    heading = CharBlock(required=False, max_length=120, label="Tiêu đề")
    cases = blocks.ListBlock(ConditionBlock(), label="Các trường hợp")

    class Meta:
        icon = "help"
        template = "home/blocks/conditions.html"
        label = "Nếu … thì …"
        description = "Từng trường hợp và việc phải làm trong trường hợp ấy, có thể kèm số cần gọi."
        group = "Nội dung"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Khi nào phải gọi ngay",
            "cases": [{"condition": "khó thở, đau ngực", "action": "Gọi cấp cứu, không chờ tư vấn.", "phone": "115"}],
        }


class CalloutBlock(blocks.StructBlock):
    """One thing to do, with the link to where it is done."""

    title = CharBlock(max_length=120, label="Câu chính")
    text = TextBlock(required=False, max_length=600, label="Giải thích")
    link_text = CharBlock(required=False, max_length=80, label="Chữ của liên kết")
    link = CharBlock(
        required=False, max_length=500, label="Địa chỉ", help_text="Trong cổng: /huong-dan/. Ngoài cổng: https://…"
    )

    class Meta:
        icon = "pick"
        template = "home/blocks/callout.html"
        label = "Khung kêu gọi"
        description = "Một việc muốn người đọc làm ngay, kèm liên kết tới nơi làm việc đó."
        group = "Nội dung"
        preview_template = PREVIEW
        preview_value = {"title": "Tiêm đủ mũi", "text": "", "link_text": "Xem điểm tiêm", "link": "/huong-dan/"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"address": safe_address(value.get("link"))}


def safe_address(link: str | None) -> str:
    """A path of the portal or a web address; nothing for any other scheme."""
    text = (link or "").strip()
    if text.startswith("/") and not text.startswith("//") and "\\" not in text:
        return text
    return text if text.lower().startswith(("https://", "http://")) else ""
