"""`import_facilities FILE --unit ABBR`: places of a file as that unit's drafts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from datasets.actions.import_facilities import import_facilities
from datasets.management import imports


class Command(BaseCommand):
    help = "Nạp điểm, cơ sở từ tệp CSV hoặc XLSX thành bản nháp; tất cả hoặc không gì cả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        imports.add_file(parser)
        parser.add_argument("--submit", action="store_true", help="gửi duyệt ngay")

    def handle(self, *, file: str, unit: str, **options: Any) -> None:
        try:
            result = import_facilities(
                data=imports.read_file(file),
                name=file,
                unit=imports.find_unit(unit),
                submit=options["submit"],
                dry_run=options["dry_run"],
            )
        except imports.RefusedInput as error:
            imports.refuse(self, error, as_json=options["json"])
            return
        stored = "không lưu (chạy thử)" if options["dry_run"] else f"{len(result.ids)} điểm, cơ sở được lưu"
        imports.say(self, result, as_json=options["json"], done=f"{result.accepted} dòng hợp lệ, {stored}.")
