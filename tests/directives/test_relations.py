"""Who ended whom follows from what is published, in whatever order it was published."""

import datetime as dt
import itertools

import pytest

from core import force, province
from core.directive_ref import DirectiveRef
from directives.models import DirectivePage
from directives.selectors.refs import find_by_ref
from tests.directives.factories import directive, take_down

pytestmark = pytest.mark.usefixtures("province")
A_DAY, B_DAY, C_DAY = dt.date(2021, 8, 1), dt.date(2021, 9, 1), dt.date(2021, 10, 1)
UBND = "UBND tỉnh"


def make(number, day, *relations, **fields):
    return directive(number=number, date=day, relations=relations, publish=False, **fields)


def publish(*pages):
    for page in pages:
        DirectivePage.objects.get(pk=page.pk).get_latest_revision().publish()


def marks(page):
    page = DirectivePage.objects.get(pk=page.pk)
    first = {status: day for status, day, _ in page.spells}
    days = (first.get(status) for status in (force.PARTLY, force.SUSPENDED))
    return page.ended_by, *(day and dt.date.fromisoformat(day) for day in days)


@pytest.fixture
def chain():
    a = make("1", A_DAY)
    b = make("2", B_DAY, ("thay_the", "1/QĐ-UBND", A_DAY, UBND))
    c = make("3", C_DAY, ("thay_the", "2/QĐ-UBND", B_DAY, UBND))
    return a, b, c


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_chain_in_any_order(chain, order):
    publish(*(chain[n] for n in order))
    assert [marks(page)[0] for page in chain] == [B_DAY, C_DAY, None]


def test_the_first_day_in_force_counts_not_the_date(chain):
    a, b, _ = chain
    b.effective_from = dt.date(2021, 9, 15)
    b.save_revision()
    publish(a, b)
    assert marks(a)[0] == dt.date(2021, 9, 15)
    assert DirectivePage.objects.get(pk=a.pk).force.at(dt.date(2021, 9, 14)) == force.IN_FORCE
    assert DirectivePage.objects.get(pk=a.pk).force.at(dt.date(2021, 9, 15)) == force.ENDED


def test_taking_down_undoes_it(chain):
    publish(*chain)
    take_down(DirectivePage.objects.get(pk=chain[1].pk))
    assert [marks(page)[0] for page in chain] == [None, C_DAY, None]


def test_a_dropped_relation_is_undone(chain):
    a, b, _ = chain
    publish(a, b)
    again = DirectivePage.objects.get(pk=b.pk)
    again.relations = []
    again.save_revision().publish()
    assert marks(a)[0] is None


def test_marks_survive_a_later_revision_of_the_older_directive(chain):
    a, b, _ = chain
    publish(a, b)
    again = DirectivePage.objects.get(pk=a.pk)
    again.get_latest_revision().publish()  # made before b
    assert marks(a)[0] == B_DAY
    again = DirectivePage.objects.get(pk=a.pk).get_latest_revision_as_object()
    again.abstract = "Sửa trích yếu"
    again.save_revision().publish()
    assert marks(a)[0] == B_DAY


def test_a_mark_makes_no_revision(chain):
    a, b, _ = chain
    publish(a)
    before = a.revisions.count()
    publish(b)
    assert a.revisions.count() == before


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("bai_bo", (B_DAY, None, None)),
        ("thay_the_mot_phan", (None, B_DAY, None)),
        ("sua_doi", (None, B_DAY, None)),
        ("ngung", (None, None, B_DAY)),
        ("huong_dan", (None, None, None)),
    ],
)
def test_other_relations(kind, expected):
    a = make("1", A_DAY)
    b = make("2", B_DAY, (kind, "1/QĐ-UBND", A_DAY, ""))
    publish(a, b)
    assert marks(a) == expected


def test_a_draft_acts_on_nothing():
    a = make("1", A_DAY)
    make("2", B_DAY, ("thay_the", "1/QĐ-UBND", A_DAY, UBND))
    publish(a)
    assert marks(a)[0] is None


def test_one_that_was_withdrawn_before_its_first_day_acts_on_nothing():
    a = make("1", A_DAY)
    b = make("2", B_DAY, ("thay_the", "1/QĐ-UBND", A_DAY, UBND), withdrawn_on=B_DAY)
    publish(a, b)
    assert marks(a)[0] is None


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        (DirectiveRef("Chủ tịch UBND tỉnh", "01/QĐ-UBND", A_DAY), True),
        (DirectiveRef("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", "1/qđ-ubnd"), True),
        (DirectiveRef("", "1/QĐ-UBND", A_DAY), True),
        (DirectiveRef("", "1/QĐ-UBND"), False),
        (DirectiveRef("UBND thành phố Vinh", "1/QĐ-UBND", A_DAY), False),
        (DirectiveRef(UBND, "1/QĐ-UBND", B_DAY), False),
        (DirectiveRef(UBND, "1/KH-UBND", A_DAY), False),
        (DirectiveRef(UBND, "", A_DAY), False),
        (DirectiveRef(UBND, "%00'\"", A_DAY), False),
    ],
)
def test_a_citation_means_one_directive_or_none(ref, found):
    a = make("1", A_DAY)
    publish(a)
    assert find_by_ref([ref]) == ({ref: a} if found else {})


def test_two_that_it_could_mean_are_none():
    publish(make("1", A_DAY), make("1", A_DAY, issuer="ubnd-vinh", unit="ubnd-vinh"))
    assert find_by_ref([DirectiveRef("", "1/QĐ-UBND", A_DAY)]) == {}
    assert len(find_by_ref([DirectiveRef("UBND thành phố Vinh", "1/QĐ-UBND", A_DAY)])) == 1


def test_citations_are_resolved_in_one_query(django_assert_num_queries):
    pages = [make(str(n), A_DAY) for n in range(1, 6)]
    publish(*pages)
    refs = [page.ref for page in pages]
    province.current()  # read once every half minute
    with django_assert_num_queries(1):
        assert len(find_by_ref(refs)) == 5
