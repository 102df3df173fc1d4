"""No bad number passes unseen: every check finds what it is for, and lets the truth pass."""

import dataclasses

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core import province as provinces
from core.check_rules import CheckRules, read_check_rules
from core.problems import Code, Refused
from datasets import quality
from datasets.actions.import_reports import import_reports
from datasets.actions.review import submit_reports
from datasets.models import Indicator, Report, Source
from datasets.quality import examine
from datasets.selectors.discrepancies import discrepancies, doubted
from datasets.selectors.rights import Rights
from tests.datasets import factories
from tests.datasets.factories import DAY, csv
from units.models import AdministrativeArea, Duty, User

RULES = {
    "balances": [{"stock": "dt", "plus": ["ca"], "minus": ["khoi"]}],
    "parts": [{"part": "duong", "whole": "xn"}],
    "sequences": [{"first": "m1", "then": "m2"}],
    "people": ["dt", "m1"],
}
MORE = {"khoi": "flow", "xn": "flow", "duong": "flow", "m1": "flow", "m2": "flow"}


@pytest.fixture
def rules(monkeypatch):
    """(fields of `[checks]`) → from here on the province's data says so."""

    def said(**fields):
        checks = read_check_rules(RULES | fields, indicators=())
        known = dataclasses.replace(provinces.current(), checks=checks)
        monkeypatch.setattr(provinces, "current", lambda: known)

    return said


@pytest.fixture
def province(db, evening, rules):
    """The small province, whose health centres report some more figures of their districts."""
    built = factories.build()
    duty = Duty.objects.get(code="ttyt")
    Duty.objects.filter(pk=duty.pk).update(indicators=[*duty.indicators, *MORE])
    for code, kind in MORE.items():
        one = Indicator.objects.create(code=code, name=f"Số {code}", short_name=code, kind=kind, unit="ca")
        Source.objects.create(indicator=one, level=1, mode="own", duty=duty)
        built.indicators[code] = one
    rules()
    return built


@pytest.fixture
def send(province):
    """Rows of a file, each {column: value} of Huyện Một this evening unless it says otherwise."""

    def sent(*rows, unit="ttyt-mot", name="tệp.csv", **kwargs):
        whole = [{"ngay": "2021-10-08", "khung_gio": "18:00", "ma_dia_ban": "1"} | row for row in rows]
        header = list(dict.fromkeys(column for row in whole for column in row))
        lines = [",".join(str(row.get(column, "")) for column in header) for row in whole]
        data = csv(*lines, header=",".join(header))
        return import_reports(data=data, name=name, unit=province.units[unit], **kwargs)

    return sent


def seen(result) -> set[tuple[str, str | None, str]]:
    return {(str(one.code), one.column, one.severity) for one in result.findings}


def refused(result) -> set[tuple[str, str | None]]:
    return {(str(error.code), error.column) for error in result.errors}


def publish(province, **series) -> None:
    """{indicator: values of the slots up to this morning, the oldest first} of Huyện Một."""
    cells = {}
    for code, values in series.items():
        for back, value in enumerate(reversed(values)):
            day, slot = divmod(DAY * 2 - back, 2)
            cells[province.cell(code, "1", day, slot)] = value
    factories.publish(cells)


def test_a_jump_over_the_mean_of_seven_days_needs_a_reason(province, send):
    publish(province, ca=[2, 1, 2, 1, 2, 2, 1])
    (jump,) = send({"ca": 6}).findings
    assert (str(jump.code), jump.column, jump.severity) == ("jump", "ca", "reason")
    assert jump.message == "6 ca, gấp 3,8 lần trung bình một kỳ trong 7 ngày (1,6)."
    assert refused(send({"ca": 6}, submit=True)) == {("jump", "ca")}
    assert send({"ca": 6}, submit=True, reason="Xét nghiệm diện rộng").accepted == 1


@pytest.mark.parametrize(("published", "value"), [([1] * 14, 4), ([2] * 14, 6), ([1] * 5, 90), ([], 90)])
def test_small_usual_or_first_figures_are_no_jump(province, send, published, value):
    publish(province, ca=published)
    assert not seen(send({"ca": value}))


def test_a_week_without_a_case_makes_the_first_outbreak_a_jump(province, send):
    publish(province, ca=[0] * 14)
    assert "đều là 0" in send({"ca": 5}).findings[0].message


