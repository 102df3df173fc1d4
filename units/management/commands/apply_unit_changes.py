"""`apply_unit_changes`: carry out reorganisations whose day has come. A timer calls it; so does `load_province`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from units.actions.apply_changes import apply_due

NOT_ALL = 3


class Command(BaseCommand):
    help = "Áp dụng các thay đổi tổ chức đã đến ngày hiệu lực; mã thoát 3 nếu có thay đổi bị từ chối."

    def handle(self, **options: Any) -> None:
        applied, refused = apply_due()
        self.stdout.write(f"Đã áp dụng: {applied}")
        for reason in refused:
            self.stderr.write(reason)
        if refused:
            sys.exit(NOT_ALL)
