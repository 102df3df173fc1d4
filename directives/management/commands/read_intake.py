"""`read_intake [--watch]`: read what units have handed in, and the signatures of what was kept before anyone looked
for them. With `--watch` it goes on until it is stopped."""

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from directives import intake_queue
from directives.actions.intake import wake
from directives.actions.originals import look_for_signatures
from directives.reading.process import ReadingProcess


class Command(BaseCommand):
    help = "Đọc các tệp văn bản đang chờ; với --watch thì chạy liên tục."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="chạy liên tục, đọc ngay khi có tệp mới")

    def handle(self, *, watch: bool, **options: Any) -> None:
        with ReadingProcess() as reader:
            look_for_signatures(reader=reader)
        if watch:
            intake_queue.watch(threading.Event())
        wake()
        self.stdout.write(f"Đã đọc {intake_queue.read_waiting()} văn bản.")
