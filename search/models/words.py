"""What people say for what offices write, as editors keep it."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from core.text import words
from search.models.remedies import Remedy

MOST_WORDS, LONGEST = 6, 80


class Synonym(Remedy):
    """Who types what is `said` also finds what is `written`; with `both_ways` the other way round too."""

    written = models.CharField("chữ trong văn bản", max_length=LONGEST, help_text="Ví dụ: trung tâm y tế.")
    said = models.CharField("chữ người dân gõ", max_length=LONGEST, help_text="Ví dụ: ttyt.")
    both_ways = models.BooleanField("hai chiều", default=True, help_text="Gõ chữ nào cũng tìm được chữ kia.")
    folded = models.CharField("cặp từ không dấu", max_length=170, editable=False)

    class Meta:
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"
        ordering = ["said", "written", "pk"]

    def __str__(self) -> str:
        return f"{self.said} – {self.written}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = self._folded()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what says nothing, says the same, or is there already. Bears a half-filled draft."""
        super().clean()
        if not self.written or not self.said:
            return
        for name in ("written", "said"):
            if not 0 < len(words(getattr(self, name))) <= MOST_WORDS:
                raise ValidationError({name: f"Cần từ 1 đến {MOST_WORDS} tiếng, gồm chữ cái hoặc chữ số."})
        if words(self.written) == words(self.said):
            raise ValidationError({"said": "Hai bên giống nhau khi bỏ dấu; Cổng tìm không phân biệt dấu."})
        if Synonym.objects.filter(folded=self._folded()).exclude(pk=self.pk).exists():
            raise ValidationError("Cặp từ này đã có trong danh sách.")

    @classmethod
    def for_sought(cls, text: str) -> Self:
        return cls(said=text[:LONGEST])

    def _folded(self) -> str:
        return f"{' '.join(words(self.written))} | {' '.join(words(self.said))}"
