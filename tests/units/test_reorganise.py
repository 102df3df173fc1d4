"""Units are merged, split, renamed, moved and closed by a decision, from a day on; nothing is lost or half done."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page, Site

from core import clock
from core.directive_ref import DirectiveRef
from core.problems import Refused
from datasets.models import Facility, Report
from directives.models import DirectivePage, DirectivesPage
from home.models import HomePage, Hotline
from search.models import RecommendedAnswer
from tests.datasets import factories
from units.actions.apply_changes import apply_due
from units.actions.folders import open_folder
from units.actions.reorganise import carry_out, close, merge, move, preview, rename, split
from units.actions.workflow import assign_review
from units.models import (
    FIRST_DAY,
    ChangeKind,
    Duty,
    OrganisationalUnit,
    UnitChange,
    UnitFolder,
    UnitKind,
    UnitPeriod,
    UnitSuccession,
    User,
)
from units.policy import VIEW, may
from units.reorganisation import Reorganisation
from units.selectors.folders import owner_of
from units.selectors.organisations import unit_on

TODAY, LATER = dt.date(2021, 10, 8), dt.date(2022, 1, 1)
DECISION = DirectiveRef("UBND tỉnh", "12/QĐ-UBND", dt.date(2021, 10, 1))
TODAYS = {"decision": DECISION, "effective": TODAY, "by": None}


PLANNED = """
import datetime as dt
from core import clock
from core.directive_ref import DirectiveRef
from tests.datasets import factories
from units.actions.reorganise import merge
day = dt.datetime(2021, 10, 8, 8, tzinfo=clock.ZONE)
with clock.at(day):
    units = factories.build().units
    merge(units=[units["ttyt-mot"]], into=units["ttyt-hai"], effective=dt.date(2022, 1, 1), by=None,
          decision=DirectiveRef("UBND tỉnh", "12/QĐ-UBND", dt.date(2021, 10, 1)))
"""
APPLY = """
import datetime as dt
from core import clock
from units.actions.apply_changes import apply_due
with clock.at(dt.datetime(2022, 1, 1, 8, tzinfo=clock.ZONE)):
    print(apply_due())
"""
ENDINGS = """
from units.models import AuditEntry, Done
print(AuditEntry.objects.filter(action=Done.CHANGE, details__contains='"moved"').count())
"""


def on(day):
    return clock.at(dt.datetime.combine(day, dt.time(8), tzinfo=clock.ZONE))


@pytest.fixture
def units(db, evening):
    """The small province; each unit has its own account and a clerk's, ttyt-mot a duty that names it."""
    province = factories.build()
    for name, unit in province.units.items():
        User.objects.create(username=name, unit=unit)
        User.objects.create(username=f"{name}.lan", unit=unit, kind="person", enters=True)
    Duty.objects.create(
        code="rieng", unit=province.units["ttyt-mot"], article="9", action="update", subject="news", frequency="day",
        task="Viết tin.",
    )  # fmt: skip
    return province


@pytest.fixture
def belongings(units):
    """What ttyt-mot has: an open report and a signed one, a place, a hotline, a page in its folder."""
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Cổng", slug="trang-chu"))
    Site.objects.update(root_page=home)
    section = home.add_child(instance=DirectivesPage(title="Văn bản", slug="van-ban"))
    assign_review(home)
    unit, area = units.units["ttyt-mot"], units.areas["11"]
    page = DirectivePage(title="Thông báo", slug="thong-bao", locale=section.locale, date=TODAY, live=False)
    open_folder(section=section, unit=unit).add_child(instance=page)
    signed = {"state": "approved", "approved_by": "cdc", "approved_at": clock.now()}
    return {
        "draft": factories.report(units, "ttyt-mot", "1", state="draft"),
        "waiting": factories.report(units, "ttyt-mot", "12"),
        "signed": factories.report(units, "ttyt-mot", "1", slot=0, **signed),
        "place": Facility.objects.create(name="Chợ", kind="thiet_yeu", area=area, unit=unit, live=True),
        "hotline": Hotline.objects.create(
            name="Trực", purpose="cap_cuu", phones="0238 000 0001", hours="24/24", area=area, unit=unit,
            valid_from=FIRST_DAY, tested_on=TODAY, live=True,
        ),
        "page": page,
        "answer": RecommendedAnswer.objects.create(queries="giấy đi đường", page=page, unit=unit),
    }  # fmt: skip


