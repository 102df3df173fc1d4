"""`load_province SLUG`: a province's data from its folder. Repeatable; one database holds one province."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import hooks, known, province
from core.models import Portal
from search.actions.rebuild import rebuild_what_answers
from units.actions.apply_changes import apply_due
from units.actions.audit import summarised
from units.models import Done


class Command(BaseCommand):
    help = "Nạp địa bàn, đơn vị, nhiệm vụ, chỉ tiêu của một tỉnh từ provinces/SLUG."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="tên thư mục trong provinces/")

    def handle(self, *, slug: str, **options: Any) -> None:
        try:
            counts = load(slug)
        except province.ProvinceError as error:
            raise CommandError(str(error)) from error
        for what, rows in counts.items():
            self.stdout.write(f"{what}: {rows}")


def load(slug: str) -> dict[str, int]:
    """{what: rows}; all or nothing, then findable. Raises `ProvinceError`."""
    found = province.load(settings.PROVINCES_DIR / slug)
    counts: dict[str, int] = {}
    with transaction.atomic():
        portal = Portal.load() or Portal(id=1, province=slug)
        if portal.province != slug:
            raise province.ProvinceError(
                f"cơ sở dữ liệu này đã chứa tỉnh {portal.province}; mỗi tỉnh một cơ sở dữ liệu"
            )
        with summarised(Done.LOAD, f"load_province {slug}") as rows:
            portal.save()
            known.forget()
            for result in hooks.load_province.results(found):
                counts |= result
            counts["unit_changes"] = apply_due()[0]
            rows.update(counts)
    rebuild_what_answers()
    return counts
