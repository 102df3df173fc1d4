"""`rebuild_search [--engine NAME] [--force]`: the index made anew, without a moment in which search is empty."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.actions.claims import RebuildUnderWay
from search.actions.rebuild import Unsound, rebuild
from search.engines.base import EngineUnavailable
from search.engines.current import engines_in_use
from search.query import KIND_NAMES


class Command(BaseCommand):
    help = "Lập lại chỉ mục tìm kiếm từ nội dung đang công bố; trong lúc đó chỉ mục cũ vẫn trả lời."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", default="", help="chỉ lập lại máy tìm kiếm này: database, elastic")
        parser.add_argument("--force", action="store_true", help="gỡ cả khi nguồn thiếu hơn một nửa số mục đang có")

    def handle(self, *, engine: str, force: bool = False, **options: Any) -> None:
        known = [found.name for found in engines_in_use()]
        if engine and engine not in known:
            raise CommandError(f"Không có máy tìm kiếm “{engine}”; đang dùng: {', '.join(known)}.")
        try:
            counts = rebuild(engine, force=force)
        except EngineUnavailable as error:
            raise CommandError(f"Máy tìm kiếm không trả lời: {error}") from error
        except RebuildUnderWay as error:
            raise CommandError(f"Một tiến trình khác đang lập lại chỉ mục {error}.") from error
        except Unsound as error:
            raise CommandError(f"Giữ nguyên chỉ mục cũ. {error}") from error
        for kind, documents in counts.items():
            self.stdout.write(f"{KIND_NAMES.get(kind, kind)}: {documents}")
