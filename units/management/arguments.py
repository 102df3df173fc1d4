"""What the import commands of every room share: naming the unit, who runs the command, exit code 2 if refused."""

import getpass
from argparse import ArgumentParser

from core.problems import Code, Problem
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


def add_dry_run(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu")


def find_unit(abbreviation: str) -> OrganisationalUnit:
    """Raises `RefusedInput`."""
    unit = unit_named(abbreviation)
    if unit is None:
        raise RefusedInput(Code.UNKNOWN_UNIT, f"Không có đơn vị {abbreviation}.")
    return unit


def operator() -> str:
    """The login name of whoever runs the command; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
