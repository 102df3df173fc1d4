"""What this database holds: which province, and whether its epidemic is simulated."""

import datetime as dt
import uuid

from django.db import models


class Portal(models.Model):
    """The one row that says whose portal this is. One database holds one province."""

    id = models.SmallAutoField(primary_key=True)
    province = models.SlugField("tỉnh", max_length=60)
    simulated = models.BooleanField("số liệu mô phỏng", default=False)
    clock_shift = models.DurationField("độ lệch đồng hồ", default=dt.timedelta(0))
    complete = models.BooleanField("đã nạp xong", default=True)
    instance = models.UUIDField("mã cơ sở dữ liệu", default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "cổng thông tin"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_portal_a_database"),
            models.CheckConstraint(
                condition=models.Q(simulated=True) | models.Q(clock_shift=dt.timedelta(0)),
                name="only_a_simulated_clock_is_shifted",
            ),
        ]

    def __str__(self) -> str:
        return self.province

    @classmethod
    def load(cls) -> "Portal | None":
        """The row, or None before a province is loaded."""
        return cls.objects.filter(pk=1).first()
