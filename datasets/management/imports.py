"""What the import commands share: reading the file, saying the result, exit code 2 if refused."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.problems import Code, ImportResult
from units.management.arguments import (
    REFUSED,
    RefusedInput,
    add_account,
    add_dry_run,
    add_unit,
    find_account,
    find_unit,
    operator,
)

__all__ = [
    "REFUSED",
    "RefusedInput",
    "add_account",
    "add_file",
    "add_unit",
    "find_account",
    "find_unit",
    "operator",
    "read_file",
    "refuse",
    "say",
]


def add_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="tệp CSV hoặc XLSX")
    add_unit(parser)
    add_dry_run(parser)


def read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise RefusedInput(Code.UNREADABLE_FILE, f"Không đọc được tệp {name}.") from error


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
