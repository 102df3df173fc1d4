"""`index_stale [--watch]`: index what waits. With `--watch` it goes on until it is stopped, and sweeps every hour."""

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.actions.upkeep import index_stale
from search.upkeep_queue import watch


class Command(BaseCommand):
    help = "Lập chỉ mục những nội dung đang chờ; với --watch thì chạy liên tục và định kỳ đối chiếu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="chạy liên tục, lập chỉ mục ngay khi có thay đổi")

    def handle(self, *, watch: bool, **options: Any) -> None:
        if watch:
            _go_on()
        if left := index_stale():
            raise CommandError(f"Còn {left} mục chưa vào chỉ mục; lý do ở nhật ký. Lần chạy sau sẽ thử lại.")


def _go_on() -> None:
    for thread in watch(threading.Event()):
        thread.join()
