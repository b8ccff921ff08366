"""A query that takes the org too long is asked in halves of its windows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import Temporary
from s2sctl.ports.org import Query, Range
from s2sctl.salesforce.auth import GivenToken
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.halving import halved
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Timeouts, Trust
from tests.unit.salesforce.test_salesforce_reading import LEAD, OTHER, page, parts, row
from tests.unit.salesforce.tiny import Reply

START = datetime(2026, 11, 1, tzinfo=UTC)
SLOW = [{"errorCode": "QUERY_TIMEOUT", "message": "Your query request was running for too long."}]
DAY = Range(START, START + timedelta(days=1))


@st.composite
def windows(draw):
    edges = draw(st.lists(st.integers(0, 10_000), min_size=2, max_size=8, unique=True))
    moments = [START + timedelta(seconds=one) for one in sorted(edges)]
    ranges = [Range(*two) for two in zip(moments[::2], moments[1::2], strict=False)]
    if draw(st.booleans()):
        ranges[0] = Range(None, ranges[0].hi)
    return tuple(ranges)


def holds(ranges, moment) -> int:
    return sum((one.lo is None or one.lo <= moment) and moment < one.hi for one in ranges)


@given(windows(), st.integers(-100, 11_000))
def test_every_moment_is_in_exactly_one_half(ranges, second) -> None:
    moment = START + timedelta(seconds=second)
    halves = halved(ranges)
    if halves is not None:
        assert sum(holds(half, moment) for half in halves) == holds(ranges, moment)


@given(windows())
def test_halving_ends_at_single_seconds(ranges) -> None:
    left, cut = [ranges], 0
    while left and cut < 200:
        halves = halved(left.pop())
        cut += 1
        left += [halves[0]] if halves else []
    assert not left


def test_no_range_and_a_single_second_cannot_be_halved() -> None:
    assert halved(()) is None
    assert halved((Range(START, START + timedelta(seconds=1)),)) is None


def test_a_query_that_is_too_slow_is_asked_in_two_halves(tiny, org) -> None:
    tiny.say(Reply(400, SLOW), parts((200, page(row()), {}), (200, page(row(OTHER)), {})))
    pages = list(org.read([Query(LEAD, ranges=(DAY,))]))
    assert [one.id for found in pages for one in found.records] == [row()["Id"], OTHER]
    assert [found.last for found in pages] == [False, True]
    asked = [one["url"] for one in tiny.asked[-1].json["compositeRequest"]]
    assert all("2026-11-01T12" in one for one in asked)


def test_of_several_queries_in_one_call_the_slow_one_alone_is_halved(tiny, org) -> None:
    tiny.say(
        parts((200, page(row()), {}), (400, SLOW, {})),
        parts((200, page(), {}), (200, page(row(OTHER)), {})),
    )
    pages = list(org.read([Query(LEAD), Query(LEAD, ranges=(DAY,))]))
    assert [(found.query, found.last) for found in pages] == [(0, True), (1, False), (1, True)]


def test_a_window_that_cannot_be_smaller_ends_as_a_passing_trouble(tiny, org) -> None:
    tiny.say(Reply(400, SLOW))
    with pytest.raises(Temporary) as caught:
        list(org.read([Query(LEAD)]))
    assert (caught.value.code, caught.value.exit_code) == ("S2S616", 5)
    assert caught.value.help


def test_an_org_that_gives_queries_up_is_heard_before_we_give_up_ourselves(tiny, clock) -> None:
    """Else a slow query counts as an org that does not answer, and no window is ever halved."""
    its_patience = 120
    assert Timeouts().read > its_patience
    assert Timeouts().write > 5 * its_patience
    quick = Timeouts(connect=2, read=0.2, write=2)
    flow = GivenToken(tiny.url, "given")
    client = Client("acme", flow, clock, trust=Trust(str(tiny.ca)), timeouts=quick)
    slow = parts((200, page(row()), {}), (200, page(row(OTHER)), {}))
    tiny.say(replace(slow, after=0.5))
    pages = list(SalesforceOrg(client).read([Query(LEAD), Query(LEAD)]))
    client.close()
    assert (len(pages), len(tiny.asked)) == (2, 1)
