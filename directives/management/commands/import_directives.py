"""`import_directives FILE... --unit ABBR`: files of documents as that unit's drafts. Exit 2 if any was refused."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directives.actions.import_directives import import_directives
from directives.actions.results import FileResult
from directives.actions.take_in import HandedIn
from units.management import arguments


class Command(BaseCommand):
    help = "Nạp văn bản từ tệp PDF, DOCX, DOC, TXT, JPG, PNG, TIFF thành bản nháp; từng tệp tất cả hoặc không gì cả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp PDF, DOCX, DOC, TXT, JPG, PNG hoặc TIFF")
        parser.add_argument(
            "--together", action="store_true", help="các tệp này là một văn bản, theo đúng thứ tự đã ghi"
        )
        arguments.add_unit(parser)
        arguments.add_dry_run(parser)
        parser.add_argument(
            "--publish",
            action="store_true",
            help="công bố ngay, chỉ trong đợt nạp ban đầu (trước văn bản qua duyệt đầu tiên)",
        )

    def handle(self, *, files: list[str], unit: str, **options: Any) -> None:
        results = self._results(files, unit, options)
        if options["json"]:
            self.stdout.write(json.dumps([result.as_dict() for result in results], ensure_ascii=False))
        else:
            for result in results:
                self.stdout.write(_said(result, dry_run=options["dry_run"]))
        if any(result.error for result in results):
            raise SystemExit(arguments.REFUSED)

    def _results(self, files: list[str], unit: str, options: dict[str, Any]) -> list[FileResult]:
        try:
            return import_directives(
                files=[HandedIn.at(Path(file)) for file in files],
                unit=arguments.find_unit(unit),
                together=options["together"],
                publish=options["publish"],
                dry_run=options["dry_run"],
                received_by=arguments.operator(),
            )
        except arguments.RefusedInput as refusal:
            if not options["json"]:
                raise CommandError(str(refusal), returncode=arguments.REFUSED) from refusal
            return [FileResult(Path(file).name, error=refusal.problem) for file in files]


def _said(result: FileResult, *, dry_run: bool) -> str:
    """A line a file, and one for each thing to look at."""
    if result.error:
        said = f"bị từ chối, không lưu gì. {result.error.message}"
    else:
        day = f"ngày {result.day:%d/%m/%Y}" if result.day else ""
        read = " ".join(filter(None, (result.type, result.number, day)))
        stored = "không lưu (chạy thử)" if dry_run else "đã lưu"
        said = f"{stored}: {read or 'chưa đọc được số, ngày, loại'}."
    return "\n  - ".join((f"{result.file}: {said}", *result.warnings))
