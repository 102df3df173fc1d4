"""`portal_status`: prints `empty`, `incomplete`, or the slug of the province that the database holds."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from core.models import Portal


class Command(BaseCommand):
    help = "Cho biết cơ sở dữ liệu đang chứa tỉnh nào."

    def handle(self, **options: Any) -> None:
        try:
            portal = Portal.load()
        except DatabaseError:
            portal = None
        self.stdout.write("empty" if portal is None else portal.province if portal.complete else "incomplete")
