from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.http.disorder import Disorder
from s2sctl.localorg.http.exchange import Ask, Tally


def _ask(method: str, path: str, body: bytes = b"", query: str = "") -> Ask:
    return Ask(method, path, query, {}, body, Tally(), "https://127.0.0.1")


@given(every=st.integers(1, 50), rows=st.lists(st.integers(), unique=True, max_size=300))
def test_every_nth_new_row_is_refused(every: int, rows: list[int]) -> None:
    disorder = Disorder()
    disorder.order({"kind": "row_refused", "every": every})
    refused = [row for row in rows if disorder.refuse_row("Lead", row)]
    assert refused == rows[every - 1 :: every]
    assert disorder.reports()[0]["happened"] == len(refused)


@given(every=st.integers(1, 7), rows=st.lists(st.integers(0, 9), max_size=200))
def test_no_row_is_refused_twice_however_often_it_comes(every: int, rows: list[int]) -> None:
    disorder = Disorder()
    disorder.order({"kind": "row_refused", "every": every})
    refused = [row for row in rows if disorder.refuse_row("Lead", row)]
    assert len(refused) == len(set(refused))


@given(every=st.integers(1, 20), times=st.integers(1, 5), calls=st.integers(0, 200))
def test_a_fault_happens_no_more_often_than_ordered(every: int, times: int, calls: int) -> None:
    disorder = Disorder()
    disorder.order({"kind": "answer_status", "every": every, "times": times})
    struck = [disorder.refuse_call(_ask("GET", "/services/data")) for _ in range(calls)]
    assert sum(1 for answer in struck if answer) == min(times, calls // every)


def test_what_a_call_will_do_is_foreseen_from_its_text() -> None:
    disorder = Disorder()
    disorder.order({"kind": "answer_status", "operation": "write", "sobject": "Lead"})
    base = "/services/data/v60.0"
    reading = b'{"compositeRequest": [{"method": "GET", "url": "/x?q=SELECT Id FROM Lead"}]}'
    writing = reading.replace(b"GET", b"PATCH")
    other = writing.replace(b"Lead", b"Leader__c")
    assert disorder.refuse_call(_ask("POST", f"{base}/composite", reading)) is None
    assert disorder.refuse_call(_ask("POST", f"{base}/composite", other)) is None
    assert disorder.refuse_call(_ask("GET", f"{base}/sobjects/Lead/00Q")) is None
    assert disorder.refuse_call(_ask("POST", f"{base}/composite", writing)) is not None
    assert disorder.refuse_call(_ask("PATCH", f"{base}/sobjects/Lead/00Q")) is not None
