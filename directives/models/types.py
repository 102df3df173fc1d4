"""The types of official document and who issues them: reference data."""

from django.db import models

from units.models import OrganisationalUnit


class DirectiveType(models.Model):
    """One of the 29 types of administrative document (Nghị định 30/2020/NĐ-CP, article 7 and annex III)."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=60, unique=True)
    abbreviation = models.CharField("chữ viết tắt", max_length=10, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại văn bản"
        verbose_name_plural = "loại văn bản"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Issuer(models.Model):
    """A body that issues documents: a unit of the province, or one above or beside it.

    `folded_name` holds what two spellings of its name have in common.
    """

    slug = models.SlugField("mã", max_length=120, unique=True)
    name = models.CharField("tên", max_length=255)
    folded_name = models.CharField("tên không dấu", max_length=255, unique=True, editable=False)
    unit = models.OneToOneField(
        OrganisationalUnit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )

    class Meta:
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
