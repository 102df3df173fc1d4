"""What the import commands of every room share: naming the unit, who runs the command, exit code 2 if refused."""

from argparse import ArgumentParser

from core import clock
from core.problems import Code, Problem
from units.acting import act_for, operator
from units.models import OrganisationalUnit, User
from units.roles import holds, may_sign_in
from units.selectors.organisations import unit_named, works

REFUSED = 2

__all__ = [
    "REFUSED",
    "RefusedInput",
    "add_account",
    "add_dry_run",
    "add_unit",
    "find_account",
    "find_unit",
    "operator",
]


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


def add_account(parser: ArgumentParser) -> None:
    said = "tài khoản đứng tên, ví dụ cdc; bỏ trống là tài khoản của chính đơn vị"
    parser.add_argument("--account", metavar="NAME", help=said)


def find_account(name: str | None, unit: OrganisationalUnit, role: str) -> User | None:
    """The account of the unit in whose name the command acts: the one that is named, or else the unit's own.

    Raises `RefusedInput` for one that is unknown, of another unit, may not sign in or lacks the role. None only for
    a unit that has no account at all yet, as before the first ones are issued: then the unit itself acts, and the
    log names the operator.
    """
    accounts = User.objects.filter(unit=unit).select_related("unit")
    if not name and not accounts.exists():
        return None
    wanted = name or unit.abbreviation
    account = accounts.filter(username=wanted).first() if "\x00" not in wanted else None
    if account is None:
        raise RefusedInput(Code.UNKNOWN_ACCOUNT, f"Đơn vị {unit.abbreviation} không có tài khoản {wanted}.")
    if not may_sign_in(account) or not holds(account, role):
        raise RefusedInput(
            Code.UNKNOWN_ACCOUNT,
            f"Tài khoản {wanted} không được làm việc này; hãy nêu tài khoản khác bằng --account.",
        )
    act_for(unit.abbreviation, account)
    return account
