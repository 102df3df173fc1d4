"""`apply_unit_changes`: carry out reorganisations whose day has come, and end accounts whose time is over.

A timer calls it.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from units.actions.apply_changes import apply_due
from units.actions.expire import expire_accounts

NOT_ALL = 3


class Command(BaseCommand):
    help = "Áp dụng thay đổi tổ chức đã đến ngày, khóa tài khoản hết hạn; mã thoát 3 nếu có thay đổi bị từ chối."

    def handle(self, **options: Any) -> None:
        applied, refused = apply_due()
        self.stdout.write(f"Đã áp dụng: {applied}")
        self.stdout.write(f"Tài khoản hết hạn: {expire_accounts()}")
        for reason in refused:
            self.stderr.write(reason)
        if refused:
            sys.exit(NOT_ALL)
