"""`preview_release`: stage the next slot and print the link that shows the portal with it. Exit 3 with the reason."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.problems import Refused
from datasets.actions.preview import stage_preview
from datasets.selectors.releases import slot_time


class Command(BaseCommand):
    help = "Chuẩn bị bản xem trước của kỳ tới và in liên kết có hạn để xem."

    def handle(self, **options: Any) -> None:
        try:
            preview = stage_preview(operator="preview_release")
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        due = slot_time(preview.release.day, preview.release.slot)
        self.stdout.write(f"Kỳ {due:%H:%M %d/%m/%Y}, xem được đến {preview.until:%H:%M %d/%m/%Y}:")
        self.stdout.write(f"{settings.WAGTAILADMIN_BASE_URL}{preview.url}")
