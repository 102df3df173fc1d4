"""A loaded province with work in every state, and an account of each role."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import override_settings
from PIL import Image as Picture
from wagtail.actions.create import CreateAction
from wagtail.images.models import Image
from wagtail.models import Collection, Page, PageViewRestriction, Site, Task, TaskState, Workflow

from config.management.commands.load_province import load
from core import clock
from datasets import days
from datasets.actions.review import return_report, submit_reports
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import Facility, Indicator, Report
from directives.models import DirectivePage, Intake, IntakeBatch, IntakeFile
from home.models import HomePage
from search.models import RecommendedAnswer, VainSearch
from tests.directives.factories import directive
from tests.home.factories import area, make_guidance, make_hotline, make_news
from tests.words.screens import Records
from units.actions.questions import answer, ask
from units.actions.review import send_back, submit
from units.actions.urgent import publish_at_once, review_later
from units.models import AuditEntry, DutyRelief, ReviewDeputy, UrgentPublication, User
from units.selectors.organisations import unit_named
from units.selectors.questions import stamp_of

ROLES = {"quantri": None, "ttyt-vinh": "ttyt-vinh", "cdc": "cdc", "syt": "syt", "vpubnd": "vpubnd", "cttdt": "cttdt"}
"""{account: its unit}: administration; a unit that enters, one that checks figures, those that write and review, and
the office that runs the portal."""

REMARKS = {"abstract": "Ghi rõ hơn.", "signer": "Ghi đủ họ tên."}

EVENING = dt.datetime(2021, 10, 8, 18, 5, tzinfo=clock.ZONE)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The province's data and the records, made once for the module and rolled back after it."""
    from django.db import transaction

    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), clock.at(EVENING), media:
        atomic = transaction.atomic()
        atomic.__enter__()
        load("nghe-an")
        try:
            yield _records(_accounts())
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def records(loaded, db, evening):
    return loaded


def _accounts():
    group = Group.objects.create(name="Cán bộ")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    accounts = {}
    for name, unit in ROLES.items():
        accounts[name] = User.objects.create(
            username=name, unit=unit_named(unit) if unit else None, is_superuser=unit is None
        )
        accounts[name].groups.add(group)
    return accounts


def _records(accounts):
    pages = [HomePage.objects.get(), *_directives(accounts)]
    pages += [make_guidance(), make_news(live=False)]
    pages[-1].save_revision(user=accounts["quantri"])
    PageViewRestriction.objects.create(page=pages[-2], restriction_type="login")
    _figures()
    _places(accounts)
    make_hotline()
    _searches()
    DutyRelief.objects.create(
        duty=unit_named("ttyt-vinh").kind.duties.first(), unit=unit_named("ttyt-vinh"), valid_from=clock.today(),
        article="12/QĐ-SYT",
    )  # fmt: skip
    return Records(
        pages=[Page.objects.get(pk=page.pk) for page in pages], by_address=_others(accounts), kinds=_kinds()
    )


def _directives(accounts):
    """One in each state: draft, in review, sent back, published with a newer draft in review, locked."""
    syt, vp = accounts["syt"], accounts["vpubnd"]
    made = [directive(unit="syt", publish=False) for _ in range(3)]
    for page in made[1:]:
        page.save_revision(user=syt)
        submit(record=page, user=syt)
    send_back(record=made[2], reviewer=vp.unit, user=vp, comment="Thiếu căn cứ.", remarks=REMARKS)
    send_back(record=made[1], reviewer=vp.unit, user=vp, remarks=REMARKS | {"parts": "Thiếu Điều 2."})
    submit(record=made[1], user=syt)
    changed = directive(unit="syt")
    changed.abstract = "Về việc khác"
    changed.save_revision(user=syt)
    submit(record=changed, user=syt)
    _deputies_and_owed(syt)
    locked = directive(unit="syt")
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_at=clock.now(), locked_by=accounts["quantri"])
    return [*made, changed, locked]


def _deputies_and_owed(user):
    """Directives published at once, one to be published so, and a deputy in each state."""
    for note in ("", "Đúng văn bản."):
        page = directive(unit="syt", publish=False)
        page.save_revision(user=user)
        publish_at_once(record=page, user=user, reason="Chốt dời ngay.", seen=page.latest_revision_id)
        if note:
            owed = UrgentPublication.objects.latest("pk")
            reviewer = User.objects.get(username="vpubnd")
            review_later(publication=owed, user=reviewer, outcome="confirmed", note=note)
    person = User.objects.create(username="syt.an", unit=user.unit, kind="person", enters=True, first_name="Lê An")
    day, now = clock.today(), {"appointed_by": user, "appointed_at": clock.now(), "unit": user.unit}
    for first, last in ((0, 1), (-9, -8), (5, 6)):
        ReviewDeputy.objects.create(
            person=person, first_day=day + dt.timedelta(days=first), last_day=day + dt.timedelta(days=last),
            reason="Nghỉ ốm", **now,
        )  # fmt: skip


