"""What an account may do to each of a thousand records costs no more questions than to ten."""

import pytest
from django.db import connection
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


@pytest.fixture
def asked_by(rf, thousand):
    """(unit) → its account, while a request of it is answered."""

    def account(unit):
        user = User.objects.create(username=unit, unit=thousand.units[unit])
        request = rf.get("/quan-tri/")
        request.user = user
        tokens.append(acting._request.set(request))
        return user

    tokens = []
    yield account
    for token in tokens:
        acting._request.reset(token)


def test_the_records_that_may_be_changed(asked_by):
    user, policy = asked_by("ttyt-mot"), policy_registry.get_by_type(Report)
    with CaptureQueriesContext(connection) as asked:
        found = policy.instances_user_has_any_permission_for(user, {"change"}).count()
    assert (found, len(asked) <= MOST) == (1_000, True), len(asked)


@pytest.mark.parametrize("unit, allowed", [("ttyt-mot", 1_000), ("ttyt-hai", 0)])
def test_each_of_a_thousand_records(asked_by, thousand, unit, allowed):
    user, policy = asked_by(unit), policy_registry.get_by_type(Report)
    records = list(Report.objects.filter(unit=thousand.units["ttyt-mot"]).select_related("unit", "area"))
    with CaptureQueriesContext(connection) as asked:
        found = sum(policy.user_has_permission_for_instance(user, "change", record) for record in records)
    assert (found, len(asked) <= MOST) == (allowed, True), len(asked)
