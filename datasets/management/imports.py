"""What the import commands share: naming the unit, reading the file, saying the result, exit code 2 if refused."""

import getpass
import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.problems import Code, ImportResult, Problem
from units.models import OrganisationalUnit
from units.selectors.organisations import unit_named

REFUSED = 2


class RefusedInput(Exception):
    """An argument that names nothing usable."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(code, message)


def add_unit(parser: ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="ABBR", help="tên viết tắt của đơn vị, ví dụ cdc")
    parser.add_argument("--json", action="store_true", help="in kết quả thành một đối tượng JSON")


def add_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="tệp CSV hoặc XLSX")
    add_unit(parser)
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu")


def find_unit(abbreviation: str) -> OrganisationalUnit:
    unit = unit_named(abbreviation)
    if unit is None:
        raise RefusedInput(Code.UNKNOWN_UNIT, f"Không có đơn vị {abbreviation}.")
    return unit


def read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise RefusedInput(Code.UNREADABLE_FILE, f"Không đọc được tệp {name}.") from error


def operator() -> str:
    """The login name of whoever runs the command; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def say(command: BaseCommand, result: ImportResult, *, as_json: bool, done: str) -> None:
    """Print the result; a refusal ends the command with exit code 2."""
    if as_json:
        command.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False))
        if result.errors:
            raise SystemExit(REFUSED)
        return
    if result.errors:
        lines = "\n".join(map(str, result.errors))
        raise CommandError(f"Không lưu gì, {result.rejected} dòng bị từ chối.\n{lines}", returncode=REFUSED)
    command.stdout.write(done)


def refuse(command: BaseCommand, error: RefusedInput, *, as_json: bool) -> None:
    """Say that an argument is unusable, in the form asked for, and end with exit code 2."""
    if not as_json:
        raise CommandError(str(error), returncode=REFUSED) from error
    say(command, ImportResult.refused([error.problem]), as_json=True, done="")