def _figures():
    day = days.number(clock.today())
    common = {
        "unit": unit_named("ttyt-vinh"),
        "area": area("412"),
        "entered_by": "ttyt-vinh",
        "entered_at": clock.now(),
    }
    approved = {"approved_by": "cdc", "approved_at": clock.now()}
    for back, state in enumerate(("draft", "review", "approved")):
        signed = approved if state == "approved" else {}
        made = Report.objects.create(
            day=day - back, slot=1, state=state, values={"ca_mac_moi": 1}, **common, **signed
        )
        if state == "approved":
            continue
        Report.objects.filter(pk=made.pk).update(state="review")
        return_report(report=made, reviewer=unit_named("cdc"), remarks={"ca_mac_moi": "Đối chiếu lại."})
        if state == "review":
            submit_reports(unit=made.unit, ids=[made.pk])
    cell = Indicator.objects.get(code="ca_mac_moi").pk, area("412").pk, day, 0
    move_pointer(stage_release(day=day, slot=0, cells={cell: 3}))


def _places(accounts):
    for name, handed in (("Chợ nháp", False), ("Chợ chờ duyệt", True)):
        unit, user = unit_named("syt"), accounts["syt"]
        place = Facility(name=name, kind="dieu_tri", area=area("412"), unit=unit, live=False)
        CreateAction(place, user=user).execute(skip_permission_checks=True)
        if handed:
            submit(record=place, user=user)


def _searches():
    """An answer that the office which runs the portal recommends, and something looked for in vain."""
    RecommendedAnswer.objects.create(queries="giấy đi đường", page=HomePage.objects.get(), unit=unit_named("cttdt"))
    VainSearch.objects.create(day=clock.today(), text="giay di duong", times=12, occasions=9)


def _others(accounts):
    """{start of an address: keys}"""
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Ảnh chụp"))
    image = Image.objects.create(
        title="Ảnh", file=ContentFile(_png(), "anh.png"), uploaded_by_user=accounts["quantri"]
    )
    return {
        "bulk/": [0], "collections/": [collection.pk],
        "workflows/tasks/": [Task.objects.first().pk], "workflows/task_chooser/": [Task.objects.first().pk],
        "workflows/": [Workflow.objects.first().pk], "images/": [image.pk],
        "sites/": [Site.objects.get().pk], "users/": [accounts["cdc"].pk, accounts["quantri"].pk],
        "groups/": [Group.objects.first().pk], "duyet/": [*TaskState.objects.values_list("pk", flat=True)],
        "cong-bo-khan/": [Page.objects.filter(live=False).exclude(latest_revision=None).last().latest_revision_id],
        "xem-lai/": [*UrgentPublication.objects.values_list("pk", flat=True)],
        "duyet-thay/": [ReviewDeputy.objects.first().pk],
        "to-chuc/": [unit_named("ttyt-vinh").pk], "nhat-ky/": [AuditEntry.objects.first().pk],
        "settings/": [Site.objects.get().pk], "van-ban/nap/": [_handed_in()], **_questions(accounts),
    }  # fmt: skip


def _handed_in():
    """A batch with a document in each state, and what was read of one that is there already."""
    batch = IntakeBatch.objects.create(unit=unit_named("syt"), received_by="syt", received_at=clock.now())
    draft, there = DirectivePage.objects.filter(live=False).first(), DirectivePage.objects.filter(live=False).last()
    read = [{"file": "a.pdf", "number": "1/QĐ-SYT", "date": "2021-10-08", "text_quality": "ocr", "warnings": []}]
    for order, state in enumerate(Intake.State.values):
        joined = {"directive": draft, "read": read} if state in ("read", "joined") else {}
        same = {"same_as": there, "code": "already_exists", "read": read} if state == "same" else {}
        intake = Intake.objects.create(
            batch=batch, order=order, state=state, pages_done=1, pages_to_do=3, **joined, **same
        )
        IntakeFile.objects.create(intake=intake, order=0, name="a.pdf", size=9)
    return batch.pk


def _questions(accounts):
    """One that was answered, one that waits."""
    asking = accounts["ttyt-vinh"]
    duty = asking.unit.kind.duties.filter(subject="figures", action="update").first()
    told, waits = (ask(duty=duty, by=asking, text=f"Ô để trống nghĩa là gì, lần {n}?") for n in (1, 2))
    answer(question=told, by=accounts["cttdt"], text="Là chưa báo cáo.", seen=stamp_of(told))
    return {"nhiem-vu/": [duty.pk], "hoi-dap/": [told.pk, waits.pk]}


def _kinds():
    return {"app_label": "wagtailcore", "model_name": "groupapprovaltask", "app_name": "wagtailimages"}


def _png():
    import io

    out = io.BytesIO()
    Picture.new("RGB", (20, 20), "red").save(out, "PNG")
    return out.getvalue()
