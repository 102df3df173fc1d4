"""Load what a province says about how its duties are done."""

from collections import defaultdict

from core.province import Province, Row
from units.models import Action, DutyHelp

FILE = "duty_help.csv"
LONGEST_STEP = 400
Kind = tuple[str, str]
"""(subject, action): what the duties have in common that one help is for."""


def load_help(province: Province) -> int:
    """One row a step, in the order of the file; how many steps. A province may leave the file out.

    Raises `ProvinceError` for a step of no duty, and for a duty without steps: nobody is sent to an empty page.
    """
    rows = list(province.rows(FILE, fields=("subject", "action", "step"), optional=True))
    if not rows:
        return 0
    duties = province.rows("duties.csv", fields=("subject", "action"))
    steps = _steps(rows, {(duty["subject"], duty["action"]) for duty in duties})
    _replace(steps)
    return len(rows)


def _steps(rows: list[Row], duties: set[Kind]) -> dict[Kind, list[str]]:
    found = defaultdict(list)
    for row in rows:
        kind = row.required("subject"), row.one_of("action", Action.values)
        if kind not in duties:
            raise row.error(f"không có nhiệm vụ {kind[1]} {kind[0]} trong duties.csv", "subject")
        if len(row.required("step")) > LONGEST_STEP:
            raise row.error(f"dài quá {LONGEST_STEP} ký tự", "step")
        found[kind].append(row["step"])
    for subject, action in sorted(duties - set(found)):
        raise rows[-1].error(f"chưa có bước nào cho nhiệm vụ {action} {subject}", "subject")
    return dict(found)


def _replace(steps: dict[Kind, list[str]]) -> None:
    gone = [one.pk for one in DutyHelp.objects.all() if (one.subject, one.action) not in steps]
    DutyHelp.objects.filter(pk__in=gone).delete()
    DutyHelp.objects.bulk_create(
        [DutyHelp(subject=subject, action=action, steps=said) for (subject, action), said in steps.items()],
        update_conflicts=True,
        unique_fields=["subject", "action"],
        update_fields=["steps"],
    )
