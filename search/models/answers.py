"""What editors recommend to whoever asks in one of these ways."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.models import Page

from core import clock
from core.text import words
from search.models.remedies import Remedy

MOST_QUERIES, LONGEST_QUERY = 40, 100


def key_of(query: str) -> str:
    """ "Giấy đi đường?" and "giaydiduong" alike: folded, neither spaces nor punctuation."""
    return "".join(words(query))


class RecommendedAnswer(Remedy):
    """A page that stands above what is found for `queries`, one a line, on the days from `valid_from` to `valid_to`.

    `keys` are the same queries as they are compared, each between two line ends.
    """

    queries = models.TextField(
        "khi người dân tìm", max_length=4_000, help_text="Mỗi dòng một cách hỏi; có dấu hay không dấu đều như nhau."
    )
    keys = models.TextField("các cách hỏi, không dấu", editable=False)
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, related_name="recommended_answers", verbose_name="trang trả lời"
    )
    reason = models.CharField(
        "vì sao", max_length=200, blank=True, help_text="Một câu ngắn dưới tên trang, không bắt buộc."
    )
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "câu trả lời được đề xuất"
        verbose_name_plural = "câu trả lời được đề xuất"
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="recommended_answer_ends_after_it_begins",
                violation_error_message="Ngày cuối phải không trước ngày đầu.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.lines)[:200]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keys = "\n".join(["", *dict.fromkeys(map(key_of, self.lines)), ""])
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a query that is none, and more than anybody reads. Bears a half-filled draft."""
        super().clean()
        if len(self.lines) > MOST_QUERIES:
            raise ValidationError({"queries": f"Nhiều nhất {MOST_QUERIES} cách hỏi."})
        for line in self.lines:
            if len(line) > LONGEST_QUERY:
                raise ValidationError({"queries": f"“{line[:40]}…” dài quá {LONGEST_QUERY} ký tự."})
            if not key_of(line):
                raise ValidationError({"queries": f"“{line}” không có chữ cái hay chữ số nào."})

    @classmethod
    def for_sought(cls, text: str) -> Self:
        return cls(queries=text[:LONGEST_QUERY])

    @property
    def lines(self) -> list[str]:
        """The queries as the editor wrote them."""
        return [line.strip() for line in (self.queries or "").splitlines() if line.strip()]
