"""`sweep_search [--force] [--json]`: what the rooms publish, the rows and the indexes compared, and mended."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.actions.follow import kind_name
from search.actions.sweep import Compared, Swept, sweep


class Command(BaseCommand):
    help = "Đối chiếu chỉ mục tìm kiếm với nội dung đang công bố và sửa những chỗ khác nhau."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="gỡ cả khi nguồn thiếu hơn một nửa số mục đang có")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *, force: bool, **options: Any) -> None:
        swept = sweep(force=force)
        self.stdout.write(
            json.dumps(_fields(swept), ensure_ascii=False) if options["json"] else "\n".join(_told(swept))
        )
        if swept.faults or swept.waiting:
            raise CommandError(" ".join([*swept.faults, f"Còn {swept.waiting} mục chờ lập chỉ mục."]))


def _fields(swept: Swept) -> dict[str, Any]:
    rows = {name: dict(getattr(swept.rows, name)) for name in ("missing", "changed", "gone")}
    engines = {name: asdict(compared) for name, compared in swept.engines.items()}
    return {
        "mended": swept.mended,
        "rows": rows,
        "engines": engines,
        "faults": swept.faults,
        "waiting": swept.waiting,
    }


def _told(swept: Swept) -> Iterator[str]:
    if not swept.mended:
        yield "Chỉ mục khớp với nội dung đang công bố."
    for name, counts in (("bổ sung", swept.rows.missing), ("sửa", swept.rows.changed), ("gỡ", swept.rows.gone)):
        yield from (f"{kind_name(kind)}: {name} {count} mục." for kind, count in counts.items() if count)
    for engine, compared in swept.engines.items():
        yield from _told_of(engine, compared)


def _told_of(engine: str, compared: Compared) -> Iterator[str]:
    if compared.anew:
        yield f"Chỉ mục {engine}: lập lại toàn bộ."
    elif compared.mended:
        yield (
            f"Chỉ mục {engine}: bổ sung {compared.missing}, sửa {compared.changed}, gỡ {compared.left_over} nội dung."
        )
