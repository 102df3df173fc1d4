"""`import_reports FILE --unit ABBR`: figures of a file as that unit's reports."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from datasets.actions.import_reports import import_reports
from datasets.evidence import Basis
from datasets.management import imports


class Command(BaseCommand):
    help = "Nạp báo cáo số liệu từ tệp CSV hoặc XLSX; tất cả hoặc không gì cả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        imports.add_file(parser)
        parser.add_argument("--submit", action="store_true", help="gửi duyệt ngay")
        parser.add_argument("--reason", default="", help="lý do, bắt buộc khi đính chính số đã công bố")
        parser.add_argument("--evidence", default="", help="căn cứ đính chính: số, ký hiệu văn bản hoặc ghi chú")

    def handle(self, *, file: str, unit: str, **options: Any) -> None:
        try:
            result = import_reports(
                data=imports.read_file(file),
                name=file,
                unit=imports.find_unit(unit),
                submit=options["submit"],
                reason=options["reason"],
                dry_run=options["dry_run"],
                basis=Basis(evidence) if (evidence := options["evidence"].strip()) else None,
            )
        except imports.RefusedInput as error:
            imports.refuse(self, error, as_json=options["json"])
            return
        stored = "không lưu (chạy thử)" if options["dry_run"] else f"{len(result.ids)} báo cáo được lưu"
        imports.say(self, result, as_json=options["json"], done=f"{result.accepted} dòng hợp lệ, {stored}.")
