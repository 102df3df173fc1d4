"""Beside each number that a reviewer is to sign stands its last week, slot by slot."""

import pytest

from datasets.models import Report
from datasets.selectors.recent import HEIGHT, with_recent
from datasets.selectors.returns import cells_of
from tests.datasets import factories
from tests.datasets.factories import DAY


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def week(province):
    """({moments back: published value}, the report's own) → what is drawn beside it."""

    def drawn(published, own):
        cells = {province.cell("ca", "1", *divmod(DAY * 2 + 1 - back, 2)): value for back, value in published.items()}
        if cells:
            factories.publish(cells)
        report = factories.report(province, "ttyt-mot", "1", values={"ca": own})
        (cell,) = with_recent(cells_of(report), Report.objects.get(pk=report.pk))
        return cell.week

    return drawn


def test_fourteen_slots_and_the_reports_own_the_highest_fills_the_chart(week):
    drawn = week({1: 3, 2: 6}, 12)
    assert [bar.height for bar in drawn.bars] == [0] * 12 + [HEIGHT // 2, HEIGHT // 4, HEIGHT]
    assert [bar.now for bar in drawn.bars] == [False] * 14 + [True]
    assert drawn.words == "7 ngày qua: 3/15 kỳ có báo cáo, thấp nhất 3, cao nhất 12"


def test_zero_is_a_line_and_not_reported_is_nothing(week):
    drawn = week({1: 0, 3: 4}, 4)
    assert [bar.height for bar in drawn.bars[-4:]] == [HEIGHT, 0, 1, HEIGHT]


def test_what_is_older_than_a_week_is_not_shown(week):
    assert week({15: 900}, 1).words == "7 ngày qua: 1/15 kỳ có báo cáo, thấp nhất 1, cao nhất 1"


def test_a_report_without_a_figure_draws_nothing(week):
    assert week({}, None).words == "7 ngày qua: 0/15 kỳ có báo cáo"
