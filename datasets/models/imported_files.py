"""Which files of figures a unit has sent, so that the same one is known again."""

from django.db import models

from units.models import OrganisationalUnit


class ImportedFile(models.Model):
    """A file that was taken in; its bytes are not kept."""

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    sha256 = models.CharField("mã kiểm", max_length=64)
    name = models.CharField("tên tệp", max_length=200)
    rows = models.PositiveIntegerField("số dòng")
    by = models.CharField("người nhập", max_length=150)
    at = models.DateTimeField("nhập lúc")

    class Meta:
        verbose_name = "tệp số liệu đã nhập"
        verbose_name_plural = "tệp số liệu đã nhập"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["unit", "sha256"], name="imported_file_by_content")]

    def __str__(self) -> str:
        return self.name
