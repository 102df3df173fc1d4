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
    """A file as it was handed in. `format` is what its bytes are, whatever its name says.

    `signatures`: the digital ones of a PDF, an object each as `directives.reading.signatures.Signature` has them, in
    the order in which they were added; null where nobody has looked.
    """

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
    signatures: Any = models.JSONField("chữ ký số", null=True, blank=True, editable=False)
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


class OriginalPage(models.Model):
    """A page of an original: how it was read, and how well. `confidence` of the recognition of a picture, of 100."""

    class Source(models.TextChoices):
        NONE = "", "chưa đọc được"
        TEXT = "text", "lớp chữ của tệp"
        OCR = "ocr", "nhận dạng từ bản quét"
        TCVN3 = "TCVN3", "chuyển từ bảng mã TCVN3"
        VNI = "VNI", "chuyển từ bảng mã VNI"

    original = models.ForeignKey(Original, models.CASCADE, related_name="read_pages")
    number = models.PositiveIntegerField("trang")
    quality = models.CharField("chất lượng chữ", max_length=4, choices=Original.Quality.choices)
    source = models.CharField("cách đọc", max_length=5, choices=Source.choices, blank=True)
    confidence = models.FloatField("độ chắc chắn", null=True)
    text = models.TextField("chữ đọc được", blank=True)

    class Meta:
        verbose_name = "trang của tệp gốc"
        verbose_name_plural = "trang của tệp gốc"
        ordering = ["original", "number"]
        constraints = [models.UniqueConstraint(fields=["original", "number"], name="original_page_has_its_number")]

    def __str__(self) -> str:
        return f"{self.original}, trang {self.number}"
