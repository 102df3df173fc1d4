"""Every duty has its help: what, where, how, by which article, until when, whom to call."""

import csv
import datetime as dt
import shutil

import pytest
from django.conf import settings

from core import province as provinces
from core.province import ProvinceError, current
from tests.units.help.conftest import account, give, page
from units.actions.load_help import load_help
from units.models import DutyHelp, DutyRelief
from units.selectors.duty_help import guide_of, readable_duties

# the steps, from the province's data


@pytest.mark.parametrize("slug", ["nghe-an", "thanh-hoa"])
def test_every_duty_of_the_province_has_its_steps(slug):
    folder = settings.PROVINCES_DIR / slug
    kinds = {
        name: {(row["subject"], row["action"]) for row in csv.DictReader((folder / name).open())}
        for name in ("duties.csv", "duty_help.csv")
    }
    assert kinds["duties.csv"] == kinds["duty_help.csv"]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "tinh"
    shutil.copytree(settings.PROVINCES_DIR / settings.PROVINCE, place, ignore=shutil.ignore_patterns("demo"))
    return place


def test_loading_again_replaces_the_steps_and_takes_away_what_is_gone(db, folder):
    DutyHelp.objects.create(subject="nothing", action="update", steps=["cũ"])
    rows = load_help(provinces.load(folder))
    assert rows == len((folder / "duty_help.csv").read_text().splitlines()) - 1
    assert not DutyHelp.objects.filter(subject="nothing").exists()
    first = DutyHelp.objects.get(subject="hotlines", action="update")
    load_help(provinces.load(folder))
    assert DutyHelp.objects.get(subject="hotlines", action="update").pk == first.pk
    assert len(first.steps) > 1


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("hotlines,update,", "hotline,update,", "subject"),
        ("hotlines,update,", "hotlines,updat,", "action"),
        ("hotlines,update,", "zones,update,", "subject"),
        ('hotlines,update,"Mở', f'hotlines,update,"{"x" * 401}', "step"),
    ],
)
def test_a_step_of_no_duty_and_a_duty_without_steps_are_named_by_their_line(db, folder, old, new, field):
    path = folder / "duty_help.csv"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ProvinceError, match=f"duty_help.csv, dòng .* cột {field}"):
        load_help(provinces.load(folder))


# what, where, how, by which article, until when, whom to call


def test_the_help_says_what_where_how_by_which_article_until_when_and_whom_to_call(client, clerk, duty, province):
    DutyHelp.objects.create(subject="hotlines", action="update", steps=["Gọi thử từng số.", "Gửi duyệt."])
    account(
        "dau-moi", province.units["office"], kind="person", focal_point=True, first_name="Trần Bình", phone="0238 1"
    )
    text = page(client, clerk, duty).content.decode()
    for said in (
        duty.task, "Điều 9.1", "hằng ngày", "trước 24:00 mỗi ngày", "Gọi thử từng số.", "Trần Bình", "tel:0238 1",
        province.units["ttyt-mot"].area.name, 'href="/quan-tri/snippets/home/hotline/add/"', "Đơn vị vận hành",
    ):  # fmt: skip
        assert said in text, said


def test_the_deadline_is_that_of_the_next_slot(clerk, province):
    duty = give(province.units["ttyt-mot"], "guidance", "slot")
    guide = guide_of(clerk, duty)
    assert guide.rule == f"trước giờ của mỗi kỳ: {', '.join(current().slots)}"
    assert guide.until.strftime("%H:%M") == current().slots[0]


def test_without_focal_point_the_offices_head_is_named(client, clerk, duty):
    assert "Giám đốc Lê Chi chịu trách nhiệm" in page(client, clerk, duty).content.decode()


def test_who_only_watches_is_shown_the_list_of_the_undone_and_no_form(province, duty):
    reviewer = account("cdc.duyet", province.units["cdc"], kind="person", reviews=True)
    assert guide_of(reviewer, duty).place == ("/quan-tri/chua-lam/", "Mở danh sách đơn vị chưa làm")
    assert guide_of(reviewer, duty).areas == ()
    assert (
        guide_of(account("dau-moi", province.units["ttyt-mot"], kind="person", focal_point=True), duty).place is None
    )


# one click, and nobody else's


def test_one_click_from_the_desk_and_from_the_list_of_duties(client, clerk, duty):
    client.force_login(clerk)
    link = f'href="/quan-tri/nhiem-vu/{duty.pk}/huong-dan/"'
    assert link in client.get("/quan-tri/").content.decode()
    assert link in client.get("/quan-tri/snippets/units/duty/").content.decode()


def test_the_help_of_anothers_duty_is_not_found(client, duty, province):
    assert page(client, account("ttyt-hai", province.units["ttyt-hai"]), duty).status_code == 404
    assert page(client, account("nhat-ky", kind="person", across="auditor"), duty).status_code == 404
    assert client.get("/quan-tri/nhiem-vu/0/huong-dan/").status_code == 404
    for user in (
        account("cdc", province.units["cdc"]),
        account("office", province.units["office"]),
        account("giam-sat", kind="person", across="oversight"),
        account("quan-tri", kind="system", is_superuser=True),
    ):
        assert page(client, user, duty).status_code == 200, user.username


def test_to_whom_a_duty_is_delegated_the_help_is_open_and_names_the_others_area(duty, province):
    helper = province.units["ttyt-hai"]
    DutyRelief.objects.create(
        duty=duty, unit=province.units["ttyt-mot"], delegate=helper, valid_from=dt.date(2021, 10, 1), article="1/QĐ"
    )
    user = account("ttyt-hai", helper)
    assert duty in readable_duties(user)
    assert guide_of(user, duty).areas == (province.units["ttyt-mot"].area.name,)
    assert guide_of(user, duty).place is not None
