"""Units of every relation to each other, each with a record of every kind that bears a mark of its owner."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from wagtail.actions.create import CreateAction
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Page, Site, TaskState
from wagtail.signal_handlers import disable_reference_index_auto_update

from core import clock
from datasets.actions.review import return_report
from datasets.models import Facility
from directives.models import DirectivePage, DirectivesPage, Intake, IntakeBatch, Original
from directives.views.originals import file_address
from home.models import GuidanceIndexPage, GuidancePage, HomePage, Hotline
from search.models import RecommendedAnswer, Synonym
from tests.datasets import factories
from units.actions.folders import open_folder
from units.actions.review import send_back, submit
from units.actions.workflow import assign_review
from units.models import (
    Duty,
    DutyQuestion,
    DutyRelief,
    OrganisationalUnit,
    ReviewDeputy,
    UrgentPublication,
    User,
)

MARK = re.compile(r"xq([a-z0-9]+)z[a-z]+qx")
OWNERS = {"ttyt-mot": "1", "ttyt-hai": "2", "cdc": "40", "tyt-11": "11", "vp": "40"}
"""{unit: the area of its records}. cdc reviews both ttyt, ttyt-mot reviews tyt-11, syt reviews cdc and vp."""
REVIEWED_BY = {"ttyt-mot": "cdc", "ttyt-hai": "cdc", "cdc": "syt", "tyt-11": "ttyt-mot", "vp": "syt"}
FIELDS = {
    DirectivePage: "abstract",
    GuidancePage: "title",
    Facility: "name",
    Hotline: "name",
    Synonym: "said",
    RecommendedAnswer: "queries",
}
"""{model: the field that its reviewer remarks on}"""
SUBJECTS = ("directives", "guidance", "facilities:thiet_yeu", "hotlines", "figures", "portal")


def mark(owner: str, kind: str) -> str:
    """A word that survives folding, slugs, titles and file names, and says whose record it stands in."""
    return f"xq{owner.replace('-', '')}z{kind}qx"


@dataclass(frozen=True)
class Target:
    """A record that addresses can name: `owner` is a unit's abbreviation, or empty for what belongs to the portal."""

    owner: str
    record: Model
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def drafted(self) -> bool:
        """Whether it has revisions, so that it also stands here waiting for review."""
        return "revision_id" in self.words

    @property
    def label(self) -> str:
        return self.record._meta.label_lower


@dataclass(frozen=True)
class World:
    province: factories.Province
    targets: tuple[Target, ...]

    def of(self, owner: str) -> Iterator[Target]:
        return (target for target in self.targets if target.owner == owner)


def build() -> World:
    """Needs the clock at an evening of October 2021."""
    return _with_records(factories.build())


@disable_reference_index_auto_update()
def _with_records(province: factories.Province) -> World:
    OrganisationalUnit.objects.filter(pk=province.units["vp"].pk).update(reviewer=province.units["syt"])
    for name in OWNERS:
        for subject in SUBJECTS:
            _duty(province.units[name], subject)
    sections = _sections()
    targets = [target for name in OWNERS for target in _records(province, sections, name)]
    return World(province, (*targets, *_of_the_portal()))


