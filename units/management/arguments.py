"""What the import commands of every room share: naming the unit, who runs the command, exit code 2 if refused."""

from argparse import ArgumentParser

from core import clock
from core.problems import Code, Problem
from units.acting import act_for, operator
from units.models import OrganisationalUnit
from units.selectors.organisations import unit_named, works

REFUSED = 2

__all__ = ["REFUSED", "RefusedInput", "add_dry_run", "add_unit", "find_unit", "operator"]


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
    """The unit that is to act. Raises `RefusedInput` for an unknown one, and for one that does not work today."""
    unit = unit_named(abbreviation)
    if unit is None:
        raise RefusedInput(Code.UNKNOWN_UNIT, f"Không có đơn vị {abbreviation}.")
    if unit.valid_to and unit.valid_to <= clock.today():
        raise RefusedInput(
            Code.UNKNOWN_UNIT, f"Đơn vị {abbreviation} đã kết thúc hoạt động từ ngày {unit.valid_to:%d/%m/%Y}."
        )
    if not works(unit):
        raise RefusedInput(
            Code.UNKNOWN_UNIT, f"Đơn vị {abbreviation} chỉ hoạt động từ ngày {unit.valid_from:%d/%m/%Y}."
        )
    act_for(unit.abbreviation)
    return unit
