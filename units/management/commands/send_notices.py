"""`send_notices`: send the mails that wait in the outbox. A timer calls it every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from units.actions.mail import send_notices


class Command(BaseCommand):
    help = "Gửi thư thông báo đang chờ; thư chưa gửi được sẽ được gửi lại sau."

    def handle(self, **options: Any) -> None:
        done = send_notices()
        self.stdout.write(
            f"Đã gửi: {done['sent']}, gửi lại sau: {done['waiting']}, không gửi được: {done['failed']}, "
            f"bỏ vì không còn quyền xem: {done['dropped']}"
        )
