"""`publish_release`: release a slot, and what is asked for outside the slots.

Exit 0 released or already released, 3 refused with the reason. `--watch`: go on doing so until stopped.
"""

import datetime as dt
import threading
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.problems import Refused
from datasets import days, schedule
from datasets.actions.publish import publish_release

BY_COMMAND = "lệnh trên máy chủ"
"""Who published, as the admin tells it."""


class Command(BaseCommand):
    help = "Công bố số liệu của một khung giờ (mặc định: khung giờ mới nhất đã qua)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=_date, help="ngày, dạng 2021-10-08")
        parser.add_argument("--slot", help="khung giờ, ví dụ 18:00")
        parser.add_argument("--extra", action="store_true", help="công bố ngay, ngoài khung giờ")
        parser.add_argument("--reason", default="", help="lý do công bố ngoài khung giờ")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không công bố")
        parser.add_argument("--watch", action="store_true", help="chạy mãi, công bố khi đến kỳ và khi có đề nghị")

    def handle(self, *, date: dt.date | None, slot: str | None, watch: bool, **options: Any) -> None:
        asked = {name: options[name] for name in ("extra", "reason", "dry_run")}
        named = date is not None or slot is not None or any(asked.values())
        if watch and named:
            raise CommandError("--watch không đi cùng lựa chọn khác.")
        if watch:
            schedule.watch(threading.Event())
            return
        try:
            self._publish(date, slot, asked)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        finally:
            if not named:
                self._publish_asked()

    def _publish(self, date: dt.date | None, slot: str | None, asked: dict[str, Any]) -> None:
        done = publish_release(date=date, slot=slot, operator=BY_COMMAND, **asked)
        when = f"ngày {days.date(done.day):%d/%m/%Y}"
        if done.number:
            self.stdout.write(f"Đã công bố bản số {done.number}, {when}: {done.reports} báo cáo.")
        else:
            kept = "Có thể công bố" if asked["dry_run"] else "Đã công bố từ trước"
            self.stdout.write(f"{kept}, {when}; không ghi gì.")

    def _publish_asked(self) -> None:
        if number := schedule.publish_asked_for():
            self.stdout.write(f"Đã công bố bản số {number} theo đề nghị, ngoài khung giờ.")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” không phải ngày dạng 2021-10-08") from error
