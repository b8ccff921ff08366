"""Answers of real orgs (../shared/wire): same status, same keys, same codes."""

import pytest

from tests.localorg.http.replay import WIRE, Replay, exchanges, shape
from tests.localorg.http.wire import Org

pytestmark = pytest.mark.skipif(not WIRE.exists(), reason="recorded answers are not at hand")

_WHOLE = [
    "collections/cumulusci-update.json",
    "collections/cumulusci-upsert-by-Email-rest.json",
    "collections/cumulusci-upsert-complex-rest.json",
    "collections/cumulusci-duplicate-key-lookup.json",
    "collections/cumulusci-select-and-insert-v62.json",
    "composite/cumulusci-composite-404-subrequest.json",
    "composite/cumulusci-composite-reference-ids.json",
    "composite/cumulusci-composite.json",
    "query/cumulusci-count-errors.json",
    "query/cumulusci-recordCount-via-composite.json",
    "query/cumulusci-simple.json",
]
_NOT_OURS = ("recordCount?", "FROM%20Event", "/services/async/")
"""Counts and events of an org that we do not have, and the Bulk API."""


@pytest.mark.parametrize("name", _WHOLE)
def test_a_recorded_session_answers_alike(org: Org, name: str) -> None:
    replay = Replay(org, "v62.0" if "v62" in name else "v60.0")
    played = 0
    for exchange in exchanges(name):
        expected = exchange["response"]
        uri = exchange["request"]["uri"]
        if any(part in uri for part in _NOT_OURS):
            continue
        reply = replay.play(exchange)
        assert reply.status == expected["status"], reply.body
        if expected["body"] is not None:
            assert shape(reply.json) == shape(expected["body"]), exchange["request"]
        played += 1
    assert played


def test_exchanges_of_2015_answer_alike(org: Org) -> None:
    replay = Replay(org, "v37.0")
    played = set()
    for exchange in exchanges("http/restforce-db-2015-exchanges.json"):
        request, expected = exchange["request"], exchange["response"]
        if "/sobjects/Contact" not in request["uri"]:
            continue
        reply = replay.play(exchange)
        assert reply.status == expected["status"]
        for header in ("Sforce-Limit-Info", "Location"):
            assert (header in reply.headers) == (header in expected["headers"])
        if expected["body"] is not None:
            assert shape(reply.json) == shape(expected["body"])
        played.add((request["method"], reply.status))
    assert played == {("post", 201), ("delete", 204)}


def test_a_recorded_row_has_the_keys_of_ours(org: Org) -> None:
    (exchange,) = exchanges("crud/get-organization.json")
    reply = org.wire.get(f"/sobjects/Organization/{org.running.org_id}")
    recorded = set(exchange["response"]["body"])
    assert reply.status == exchange["response"]["status"]
    assert set(reply.json) <= recorded