def test_a_stock_follows_from_the_slot_before(province, send):
    publish(province, dt=[8])
    (found,) = send({"ca": 1, "khoi": 1, "dt": 9}).findings
    assert (str(found.code), found.column) == ("stock_balance", "dt")
    assert found.message == "8 (kỳ trước) + 1 ca − 1 khoi = 8, ô đang ghi 9."
    assert not seen(send({"ca": 2, "khoi": 1, "dt": 9}))


def test_a_stock_is_not_judged_by_half_its_parts_or_by_an_older_slot(province, send):
    factories.publish({province.cell("dt", "1", DAY - 1, 1): 8}, day=DAY - 1, slot=1)
    assert not seen(send({"ca": 1, "khoi": 1, "dt": 99}))
    publish(province, dt=[8])
    assert not seen(send({"ca": 1, "dt": 99}))


def test_a_part_above_its_whole_stops(send):
    assert seen(send({"xn": 10, "duong": 11})) == {("part_exceeds_whole", "duong", "stop")}
    assert refused(send({"xn": 10, "duong": 11}, submit=True, reason="Lý do không cứu được")) == {
        ("part_exceeds_whole", "duong")
    }
    assert not seen(send({"xn": 10, "duong": 10}))


def test_more_second_than_first_doses_over_time_needs_a_reason(province, send):
    factories.publish({province.cell("m1", "1", DAY - 40): 5, province.cell("m2", "1", DAY - 3): 4})
    assert seen(send({"m1": 0, "m2": 2})) == {("sequence_reversed", "m2", "reason")}
    assert not seen(send({"m1": 1, "m2": 2}))


def test_more_persons_than_live_there_stops(province, send):
    AdministrativeArea.objects.filter(code="1").update(population=100)
    assert seen(send({"dt": 101, "m1": 100, "xn": 5000})) == {("exceeds_population", "dt", "stop")}


def test_a_whole_report_like_yesterdays_needs_a_reason(province, send):
    yesterday = {"ca": 3, "xn": 20, "duong": 0}
    factories.publish({province.cell(code, "1", DAY - 1, 1): value for code, value in yesterday.items()})
    assert seen(send(yesterday)) == {("same_as_day_before", None, "reason")}
    assert not seen(send(yesterday | {"duong": 1}))
    assert not seen(send({"ca": 3, "xn": 20}))


def test_three_zeros_again_are_no_wonder(province, send):
    factories.publish({province.cell(code, "1", DAY - 1, 1): 0 for code in ("ca", "xn", "duong")})
    assert not seen(send({"ca": 0, "xn": 0, "duong": 0}))


def test_a_slot_before_the_newest_reported_is_only_told(province, send):
    factories.report(province, "ttyt-mot", "1", values={"ca": 1})
    result = send({"ca": 2, "khung_gio": "06:00"}, submit=True)
    assert (seen(result), result.accepted) == ({("past_slot", None, "tell")}, 1)


def test_communes_that_sum_to_something_else_need_a_reason(province, send):
    factories.publish({province.cell("ca", "11", DAY, 1): 2, province.cell("ca", "12", DAY, 1): 3})
    (found,) = send({"ca": 7}).findings
    assert (str(found.code), found.severity) == ("children_differ", "reason")
    assert found.message == "7, còn cấp dưới cộng lại là 5 (2/2 địa bàn đã báo cáo)."
    assert not seen(send({"ca": 5}))


def test_a_missing_commune_is_named_and_a_sum_of_some_may_be_smaller_but_not_greater(province, send):
    factories.report(province, "tyt-11", "11", values={"ca": 4})
    told = send({"ca": 7})
    assert seen(told) == {("missing_child", "ca", "tell")}
    assert told.findings[0].message == "1/2 địa bàn đã báo cáo; chưa có Xã Mười Hai."
    assert seen(send({"ca": 3})) == {("missing_child", "ca", "tell"), ("children_differ", "ca", "reason")}


def test_a_draft_of_another_unit_is_no_report_yet(province, send):
    factories.report(province, "tyt-11", "11", values={"ca": 4}, state="draft")
    assert not seen(send({"ca": 3}))


def test_who_verifies_is_told_that_the_source_says_otherwise(province, send):
    factories.report(province, "tyt-11", "11", values={"ca": 4})
    assert seen(send({"ma_dia_ban": "11", "ca": 5})) == {("source_differs", "ca", "reason")}
    assert not seen(send({"ma_dia_ban": "11", "ca": 4}))


