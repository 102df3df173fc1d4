"""Taking in a file of places as one unit's drafts, or handed to review. All of it or nothing; never live at once."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.models import WorkflowState

from core.problems import Code, ImportResult
from datasets.actions.store_reports import lock
from datasets.facilities_file import (
    AREA,
    IN_USE,
    KIND,
    LAST,
    FacilitiesFile,
    FacilityRow,
    read_facilities,
)
from datasets.models import Facility
from datasets.models.facilities import duty_area
from units import policy
from units.actions.review import submit as submit_draft
from units.models import AdministrativeArea, OrganisationalUnit, User


@dataclass(frozen=True)
class Change:
    """A facility as the file wants it. `new`: not stored yet; `differs`: from its newest draft or live state."""

    facility: Facility
    new: bool
    differs: bool


def import_facilities(
    *,
    data: bytes,
    name: str,
    unit: OrganisationalUnit,
    submit: bool = False,
    dry_run: bool = False,
    user: User | None = None,
) -> ImportResult:
    """Store the file's rows as drafts of `unit`. `accepted` counts rows; `ids` are the facilities that were stored.

    A row that says what is stored already is accepted without another revision. `submit` hands over what the
    file changed, and drafts that it confirms.
    """
    found = read_facilities(data, name=name)
    with transaction.atomic():
        lock(unit)
        intake = _Intake(unit, found)
        changes = [change for row in found.rows if (change := intake.change(row))]
        if found.problems:
            return ImportResult.refused(found.problems, found.count)
        stored = [] if dry_run else [_store(change, submit, user) for change in changes]
    return ImportResult(accepted=found.count, ids=[pk for pk in stored if pk is not None])


class _Intake:
    """Checks the rows of one file against the unit's duties and what it has stored."""

    def __init__(self, unit: OrganisationalUnit, found: FacilitiesFile) -> None:
        self.unit, self.found = unit, found
        self.stored = {
            (facility.kind, facility.folded_name, facility.area_id): facility
            for facility in Facility.objects.filter(unit=unit).select_related("latest_revision")
        }
        waiting = WorkflowState.objects.filter(
            base_content_type=Facility.get_base_content_type(), status=WorkflowState.STATUS_IN_PROGRESS
        )
        self.waiting = set(waiting.values_list("object_id", flat=True))
        self._verdicts: dict[tuple[str, int], Code | None] = {}

    def change(self, row: FacilityRow) -> Change | None:
        """What to store; None if the row was refused."""
        stored = self.stored.get(row.key)
        if not self._allowed(row) or (stored is not None and not self._editable(row, stored)):
            return None
        facility = stored.get_latest_revision_as_object() if stored else self._fresh(row)
        values = {"name": row.name, **row.values}
        differs = any(getattr(facility, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(facility, name, value)
        return Change(facility, stored is None, differs or stored is None) if self._sound(row, facility) else None

    def _fresh(self, row: FacilityRow) -> Facility:
        return Facility(unit=self.unit, area=row.area, kind=row.kind, live=False)

    def _allowed(self, row: FacilityRow) -> bool:
        key = row.kind, row.area.pk
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(row.kind, row.area)
        verdict = self._verdicts[key]
        if verdict == Code.NOT_YOUR_AREA:
            message = f"{row.area.name} không thuộc địa bàn của {self.unit.name}."
            self.found.refuse(verdict, message, row=row.number, column=AREA)
        elif verdict:
            message = f"{self.unit.name} không được giao cập nhật loại này tại {row.area.name}."
            self.found.refuse(verdict, message, row=row.number, column=KIND)
        return verdict is None

    def _judge(self, kind: str, area: AdministrativeArea) -> Code | None:
        if not policy.covers(self.unit, area):
            return Code.NOT_YOUR_AREA
        return None if duty_area(self.unit, f"facilities:{kind}", area) else Code.NO_DUTY

    def _editable(self, row: FacilityRow, stored: Facility) -> bool:
        if str(stored.pk) in self.waiting:
            message = "Điểm, cơ sở này đang chờ duyệt."
        elif stored.locked:
            message = "Điểm, cơ sở này đang bị khóa."
        else:
            return True
        self.found.refuse(Code.UNDER_REVIEW, message, row=row.number)
        return False

    def _sound(self, row: FacilityRow, facility: Facility) -> bool:
        """Whether the values fit each other and the model, those that the file does not name included."""
        before = len(self.found.problems)
        in_use, capacity = facility.in_use, facility.capacity
        if in_use is not None and capacity is not None and in_use > capacity:
            message = f"Đang sử dụng {in_use}, quá sức chứa {capacity}."
            self.found.refuse(Code.NUMBER_TOO_LARGE, message, row=row.number, column=IN_USE)
        if facility.valid_to and facility.valid_to < facility.valid_from:
            message = f"Ngày cuối {facility.valid_to:%d/%m/%Y} trước ngày đầu {facility.valid_from:%d/%m/%Y}."
            self.found.refuse(Code.DATE_OUT_OF_RANGE, message, row=row.number, column=LAST)
        try:
            facility.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self.found.refuse(Code.INVALID_TEXT, " ".join(error.messages), row=row.number)
        return len(self.found.problems) == before


def _store(change: Change, submit: bool, user: User | None) -> int | None:
    """The id of the facility if anything was stored. Permission was judged by the duty table before."""
    facility = change.facility
    if change.differs:
        action = CreateAction if change.new else EditAction
        facility = action(facility, user=user, clean=False).execute(skip_permission_checks=True)
    pending = submit and (facility.has_unpublished_changes or not facility.live)
    if pending:
        submit_draft(record=facility, user=user)
    return facility.pk if change.differs or pending else None
