"""`load_demo`: a simulated epidemic, accounts and sample content, for a database that holds no real figures."""

import datetime as dt
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core import clock, hooks, province
from core.models import Portal
from core.simulation import DEMO_DAY, mark_simulated
from datasets.models import Release, Report
from search.actions.rebuild import rebuild_what_answers
from units.actions.audit import summarised
from units.models import Done

EVENING = dt.time(18, 5)


class Command(BaseCommand):
    help = "Nạp dịch mô phỏng, tài khoản và nội dung mẫu; mọi trang đều ghi rõ là mô phỏng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=120, help="số ngày, kết thúc ngày 08/10/2021")
        parser.add_argument("--seed", type=int, default=1, help="hạt giống; cùng hạt giống cho cùng số liệu")
        parser.add_argument("--password", default="", help="mật khẩu chung của các tài khoản mẫu")

    def handle(self, *, seed: int, password: str, **options: Any) -> None:
        portal = Portal.load()
        if portal is None:
            raise CommandError("Chưa có tỉnh nào: hãy chạy load_province trước.")
        if Release.objects.exists() or Report.objects.exists():
            raise CommandError("Cơ sở dữ liệu này đã có số liệu; chỉ nạp mô phỏng vào cơ sở dữ liệu trống.")
        if not 15 <= options["days"] <= 160:
            raise CommandError("--days phải từ 15 đến 160.")
        password = password or secrets.token_urlsafe(9)
        self._load(hooks.Demo(province.current(), options["days"], seed, password))
        call_command("rewind_clock")
        rebuild_what_answers()
        self.stdout.write(f"Tài khoản mẫu (admin, vpubnd, syt, cdc, …), mật khẩu: {password}")

    def _load(self, demo: hooks.Demo) -> None:
        evening = dt.datetime.combine(DEMO_DAY, EVENING, tzinfo=clock.ZONE)  # duties are those of that day
        try:
            with summarised(Done.LOAD, "load_demo") as loaded, clock.at(evening):
                mark_simulated(complete=False)
                for counts in hooks.load_demo.results(demo):
                    loaded.update(counts)
                    for what, rows in counts.items():
                        self.stdout.write(f"{what}: {rows}")
                mark_simulated(complete=True)
        except province.ProvinceError as error:
            raise CommandError(str(error)) from error