def account(province: factories.Province, name: str, **fields: Any) -> User:
    """A unit's own account, or one with a name of its own; it may enter the admin."""
    unit = province.units.get(name.split(".", maxsplit=1)[0])
    fields = {"is_superuser": unit is None and name == "admin"} | fields
    user = User.objects.create(username=name, unit=unit, **fields)
    group, _ = Group.objects.get_or_create(name="cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    user.groups.add(group)
    return user


def _duty(unit: OrganisationalUnit, subject: str) -> None:
    Duty.objects.create(
        code=f"{unit.abbreviation}-{subject}".replace(":", "-"), unit=unit, article="1", action="update",
        subject=subject, frequency="change", task=mark(unit.abbreviation, "duty"),
    )  # fmt: skip


def _sections() -> dict[str, Any]:
    root = Page.get_first_root_node()
    welcome = root.get_children().get()
    home = root.add_child(instance=HomePage(title="Cổng", slug="trang-chu"))
    Site.objects.update(root_page=home)
    welcome.delete()
    assign_review(home)
    return {
        "directives": home.add_child(instance=DirectivesPage(title="Văn bản", slug="van-ban")),
        "guidance": home.add_child(instance=GuidanceIndexPage(title="Hướng dẫn", slug="huong-dan")),
    }


def _records(province: factories.Province, sections: dict[str, Any], owner: str) -> Iterator[Target]:
    unit, area = province.units[owner], province.areas[OWNERS[owner]]
    writer = User.objects.create(
        username=f"{owner}.viet", unit=unit, first_name=mark(owner, "writer"), kind="person", enters=True
    )
    yield Target(owner, writer)
    for waits in (False, True):
        kind = "waits" if waits else "draft"
        place = Facility(name=mark(owner, f"place{kind}"), kind="thiet_yeu", area=area, unit=unit, live=False)
        line = Hotline(
            name=mark(owner, f"line{kind}"), purpose="cap_cuu", phones="115", area=area, unit=unit, live=False
        )
        synonym = Synonym(
            written=mark(owner, f"written{kind}"), said=mark(owner, f"said{kind}"), unit=unit, live=False
        )
        answer = RecommendedAnswer(
            queries=mark(owner, f"queries{kind}"), page=sections["guidance"], reason=mark(owner, f"why{kind}"),
            unit=unit, live=False,
        )  # fmt: skip
        for record in (place, line, synonym, answer):
            CreateAction(record).execute(skip_permission_checks=True)
            yield _reviewed(owner, record, writer, waits)
        yield _directive(sections["directives"], owner, unit, writer, waits)
        yield _guidance(sections["guidance"], owner, unit, writer, waits)
    report = factories.report(province, owner, area.code, note=mark(owner, "report"))
    return_report(
        report=report,
        reviewer=_reviewer(owner),
        reason=mark(owner, "returnreason"),
        remarks={"ca": mark(owner, "cellremark")},
    )
    report.refresh_from_db()
    yield Target(owner, report)
    relief = DutyRelief.objects.create(
        duty=Duty.objects.filter(unit=unit).first(), unit=unit, valid_from=dt.date(2021, 1, 1),
        valid_to=dt.date(2021, 2, 1), article=mark(owner, "relief"),
    )  # fmt: skip
    yield Target(owner, relief)
    yield Target(owner, relief.duty)
    question = DutyQuestion.objects.create(
        duty=relief.duty, subject=relief.duty.subject, action=relief.duty.action, unit=unit, asked_by=writer,
        asked_at=clock.now(), text=mark(owner, "question"),
    )  # fmt: skip
    yield Target(owner, question)
    today = clock.today()
    deputy = ReviewDeputy.objects.create(
        unit=unit, person=writer, first_day=today, last_day=today, reason=mark(owner, "deputy"), appointed_by=writer,
        appointed_at=clock.now(),
    )  # fmt: skip
    yield Target(owner, deputy)
    batch = IntakeBatch.objects.create(unit=unit, received_by=mark(owner, "batch"), received_at=clock.now())
    intake = Intake.objects.create(batch=batch, order=0, state="refused", reason=mark(owner, "intake"))
    yield Target(owner, batch, {"intake": intake.pk})


def _directive(section: Any, owner: str, unit: OrganisationalUnit, writer: User, waits: bool) -> Target:
    kind = "waits" if waits else "draft"
    page = DirectivePage(abstract=mark(owner, f"directive{kind}"), live=False)
    open_folder(section=section, unit=unit).add_child(instance=page)
    data = mark(owner, "bytes" + kind).encode()
    file = Original(
        directive=page, name=f"{mark(owner, 'file' + kind)}.txt", format="txt", text_quality="good", unit=unit,
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), received_at=clock.now(),
    )  # fmt: skip
    file.file.save(file.name, ContentFile(data))
    target = _reviewed(owner, page, writer, waits)
    words: dict[str, Any] = {"sha256": file.sha256, "name": file_address(file, page).rpartition("/")[2]}
    if not waits:
        words["publication"] = _owed(owner, target.record, unit, writer).pk
    return Target(owner, target.record, target.words | words)


def _owed(owner: str, page: Any, unit: OrganisationalUnit, writer: User) -> UrgentPublication:
    """As if the page had been published at once, though readers see nothing of it."""
    return UrgentPublication.objects.create(
        unit=unit, content_type=ContentType.objects.get_for_model(Page), object_id=page.pk,
        title=mark(owner, "owed"), revision=page.latest_revision, reason=mark(owner, "reason"), published_by=writer,
        published_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip


def _guidance(section: Any, owner: str, unit: OrganisationalUnit, writer: User, waits: bool) -> Target:
    kind = "waits" if waits else "draft"
    fields = {"summary": mark(owner, f"guidance{kind}"), "topic": "mac_benh"}
    page = GuidancePage(title=mark(owner, f"title{kind}"), slug=f"{owner}-{kind}", live=False, **fields)
    open_folder(section=section, unit=unit).add_child(instance=page)
    page.go_live_at = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    Comment.objects.create(page=page, user=writer, text=mark(owner, "comment"), contentpath="title")
    return _reviewed(owner, page, writer, waits)


def _reviewed(owner: str, record: Any, writer: User, waits: bool) -> Target:
    revision = record.save_revision(user=writer)
    words: dict[str, Any] = {"revision_id": revision.pk}
    if waits:
        submit(record=record, user=writer)
        _returned(owner, record)
        submit(record=record, user=writer)
        state = TaskState.objects.get(
            workflow_state__object_id=str(record.pk), revision=record.latest_revision, status="in_progress"
        )
        words |= {
            "task_state_id": state.pk,
            "state": state.pk,
            "task_id": state.task_id,
            "workflow_state_id": state.workflow_state_id,
        }
    record.refresh_from_db()
    return Target(owner, record, words | {"slug": getattr(record, "slug", "")})


def _returned(owner: str, record: Any) -> None:
    """Sent back once, with a reason and with a remark at a field."""
    remarks = {FIELDS[type(record)]: mark(owner, "remark")}
    send_back(record=record, reviewer=_reviewer(owner), comment=mark(owner, "reason"), remarks=remarks)


def _reviewer(owner: str) -> OrganisationalUnit:
    return OrganisationalUnit.objects.get(abbreviation=REVIEWED_BY[owner])


def _of_the_portal() -> Iterator[Target]:
    yield Target("", Image.objects.create(title="Ảnh", file=get_test_image_file()))
    yield Target("", Document.objects.create(title="Tệp", file=ContentFile(b"noi dung", name="tep.txt")))