def test_the_sum_of_the_districts_is_held_against_the_cdcs_own_figure(province, send):
    factories.publish({province.cell("ca", "1", DAY, 1): 2, province.cell("ca", "2", DAY, 1): 3})
    assert seen(send({"ma_dia_ban": "40", "ca": 6}, unit="cdc")) == {("children_differ", "ca", "reason")}


def test_the_same_file_twice_is_told_and_what_is_typed_twice_is_not(send):
    send({"ca": 1})
    assert seen(send({"ca": 1})) == {("same_file", None, "tell")}
    send({"ca": 2}, typed=True)
    assert not seen(send({"ca": 2}, typed=True))
    assert seen(send({"ca": 1}, dry_run=True)) == {("same_file", None, "tell")}


def test_a_row_is_compared_with_the_rows_before_it_in_the_file(send):
    rows = [{"khung_gio": "06:00", "dt": 8}, {"ca": 1, "khoi": 0, "dt": 10}]
    assert [(one.row, str(one.code)) for one in send(*rows).findings] == [(3, "stock_balance")]
    assert [(one.row, str(one.code)) for one in send(*reversed(rows)).findings] == [(2, "stock_balance")]


def test_a_reason_stands_in_its_own_row(send):
    rows = [
        {"khung_gio": "06:00", "dt": 8},
        {"ca": 1, "khoi": 0, "dt": 10, "ly_do": "Một người chuyển từ tuyến huyện khác"},
    ]
    assert send(*rows, submit=True).accepted == 2
    assert Report.objects.get(slot=1).reason == "Một người chuyển từ tuyến huyện khác"
    assert Report.objects.get(slot=0).reason == ""


def test_a_draft_keeps_what_was_found_and_is_examined_again_when_handed_over(province, send):
    publish(province, dt=[8])
    (pk,) = send({"ca": 1, "khoi": 1, "dt": 9}).ids
    assert [found["code"] for found in Report.objects.get(pk=pk).findings] == ["stock_balance"]
    with pytest.raises(Refused, match="ô đang ghi 9"):
        submit_reports(unit=province.units["ttyt-mot"], ids=[pk])
    assert Report.objects.get(pk=pk).state == "draft"
    Report.objects.filter(pk=pk).update(reason="Chuyển tuyến")
    assert submit_reports(unit=province.units["ttyt-mot"], ids=[pk]) == 1


def test_a_draft_is_judged_by_what_is_known_when_it_is_handed_over(province, send):
    (pk,) = send({"ca": 1, "khoi": 1, "dt": 9}).ids
    assert not Report.objects.get(pk=pk).findings
    publish(province, dt=[8])
    with pytest.raises(Refused):
        submit_reports(unit=province.units["ttyt-mot"], ids=[pk])


def test_a_province_chooses_how_grave_a_finding_is(province, send, rules):
    publish(province, dt=[8])
    row = {"ca": 1, "khoi": 1, "dt": 9}
    rules(severity={"stock_balance": "stop"})
    assert refused(send(row, submit=True, reason="Có lý do")) == {("stock_balance", "dt")}
    rules(severity={"stock_balance": "tell"})
    assert send(row, dry_run=True, submit=True).accepted == 1
    rules(severity={"stock_balance": "off"})
    assert not seen(send(row))


def test_the_command_says_what_it_found(province, send, tmp_path, capsys):
    publish(province, dt=[8])
    file = tmp_path / "so-lieu.csv"
    file.write_bytes(csv("2021-10-08,18:00,1,1,1,9", header="ngay,khung_gio,ma_dia_ban,ca,khoi,dt"))
    call_command("import_reports", str(file), unit="ttyt-mot", json=True)
    assert '"code": "stock_balance"' in capsys.readouterr().out
    with pytest.raises(CommandError, match="Cần nêu lý do"):
        call_command("import_reports", str(file), unit="ttyt-mot", submit=True)
    call_command("import_reports", str(file), unit="ttyt-mot", submit=True, reason="Chuyển tuyến")


def test_every_code_of_the_issue_is_registered_once_with_its_words():
    registered = quality.checks()
    assert len(registered) == len({one.code for one in registered})
    assert all(one.title.endswith(".") and one.own_severity.label for one in registered)
    found = {one.code for one in registered if one.find or one.code is Code.SAME_FILE}
    assert found == {Code(code) for code in CHECKS}


