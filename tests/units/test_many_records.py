"""What an account may do to each of a thousand records costs no more questions than to ten."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail.permissions import policy_registry

from datasets.models import Report
from tests.datasets import factories
from units import acting
from units.models import User

MOST = 12


@pytest.fixture
def thousand(db, evening):
    """A thousand drafts of two communes by `ttyt-mot`, and a thousand of `ttyt-hai`."""
    province = factories.build()
    for unit, areas in (("ttyt-mot", ("11", "12")), ("ttyt-hai", ("21", "22"))):
        template = factories.report(province, unit, areas[0], state="draft")
        fields = {one.attname: getattr(template, one.attname) for one in Report._meta.concrete_fields} | {"id": None}
        Report.objects.bulk_create(
            Report(**fields | {"area_id": province.areas[areas[n % 2]].pk, "day": factories.DAY - 1 - n // 2})
            for n in range(999)
        )
    return province


def queries_of(rf, work):
    """(what comes of the work, how many questions it asked), while a request is answered."""
    found = []
    answering = acting.RememberWhoActs(lambda request: HttpResponse(found.append(work())))
    with CaptureQueriesContext(connection) as asked:
        answering(rf.get("/quan-tri/"))
    return found[0], len(asked)


def test_the_records_that_may_be_changed(rf, thousand):
    user = User.objects.create(username="ttyt-mot", unit=thousand.units["ttyt-mot"])
    policy = policy_registry.get_by_type(Report)
    found, asked = queries_of(rf, lambda: policy.instances_user_has_any_permission_for(user, {"change"}).count())
    assert (found, asked <= MOST) == (1_000, True), asked


@pytest.mark.parametrize("unit, allowed", [("ttyt-mot", 1_000), ("ttyt-hai", 0)])
def test_each_of_a_thousand_records(rf, thousand, unit, allowed):
    user = User.objects.create(username=unit, unit=thousand.units[unit])
    policy = policy_registry.get_by_type(Report)
    records = list(Report.objects.filter(unit=thousand.units["ttyt-mot"]).select_related("unit", "area"))
    may_change = policy.user_has_permission_for_instance
    found, asked = queries_of(rf, lambda: sum(may_change(user, "change", record) for record in records))
    assert (found, asked <= MOST) == (allowed, True), asked
