"""The bytes that an office handed in, kept for ever and never twice."""

from typing import Any

from django.core.files.storage import storages
from django.db import models

from units.models import OrganisationalUnit


def originals_storage() -> Any:
    """Where original bytes lie; no web server reads it directly."""
    return storages["originals"]


def by_checksum(original: "Original", name: str) -> str:
    """`ab/abcdef….pdf`: the name says what the bytes are."""
    return f"{original.sha256[:2]}/{original.sha256}.{original.format}"


class Original(models.Model):
    """A file as it was handed in. `format` is what its bytes are, whatever its name says."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        DOC = "doc", "DOC"
        TXT = "txt", "TXT"
        JPG = "jpg", "JPG"
        PNG = "png", "PNG"
        TIFF = "tiff", "TIFF"

    class Quality(models.TextChoices):
        GOOD = "good", "chữ đọc tốt"
        OCR = "ocr", "chữ nhận dạng từ bản quét, có thể sai"
        POOR = "poor", "chữ không đọc được chắc chắn"
        NONE = "none", "chưa đọc được chữ"

    sha256 = models.CharField("mã kiểm tra SHA-256", max_length=64, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=255)
    format = models.CharField("định dạng", max_length=4, choices=Format.choices)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    file = models.FileField("tệp", storage=originals_storage, upload_to=by_checksum, max_length=120)
    text_quality = models.CharField("chất lượng chữ", max_length=4, choices=Quality.choices)
    pages = models.PositiveIntegerField("số trang", null=True, blank=True)
    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị gửi")
    received_by = models.CharField("người gửi", max_length=150, blank=True)
    received_at = models.DateTimeField("nhận lúc")
    directive = models.ForeignKey(
        "directives.DirectivePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="originals",
        verbose_name="văn bản",
    )

    class Meta:
        verbose_name = "tệp gốc"
        verbose_name_plural = "tệp gốc"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
