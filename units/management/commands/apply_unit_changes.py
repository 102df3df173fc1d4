"""`apply_unit_changes`: carry out reorganisations whose day has come, end accounts whose time is over, and warn of
focal points that have long been silent.

A timer calls it.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from units.actions.apply_changes import apply_due
from units.actions.expire import expire_accounts
from units.actions.tell import warn_silent_focal_points

NOT_ALL = 3


class Command(BaseCommand):
    help = (
        "Áp dụng thay đổi tổ chức đã đến ngày, khóa tài khoản hết hạn, nhắc đầu mối lâu không đăng nhập; "
        "mã thoát 3 nếu có thay đổi bị từ chối."
    )

    def handle(self, **options: Any) -> None:
        applied, refused = apply_due()
        self.stdout.write(f"Đã áp dụng: {applied}")
        self.stdout.write(f"Tài khoản hết hạn: {expire_accounts()}")
        self.stdout.write(f"Đầu mối lâu không đăng nhập, mới nhắc: {warn_silent_focal_points()}")
        for reason in refused:
            self.stderr.write(reason)
        if refused:
            sys.exit(NOT_ALL)