def fresh(unit):
    return OrganisationalUnit.objects.get(pk=unit.pk)


def stored():
    """Everything that a reorganisation may write."""
    models = (OrganisationalUnit, UnitChange, UnitPeriod, UnitSuccession, User, Duty, Report, Facility, Hotline)
    return {model: sorted(map(repr, model.objects.values())) for model in (*models, UnitFolder, Page)}


def test_merging_hands_over_what_is_open_and_leaves_what_is_signed(units, belongings):
    old, heir = units.units["ttyt-mot"], units.units["ttyt-hai"]
    [change] = merge(units=[old], into=heir, **TODAYS)
    for what in ("draft", "waiting", "place", "hotline", "answer"):
        belongings[what].refresh_from_db()
        assert belongings[what].unit == heir, what
    belongings["signed"].refresh_from_db()
    assert belongings["signed"].unit == old
    assert owner_of(Page.objects.get(pk=belongings["page"].pk)) == heir
    assert Duty.objects.get(code="rieng").unit == heir
    assert fresh(old).valid_to == TODAY
    assert list(fresh(old).successors.all()) == [heir]
    assert change.moved == {
        "tài khoản đơn vị": 1, "tài khoản cá nhân": 1, "nhiệm vụ riêng": 1, "thư mục trang": 1,
        "báo cáo chưa duyệt": 2, "điểm, cơ sở": 1,
        "đường dây nóng": 1, "câu trả lời đề xuất": 1,
    }  # fmt: skip
    assert (change.decision, change.effective, change.applied_at) == (DECISION, TODAY, clock.now())


def test_the_units_account_is_suspended_and_its_persons_go_to_the_heir(units):
    merge(units=[units.units["ttyt-mot"]], into=units.units["ttyt-hai"], **TODAYS)
    own, person = User.objects.get(username="ttyt-mot"), User.objects.get(username="ttyt-mot.lan")
    assert (own.is_active, own.unit.abbreviation) == (False, "ttyt-mot")
    assert (person.is_active, person.unit.abbreviation) == (True, "ttyt-hai")
    assert may(person, VIEW, Report(unit=fresh(units.units["ttyt-mot"]), area=units.areas["1"]))


def test_units_below_turn_to_the_heir(units):
    merge(units=[units.units["ttyt-mot"]], into=units.units["ttyt-hai"], **TODAYS)
    below = fresh(units.units["tyt-11"])
    assert below.reviewer == units.units["ttyt-hai"]
    assert unit_on(below, TODAY - dt.timedelta(days=1)).reviewer == units.units["ttyt-mot"]


def test_pages_join_the_heirs_own_and_keep_their_address(units, belongings):
    section = DirectivesPage.objects.get()
    mine = open_folder(section=section, unit=units.units["ttyt-hai"])
    address = belongings["page"].url_path
    merge(units=[units.units["ttyt-mot"]], into=units.units["ttyt-hai"], **TODAYS)
    moved = Page.objects.get(pk=belongings["page"].pk)
    assert (moved.get_parent().pk, moved.url_path) == (mine.pk, address)
    assert list(UnitFolder.objects.all()) == [mine]
    assert Page.find_problems() == ([], [], [], [], [])


def test_splitting_gives_places_to_who_takes_over_there(units, belongings):
    near = OrganisationalUnit.objects.create(
        abbreviation="tyt-moi", name="Trạm mới", short_name="Trạm mới", level=2,
        kind=UnitKind.objects.get(code="tyt"), area=units.areas["11"],
        head_office="Trạm trưởng", reviewer=units.units["cdc"],
    )  # fmt: skip
    split(unit=units.units["ttyt-mot"], into=[units.units["ttyt-hai"], near], **TODAYS)
    owners = {}
    for what in ("draft", "place", "hotline"):
        belongings[what].refresh_from_db()
        owners[what] = belongings[what].unit
    assert owners == {"draft": units.units["ttyt-hai"], "place": near, "hotline": near}
    assert {u.abbreviation for u in fresh(units.units["ttyt-mot"]).successors.all()} == {"ttyt-hai", "tyt-moi"}


