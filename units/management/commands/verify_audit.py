"""`verify_audit [--head HASH] [--json]`: whether the log is whole. Exit 0 if it is, 1 if not."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.templatetags.portal import number
from units.selectors.audit_chain import Chain, verify


class Command(BaseCommand):
    help = "Kiểm tra chuỗi mã băm của nhật ký: tìm mục bị sửa, bị mất, bị đổi chỗ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="mã băm cuối đã ghi lại lần trước, phải còn trong chuỗi")
        parser.add_argument("--json", action="store_true", help="in kết quả thành một đối tượng JSON")

    def handle(self, *, head: str, **options: Any) -> None:
        chain = verify(head.strip().lower())
        if options["json"]:
            self.stdout.write(json.dumps(chain.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(chain)))
        if chain.faults:
            raise SystemExit(1)


def _lines(chain: Chain) -> list[str]:
    lines = [problem["message"] for problem in chain.problems]
    if chain.faults > len(lines):
        lines.append(f"… và {number(chain.faults - len(lines))} lỗi nữa.")
    lines.append(f"{number(chain.count)} mục, mã băm cuối: {chain.head or 'chưa có'}")
    if chain.unsealed:
        lines.append(f"{number(chain.unsealed)} mục chưa nối chuỗi; lần ghi sau sẽ nối.")
    lines.append("Nhật ký có chỗ không nguyên vẹn." if chain.faults else "Nhật ký nguyên vẹn.")
    return lines
