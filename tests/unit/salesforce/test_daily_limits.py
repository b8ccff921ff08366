"""What an org has left for the day: from its header, or asked for where none came."""

import pytest

from s2sctl.errors import LimitReached, RequestRefused
from s2sctl.sync.budget import DailyLimit
from tests.unit.salesforce.test_salesforce_transport import ID, LEAD
from tests.unit.salesforce.tiny import Reply

LIMITS = Reply(body={"DailyApiRequests": {"Max": 5000, "Remaining": 4200}})


def told(header):
    return Reply(body=[None], headers={"Sforce-Limit-Info": header})


@pytest.mark.parametrize(
    "header",
    [
        "api-usage=25/5000; per-app-api-usage=17/250(appName=our-app)",
        "per-app-api-usage=17/250(appName=our-app); api-usage=25/5000",
        "per-app-api-usage=17/250(appName=our-app);api-usage=25/5000; api-bursts=1/750",
    ],
)
def test_both_limits_are_found_in_any_order(tiny, org, header):
    tiny.say(told(header))
    org.fetch(LEAD, [ID], [])
    assert org.daily_limits() == (DailyLimit(25, 5000), DailyLimit(17, 250, "our-app"))
    assert len(tiny.asked) == 1


def test_an_app_limit_that_is_not_told_any_more_is_forgotten(tiny, org):
    both = "api-usage=25/5000; per-app-api-usage=17/250(appName=x)"
    tiny.say(told(both), told("api-usage=26/50"))
    for _ in range(2):
        org.fetch(LEAD, [ID], [])
    assert org.usage().limits == (DailyLimit(26, 50),)


def test_an_app_limit_without_a_name_counts_too(tiny, org):
    tiny.say(told("per-app-api-usage=17/250"))
    org.fetch(LEAD, [ID], [])
    assert org.usage().limits == (DailyLimit(17, 250, ""),)


def test_the_limits_are_asked_for_where_no_header_told_them(tiny, org):
    tiny.say(Reply(body=[None]), LIMITS)
    org.fetch(LEAD, [ID], [])
    assert org.usage().limits == ()
    assert org.daily_limits() == (DailyLimit(800, 5000),)
    assert tiny.asked[-1].path.endswith("/limits")


def test_a_user_who_may_not_ask_for_the_limits_knows_none(tiny, org):
    tiny.say(Reply(403, [{"errorCode": "INSUFFICIENT_ACCESS"}]))
    assert org.daily_limits() == ()


def refused(message, code="LIMIT_EXCEEDED"):
    return Reply(400, [{"errorCode": code, "message": message}])


def test_a_call_that_is_too_large_is_not_told_as_a_spent_limit(tiny, org):
    tiny.say(refused("The request can't contain more than 500 nodes."))
    with pytest.raises(RequestRefused) as caught:
        org.fetch(LEAD, [ID], [])
    assert (caught.value.code, caught.value.error_code) == ("S2S786", "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    "message",
    ["Max bulk v2 query jobs (10000) per 24 hrs has been reached", "The daily limit is exceeded"],
)
def test_a_job_over_the_days_allowance_is(tiny, org, message):
    tiny.say(refused(message))
    with pytest.raises(LimitReached) as caught:
        org.fetch(LEAD, [ID], [])
    assert (caught.value.code, caught.value.exit_code) == ("S2S605", 5)
    assert "goes on from here by itself" in caught.value.help
