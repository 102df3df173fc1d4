"""`import_history FILE --unit ABBR --reason TEXT`: figures from before the first ordinary release."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.problems import Refused
from datasets.actions.import_history import import_history
from datasets.actions.publish import prepare_release
from datasets.management import imports


class Command(BaseCommand):
    help = "Nạp số liệu trước ngày mở cổng: mỗi ngày và khung giờ một bản công bố."

    def add_arguments(self, parser: ArgumentParser) -> None:
        imports.add_file(parser)
        parser.add_argument("--reason", required=True, help="lý do nạp về sau, ghi vào từng bản công bố")

    def handle(self, *, file: str, unit: str, **options: Any) -> None:
        try:
            result = import_history(
                data=imports.read_file(file),
                name=file,
                unit=imports.find_unit(unit),
                reason=options["reason"],
                operator=imports.operator(),
                dry_run=options["dry_run"],
                prepare=prepare_release,
            )
        except imports.RefusedInput as error:
            imports.refuse(self, error, as_json=options["json"])
            return
        except Refused as error:
            raise CommandError(str(error), returncode=imports.REFUSED) from error
        stored = "không lưu (chạy thử)" if options["dry_run"] else f"{len(result.ids)} bản công bố"
        imports.say(self, result, as_json=options["json"], done=f"{result.accepted} dòng hợp lệ, {stored}.")
