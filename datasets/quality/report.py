"""The checks of one report beside what its unit reported before."""

from core.check_rules import Balance
from core.problems import Code
from core.templatetags.portal import decimal, number
from datasets import days
from datasets.quality.known import DAYS_BACK, Claim, Known
from datasets.quality.registry import Hits, Severity, check

ENOUGH = 6
"""Slots of the last week that must be known before a mean says anything."""
ALIKE = 3
"""Figures that must all be the day's before, two of them above zero, to be remarkable."""


@check(Code.PART_EXCEEDS_WHOLE, Severity.STOP, "Một phần không lớn hơn toàn bộ: mẫu dương tính trong mẫu xét nghiệm.")
def part_exceeds_whole(claim: Claim, known: Known) -> Hits:
    for part, whole in known.rules.parts:
        some, every = claim.values.get(part), claim.values.get(whole)
        if some is not None and every is not None and some > every:
            of = known.indicators[whole]
            yield part, f"{number(some)} {known.indicators[part].unit}, nhiều hơn {number(every)} của “{of.name}”."


@check(Code.EXCEEDS_POPULATION, Severity.STOP, "Số người không vượt dân số của địa bàn.")
def exceeds_population(claim: Claim, known: Known) -> Hits:
    people = claim.area.population
    for code in known.rules.people:
        value = claim.values.get(code)
        if people and value is not None and value > people:
            yield code, f"{number(value)} người, nhiều hơn dân số {number(people)} của {claim.area.name}."


@check(Code.STOCK_BALANCE, Severity.REASON, "Số hiện có bằng số kỳ trước cộng phần tăng, trừ phần giảm.")
def stock_balance(claim: Claim, known: Known) -> Hits:
    for balance in known.rules.balances:
        value, before = claim.values.get(balance.stock), known.before(balance.stock, claim)
        added, taken = _parts(claim, balance)
        if value is None or before is None or None in (*added, *taken):
            continue
        follows = before + sum(v or 0 for v in added) - sum(v or 0 for v in taken)
        if value != follows:
            yield balance.stock, _balance(known, balance, before, claim, follows, value)


def _parts(claim: Claim, balance: Balance) -> tuple[list[int | None], list[int | None]]:
    return [claim.values.get(code) for code in balance.plus], [claim.values.get(code) for code in balance.minus]


def _balance(known: Known, balance: Balance, before: int, claim: Claim, follows: int, value: int) -> str:
    said = f"{number(before)} (kỳ trước)"
    for sign, codes in (("+", balance.plus), ("−", balance.minus)):
        for code in codes:
            said += f" {sign} {number(claim.values[code])} {known.indicators[code].short_name.lower()}"
    return f"{said} = {number(follows)}, ô đang ghi {number(value)}."


@check(Code.JUMP, Severity.REASON, "Số trong kỳ không tăng vọt so với trung bình 7 ngày.")
def jump(claim: Claim, known: Known) -> Hits:
    least = known.rules.jump_from
    for code, value in claim.values.items():
        if value is None or value < least or not known.indicators[code].is_flow:
            continue
        week = known.last_week(code, claim)
        if len(week) >= ENOUGH and value * len(week) > known.jump_factor * sum(week):
            yield code, _jump(value, known.indicators[code].unit, sum(week) / len(week))


def _jump(value: int, unit: str, mean: float) -> str:
    said = f"{number(value)} {unit}"
    if not mean:
        return f"{said}, trong khi {DAYS_BACK} ngày trước đều là 0."
    return f"{said}, gấp {decimal(value / mean)} lần trung bình một kỳ trong {DAYS_BACK} ngày ({decimal(mean)})."


@check(Code.SEQUENCE_REVERSED, Severity.REASON, "Cộng dồn của bước sau không vượt bước trước, như mũi 2 và mũi 1.")
def sequence_reversed(claim: Claim, known: Known) -> Hits:
    for first, then in known.rules.sequences:
        if claim.values.get(then) is None or not known.in_season(claim):
            continue
        reached, passed = known.total(first, claim), known.total(then, claim)
        if passed > reached:
            name = known.indicators[first].name
            yield then, f"cộng dồn {number(passed)}, nhiều hơn cộng dồn {number(reached)} của “{name}”."


@check(Code.SAME_AS_DAY_BEFORE, Severity.REASON, "Báo cáo không lặp lại y nguyên số của ngày hôm trước.")
def same_as_day_before(claim: Claim, known: Known) -> Hits:
    values = {code: value for code, value in claim.values.items() if value is not None}
    if len(values) < ALIKE or sum(value > 0 for value in values.values()) < 2:
        return
    if all(value == known.day_before(code, claim) for code, value in values.items()):
        yield "", "Mọi số giống hệt cùng khung giờ ngày hôm trước."


@check(Code.PAST_SLOT, Severity.TELL, "Báo cáo là của kỳ mới hơn kỳ đã báo cáo lần trước.")
def past_slot(claim: Claim, known: Known) -> Hits:
    until = known.reported_until(claim)
    if known.moment(claim) < until:
        day, slot = divmod(until, known.slots)
        newest = f"{days.slot_label(slot)} {days.date(day):%d/%m/%Y}"
        yield "", f"Đơn vị đã báo cáo đến kỳ {newest}; đây là số của một kỳ cũ hơn."