def test_closing_suspends_every_account_and_leaves_the_rest(units, belongings):
    move(unit=units.units["tyt-11"], parent=None, reviewer=units.units["cdc"], **TODAYS)
    before = {what: belongings[what].unit_id for what in ("draft", "place", "hotline")}
    close(unit=units.units["ttyt-mot"], decision=DECISION, effective=TODAY, by=None)
    assert not User.objects.filter(unit=units.units["ttyt-mot"], is_active=True).exists()
    for what, unit in before.items():
        belongings[what].refresh_from_db()
        assert belongings[what].unit_id == unit


def test_renaming_keeps_the_abbreviation_and_the_old_name(units):
    admin = User.objects.create(username="admin", is_superuser=True)
    unit = units.units["cdc"]
    [change] = rename(
        unit=unit, name="Trung tâm KSBT", short_name="KSBT", decision=DECISION, effective=TODAY, by=admin
    )
    now = fresh(unit)
    assert (now.name, now.short_name, now.abbreviation) == ("Trung tâm KSBT", "KSBT", "cdc")
    assert unit_on(now, TODAY - dt.timedelta(days=1)).name == "CDC"
    assert unit_on(now, TODAY).name == "Trung tâm KSBT"
    assert (change.before, change.after) == (
        {"name": "CDC", "short_name": "cdc"}, {"name": "Trung tâm KSBT", "short_name": "KSBT"},
    )  # fmt: skip
    assert (change.by, change.by_name, change.recorded_at) == (admin, "admin", clock.now())


def test_moving_changes_who_reviews_from_that_day(units):
    unit = units.units["ttyt-mot"]
    move(unit=unit, parent=units.units["syt"], reviewer=units.units["syt"], **TODAYS)
    now = fresh(unit)
    assert (now.parent, now.reviewer) == (units.units["syt"], units.units["syt"])
    assert unit_on(now, FIRST_DAY).reviewer == units.units["cdc"]


def _move_in_a_circle(units):
    OrganisationalUnit.objects.filter(abbreviation="tyt-11").update(parent=units.units["ttyt-mot"])
    OrganisationalUnit.objects.filter(abbreviation="ttyt-mot").update(parent=units.units["cdc"])
    move(unit=units.units["cdc"], parent=units.units["tyt-11"], reviewer=units.units["syt"], **TODAYS)


def _close_on(units, day):
    close(unit=fresh(units.units["tyt-11"]), decision=DECISION, effective=day, by=None)


def _merge_into_ended(units):
    _close_on(units, TODAY)
    merge(units=[units.units["ttyt-hai"]], into=fresh(units.units["tyt-11"]), **TODAYS)


def _rename_by(units, decision, name="Tên"):
    rename(unit=fresh(units.units["cdc"]), name=name, short_name="T", decision=decision, effective=TODAY, by=None)


