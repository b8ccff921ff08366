"""What SalesforceOrg does when a local org misbehaves to order, and what it is charged."""

import pytest

from s2sctl.app.patient import PatientOrg
from s2sctl.errors import AnswerLost, LimitReached, UsageError
from s2sctl.ports.org import Query, RowWrite, WriteBatch
from s2sctl.ports.patience import Patience
from tests.conformance.org_suite import key_of
from tests.support.local_salesforce import (  # noqa: F401 - fixtures
    QuickClock,
    control,
    make_org,
    prepared,
    running,
)


@pytest.fixture
def single(prepared):  # noqa: F811 - a fixture
    """The org as it is: one try a write."""
    return prepared


@pytest.fixture
def org(single):
    """The org as commands use it."""
    return PatientOrg(single, QuickClock(), patience=Patience(tries=3))


@pytest.fixture
def lead(org):
    return org.open({"Lead": None}).schemas["Lead"]


def batch(lead, *names):
    rows = [{"S2S_Key__c": key_of(name), "LastName": name, "Company": "Acme"} for name in names]
    return WriteBatch(lead, tuple(map(RowWrite, rows)), upsert_on="S2S_Key__c")


def count(org, lead):
    return sum(len(page.records) for page in org.read([Query(lead)]))


def test_a_create_whose_answer_is_lost_makes_one_row(org, lead, control):  # noqa: F811 - a fixture
    number = control.order_fault("answer_lost", nth=1)
    outcomes = org.write(batch(lead, "Ann", "Bob"))
    assert control.happened(number) == 1
    assert [one.refusal for one in outcomes] == [None, None]
    assert count(org, lead) == 2


def test_a_write_that_never_gets_an_answer_is_found_by_its_key(org, lead, control):  # noqa: F811 - a fixture
    control.order_fault("answer_lost", every=1)
    with pytest.raises(AnswerLost):
        org.write(batch(lead, "Ann"))
    control.clear_faults()
    assert count(org, lead) == 1
    assert org.write(batch(lead, "Ann"))[0].created is False


def test_an_ended_session_is_renewed_and_nothing_is_done_twice(org, lead, control):  # noqa: F811 - a fixture
    control.end_sessions()
    (outcome,) = org.write(batch(lead, "Ann"))
    assert outcome.created
    assert count(org, lead) == 1


def test_a_busy_org_is_waited_for(org, lead, control):  # noqa: F811 - a fixture
    control.order_fault("answer_status", nth=1, status=503, retry_after=2)
    assert org.write(batch(lead, "Ann"))[0].created
    assert org.clock.slept[-1] >= 2


def test_a_row_that_makes_the_org_fail_is_found_out_and_the_others_are_written(org, lead, control):  # noqa: F811 - a fixture
    control.order_fault("answer_status", status=500, code="UNKNOWN_EXCEPTION", holds="Cursed")
    outcomes = org.write(batch(lead, "Ann", "Bob", "Cursed", "Dan", "Eve"))
    refused = [one.refusal.code if one.refusal else None for one in outcomes]
    assert refused == [None, None, "UNKNOWN_EXCEPTION", None, None]
    control.clear_faults()
    assert count(org, lead) == 4


def test_one_refused_row_leaves_the_others(org, lead, control):  # noqa: F811 - a fixture
    control.order_fault("row_refused", nth=2)
    outcomes = org.write(batch(lead, "Ann", "Bob", "Cid"))
    assert [one.refusal and one.refusal.code for one in outcomes] == [
        None,
        "UNABLE_TO_LOCK_ROW",
        None,
    ]


def test_a_spent_limit_stops(org, lead, control):  # noqa: F811 - a fixture
    control.limit(1)
    with pytest.raises(LimitReached):
        org.fetch(lead, ["00QP0000010000YAAU"], [])


def test_our_count_of_calls_is_the_orgs(make_org, lead, control):  # noqa: F811 - fixtures
    control.reset_log()
    org = make_org()
    opening = org.open(
        dict.fromkeys(["Lead", "Account", "Contact", "Case", "Task"]), [Query(lead), Query(lead)]
    )
    assert org.usage().calls == 1
    assert len(opening.schemas) == 5
    list(org.read([Query(schema) for schema in opening.schemas.values()]))
    assert org.usage().calls == 2
    org.write(batch(lead, "Ann"))
    org.fetch(lead, [], [])
    org.mail("ann@globex.example", "Hello", "Hello")
    assert (org.usage().calls, org.usage().writes) == (4, 1)
    assert control.calls() == 4
    assert org.usage().used is not None


def test_the_clock_is_the_orgs(org, control):  # noqa: F811 - a fixture
    before = org.now()
    control.move_clock(3600)
    org.mail("ann@globex.example", "Hello", "Hello")
    assert 3590 < (org.now() - before).total_seconds() < 3630


def test_a_missing_permission_set_names_the_command(org):
    with pytest.raises(UsageError) as caught:
        org.assign_permission_set("S2S_Nothing")
    assert "org enable" in caught.value.help


def test_a_broken_deploy_changes_nothing_and_tells_why(org):
    files = {"package.xml": b"<Package><version>64.0</version></Package>", "objects/X.object": b"<"}
    report = org.deploy(files)
    assert not report.success
    assert report.problems