CHECKS = (
    "jump",
    "stock_balance",
    "part_exceeds_whole",
    "sequence_reversed",
    "exceeds_population",
    "same_as_day_before",
    "past_slot",
    "children_differ",
    "missing_child",
    "source_differs",
    "same_file",
)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"people": ["không có"]}, "không có"),
        ({"severity": {"jump": "gay gắt"}}, "gay gắt"),
        ({"jump_from": 0}, "jump_from"),
        ({"jump_from": True}, "jump_from"),
        ({"balance": []}, "balance"),
    ],
)
def test_what_a_provinces_data_says_wrongly_is_named(given, named):
    with pytest.raises(ValueError, match=named):
        read_check_rules(given, indicators=["ca"])
    assert read_check_rules({}, indicators=["ca"]) == CheckRules()


def test_windows_of_a_long_file_find_the_same_as_one(province, monkeypatch):
    @settings(deadline=None, max_examples=15)
    @given(st.lists(st.tuples(st.integers(0, 39), st.integers(0, 9), st.integers(0, 9)), max_size=40))
    def check(rows):
        claims = [claim(province, *divmod(at, 2), ca=ca, khoi=0, dt=dt_) for at, ca, dt_ in dict_of(rows)]
        rights = Rights(province.units["ttyt-mot"])
        whole = examine(claims, rights)
        with monkeypatch.context() as patched:
            patched.setattr("datasets.quality.run.MOST_CLAIMS", 3)
            assert examine(claims, rights) == whole

    check()


def dict_of(rows):
    return [(at, ca, held) for at, (ca, held) in {at: (ca, held) for at, ca, held in rows}.items()]


def claim(province, back: int, slot: int, **values) -> Report:
    return Report(unit=province.units["ttyt-mot"], area=province.areas["1"], day=DAY - back, slot=slot, values=values)


def test_a_season_of_a_hundred_areas_asks_a_bounded_number_of_queries(province, django_assert_max_num_queries):
    claims = [claim(province, back, slot, ca=5, dt=5) for back in range(100) for slot in (0, 1)]
    with django_assert_max_num_queries(15):
        examine(claims, Rights(province.units["ttyt-mot"]))


def test_the_reviewer_reads_what_was_found_and_why_before_the_figures(province, send, client):
    publish(province, dt=[8])
    (pk,) = send({"ca": 1, "khoi": 1, "dt": 9}, submit=True, reason="Chuyển từ tuyến huyện khác").ids
    reviewer = User.objects.create(username="cdc", unit=province.units["cdc"])
    reviewer.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(reviewer)
    page = client.get(reverse("wagtailsnippets_datasets_report:inspect", args=[pk])).content.decode()
    assert "Cần lý do: dt." in page
    assert "Lý do đơn vị nêu:</strong> Chuyển từ tuyến huyện khác" in page
    assert page.index("8 (kỳ trước) + 1 ca − 1 khoi = 8, ô đang ghi 9.") < page.index("Kỳ này")


def differing(unit):
    return discrepancies(unit, doubted(unit))


def test_what_differs_stands_on_both_desks_and_a_draft_on_its_own_alone(province, send):
    factories.report(province, "tyt-11", "11", values={"ca": 4})
    send({"ma_dia_ban": "11", "ca": 5})
    assert [one.own for one in differing(province.units["ttyt-mot"])] == [True]
    assert differing(province.units["tyt-11"]) == []
    Report.objects.update(state="review")
    (told,) = differing(province.units["tyt-11"])
    assert (told.indicator, told.message, told.own) == ("ca", "5, còn số của đơn vị được giao là 4.", False)
    assert differing(province.units["ttyt-hai"]) == differing(province.units["cdc"]) == []


def test_the_desk_of_the_source_shows_the_difference_without_a_way_into_the_other_report(province, send, client):
    factories.report(province, "tyt-11", "11", values={"ca": 4})
    (pk,) = send({"ma_dia_ban": "11", "ca": 5}, submit=True, reason="Đếm theo nơi cư trú").ids
    clerk = User.objects.create(username="tyt-11", unit=province.units["tyt-11"])
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(clerk)
    page = client.get("/quan-tri/").content.decode()
    assert "Số đối chiếu khác nhau" in page and "Đếm theo nơi cư trú" in page
    assert reverse("wagtailsnippets_datasets_report:inspect", args=[pk]) not in page