def names(units, *wanted):
    return [units.units[name] for name in wanted]


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda u: merge(units=names(u, "ttyt-mot"), into=u.units["ttyt-mot"], **TODAYS), "chính mình"),
        (lambda u: merge(units=names(u, "ttyt-mot", "ttyt-mot"), into=u.units["cdc"], **TODAYS), "một lần"),
        (lambda u: merge(units=[], into=u.units["cdc"], **TODAYS), "chọn đơn vị"),
        (lambda u: split(unit=u.units["cdc"], into=names(u, "syt", "syt"), **TODAYS), "ít nhất hai"),
        (lambda u: close(unit=u.units["cdc"], **TODAYS), "còn 2 đơn vị do đơn vị này duyệt"),
        (lambda u: rename(unit=u.units["cdc"], name=" ", short_name="a", **TODAYS), "không được để trống"),
        (lambda u: rename(unit=u.units["cdc"], name="a" * 201, short_name="a", **TODAYS), "dài nhất 200"),
        (lambda u: rename(unit=u.units["cdc"], name="CDC", short_name="cdc", **TODAYS), "giống tên"),
        (lambda u: move(unit=u.units["cdc"], parent=None, reviewer=u.units["syt"], **TODAYS), "như vậy"),
        (lambda u: move(unit=u.units["cdc"], parent=u.units["cdc"], reviewer=None, **TODAYS), "tự quản lý"),
        (lambda u: move(unit=u.units["syt"], parent=None, reviewer=u.units["ttyt-mot"], **TODAYS), "Vòng lặp"),
        (_move_in_a_circle, "Vòng lặp: cdc → tyt-11 → ttyt-mot → cdc"),
        (lambda u: _close_on(u, FIRST_DAY), "phải sau ngày 01/01/2020"),
        (lambda u: _close_on(u, dt.date(2019, 1, 1)), "phải sau ngày 01/01/2020"),
        (lambda u: (_close_on(u, LATER), _close_on(u, LATER)), "đã có ngày kết thúc hoạt động là 01/01/2022"),
        (lambda u: (_close_on(u, LATER), _close_on(u, TODAY)), "đã có ngày kết thúc hoạt động là 01/01/2022"),
        (_merge_into_ended, "không hoạt động"),
        (lambda u: _rename_by(u, DirectiveRef("UBND", " ", TODAY)), "số, ký hiệu"),
        (lambda u: _rename_by(u, DirectiveRef("", "1/QĐ", TODAY)), "cơ quan ban hành"),
        (lambda u: _rename_by(u, DirectiveRef("UBND", "1/QĐ")), "ngày ban hành"),
        (lambda u: _rename_by(u, DirectiveRef("UBND", "1/QĐ", LATER)), "tương lai"),
        (lambda u: (_rename_by(u, DECISION), _rename_by(u, DECISION, "Khác")), "phải sau ngày 08/10/2021"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(units, attempt, said):
    before = stored()
    with pytest.raises(Refused, match=said), transaction.atomic():
        attempt(units)
    assert stored() == before


def test_a_collision_is_refused_and_nothing_changes(units):
    factories.report(units, "ttyt-mot", "1", state="draft")
    factories.report(units, "ttyt-hai", "1", state="draft")
    before = stored()
    with pytest.raises(Refused, match="trùng"):
        merge(units=[units.units["ttyt-mot"]], into=units.units["ttyt-hai"], **TODAYS)
    assert stored() == before


def test_the_preview_counts_everything_and_writes_nothing(units, belongings):
    before = stored()
    plan = Reorganisation(
        ChangeKind.MERGE, (units.units["ttyt-mot"],), DECISION, TODAY, successors=(units.units["ttyt-hai"],)
    )
    seen = preview(plan)
    assert {line.label: line.count for line in seen.lines} == {
        "tài khoản đơn vị": 1, "tài khoản cá nhân": 1, "nhiệm vụ riêng": 1, "thư mục trang": 1,
        "báo cáo chưa duyệt": 2, "điểm, cơ sở": 1,
        "đường dây nóng": 1, "câu trả lời đề xuất": 1, "đơn vị được duyệt": 1,
    }  # fmt: skip
    goes = {line.label: line.goes_to or line.fate for line in seen.lines}
    assert goes.pop("tài khoản đơn vị") == "tạm khóa"
    assert set(goes.values()) == {units.units["ttyt-hai"]}
    assert stored() == before
    carry_out(plan, by=None, seal=seen.seal)
    assert fresh(units.units["ttyt-mot"]).valid_to == TODAY


@pytest.mark.parametrize("meanwhile", ["report", "account", "rename", "heir", "other day", "other heir"])
def test_what_was_not_previewed_is_not_done(units, belongings, meanwhile):
    old, heir = units.units["ttyt-mot"], units.units["ttyt-hai"]
    plan = Reorganisation(ChangeKind.MERGE, (old,), DECISION, TODAY, successors=(heir,))
    seal = preview(plan).seal
    if meanwhile == "report":
        factories.report(units, "ttyt-mot", "11", state="draft")
    elif meanwhile == "account":
        User.objects.create(username="moi", unit=old, kind="person")
    elif meanwhile == "rename":
        OrganisationalUnit.objects.filter(pk=old.pk).update(name="Khác")
    elif meanwhile == "heir":
        OrganisationalUnit.objects.filter(pk=heir.pk).update(reviewer=units.units["syt"])
    elif meanwhile == "other day":
        plan = Reorganisation(ChangeKind.MERGE, (old,), DECISION, LATER, successors=(heir,))
    else:
        plan = Reorganisation(ChangeKind.MERGE, (old,), DECISION, TODAY, successors=(units.units["cdc"],))
    before = stored()
    with pytest.raises(Refused, match="xem lại"):
        carry_out(plan, by=None, seal=seal)
    assert stored() == before


def test_what_holds_later_waits_for_its_day(units, belongings):
    old, heir = units.units["ttyt-mot"], units.units["ttyt-hai"]
    merge(units=[old], into=heir, decision=DECISION, effective=LATER, by=None)
    rename(unit=heir, name="Trung tâm chung", short_name="TTC", decision=DECISION, effective=LATER, by=None)
    assert apply_due() == (0, [])
    assert (fresh(heir).name, Report.objects.filter(unit=old).count()) == ("TTYT-HAI", 3)
    with on(LATER):
        assert apply_due() == (2, [])
        assert (fresh(heir).name, Report.objects.filter(unit=old).count()) == ("Trung tâm chung", 1)
        after = stored()
        assert apply_due() == (0, [])
        assert stored() == after
    assert unit_on(fresh(heir), LATER - dt.timedelta(days=1)).name == "TTYT-HAI"


@pytest.fixture
def dated(units):
    """ttyt-mot, of which the province's data says that it ends later."""
    unit = units.units["ttyt-mot"]
    OrganisationalUnit.objects.filter(pk=unit.pk).update(valid_to=LATER)
    UnitSuccession.objects.create(predecessor=unit, successor=units.units["cdc"])
    UnitChange.objects.create(
        unit=unit, kind="merge", effective=LATER, after={"successors": ["cdc"]}, from_data=True, by_name="dữ liệu",
        recorded_at=clock.now(),
    )  # fmt: skip
    return fresh(unit)


def test_a_decision_goes_before_what_only_the_data_dates(units, dated):
    merge(units=[dated], into=units.units["ttyt-hai"], **TODAYS)
    assert fresh(dated).valid_to == TODAY
    assert list(fresh(dated).successors.all()) == [units.units["ttyt-hai"]]
    assert not UnitChange.objects.filter(from_data=True).exists()


def test_until_its_dated_end_a_unit_may_be_renamed_but_not_after(units, dated):
    rename(unit=dated, name="Tên khác", short_name="TK", **TODAYS)
    assert fresh(dated).name == "Tên khác"
    with pytest.raises(Refused, match="đã có ngày kết thúc"):
        rename(unit=fresh(dated), name="Nữa", short_name="N", decision=DECISION, effective=LATER, by=None)


def test_what_would_go_to_a_unit_that_ended_before_goes_to_who_took_its_place(units, dated):
    merge(units=[units.units["cdc"]], into=units.units["syt"], **TODAYS)
    draft = factories.report(units, "ttyt-mot", "1", state="draft")
    with on(LATER):
        assert apply_due() == (1, [])
    draft.refresh_from_db()
    assert draft.unit == units.units["syt"]


def test_a_plan_that_has_become_impossible_waits_and_stops_no_other(units, capsys):
    move(
        unit=units.units["syt"], parent=units.units["cdc"], reviewer=units.units["vp"],
        decision=DECISION, effective=LATER, by=None,
    )  # fmt: skip
    _rename_by_day = {"decision": DECISION, "effective": LATER, "by": None}
    rename(unit=units.units["vp"], name="Văn phòng mới", short_name="VP", **_rename_by_day)
    OrganisationalUnit.objects.filter(abbreviation="cdc").update(parent=units.units["syt"])
    with on(LATER), pytest.raises(SystemExit) as ended:
        call_command("apply_unit_changes")
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (
        3,
        "Đã áp dụng: 1\nTài khoản hết hạn: 0\nĐầu mối lâu không đăng nhập, mới nhắc: 0\n",
    )
    assert "Vòng lặp" in told.err
    assert fresh(units.units["vp"]).name == "Văn phòng mới"
    assert UnitChange.objects.get(applied_at=None).unit == units.units["syt"]


@pytest.mark.server
@pytest.mark.slow
def test_several_that_apply_at_once_hand_over_once(portal):
    portal.run(PLANNED)
    running = [portal.start(APPLY) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert portal.run(ENDINGS).strip() == "1"
