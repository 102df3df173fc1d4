"""`send_notices`: remind of what is late and due, and send the mails that wait.

A timer calls it every minute, so that no entry of the log waits longer for its seal either.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.actions.audit import seal
from units.actions.mail import MOST_A_RUN, send_notices
from units.actions.remind import remind
from units.actions.send_links import send_links


class Command(BaseCommand):
    help = "Nhắc nhiệm vụ trễ hạn, đến hạn và gửi thư đang chờ; thư chưa gửi được sẽ được gửi lại sau."

    def add_arguments(self, parser: ArgumentParser) -> None:
        said = "số thư nhiều nhất của mỗi loại trong một lần chạy"
        parser.add_argument("--limit", type=int, default=MOST_A_RUN, help=said)

    def handle(self, *, limit: int, **options: Any) -> None:
        if limit < 1:
            raise CommandError("--limit phải là số nguyên dương.")
        seal()
        self.stdout.write(f"Thông báo nhắc việc mới: {remind()}")
        self._tell("Thư gửi liên kết", send_links(limit))
        self._tell("Thư thông báo", send_notices(limit))

    def _tell(self, what: str, done: dict[str, int]) -> None:
        self.stdout.write(
            f"{what}: đã gửi {done['sent']}, gửi lại sau {done['waiting']}, không gửi được {done['failed']}, "
            f"bỏ vì không còn phù hợp {done['dropped']}"
        )
