"""`index_stale`: index what a crash or a search server that was away has left over; a timer calls it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.actions.upkeep import index_stale


class Command(BaseCommand):
    help = "Lập chỉ mục những nội dung còn sót sau sự cố của máy chủ hay của máy tìm kiếm."

    def handle(self, *args: Any, **options: Any) -> None:
        left = index_stale()
        if left:
            raise CommandError(f"Còn {left} mục chưa vào chỉ mục; lý do ở nhật ký. Lần chạy sau sẽ thử lại.")
