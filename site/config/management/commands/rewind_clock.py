"""`rewind_clock`: a simulated portal's clock starts five minutes after its newest release."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from core import clock
from core.models import Portal
from core.simulation import shift_clock
from datasets.models import Release
from units.actions.audit import record
from units.models import Done

AFTER_RELEASE = dt.timedelta(minutes=5)


class Command(BaseCommand):
    help = "Đặt đồng hồ mô phỏng vào năm phút sau bản công bố mới nhất; cơ sở dữ liệu thật thì không làm gì."

    def handle(self, **options: Any) -> None:
        newest = Release.objects.exclude(published_at=None).order_by("-number").first()
        if clock.is_simulated() and newest and newest.published_at:
            moment = newest.published_at + AFTER_RELEASE
            with transaction.atomic():
                shift_clock(moment)
                record(Done.CHANGE, about=Portal, details={"clock": moment})
