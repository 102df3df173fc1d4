"""The check of a file as a whole: the same one twice."""

import datetime as dt

from core import clock
from core.problems import Code
from datasets.quality.registry import Finding, Severity, declare

declare(Code.SAME_FILE, Severity.TELL, "Tệp chưa được nhập lần nào.")


def same_file(name: str, before: dt.datetime) -> Finding:
    """`before`: when the file came the first time."""
    when = f"{before.astimezone(clock.ZONE):%H:%M %d/%m/%Y}"
    return Finding(Code.SAME_FILE, Severity.TELL, "", f"Tệp {name} giống hệt tệp đã nhập lúc {when}.")
