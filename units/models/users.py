"""Accounts. One per unit, named by its abbreviation; the unit decides what the account may do."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from units.models.organisations import OrganisationalUnit


class User(AbstractUser):
    """An account of a unit. Without a unit it may do nothing, unless it is the system's administrator."""

    unit = models.ForeignKey(
        OrganisationalUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="đơn vị",
    )

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
