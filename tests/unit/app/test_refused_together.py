"""Rows that an org refuses together: the innocent arrive, the guilty alone are parked."""

import pytest

from s2sctl.errors import AnswerLost, RequestRefused
from s2sctl.ports.org import Outcome, Refusal, WriteBatch
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import EntryKind
from tests.support.world import NAME, World, leads, world

TRIGGER = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def filled(count=9, bad=4, company="Poison") -> World:
    w = world(*leads())
    for number in range(count):
        named = company if number == bad else "ok"
        w.a.insert("Lead", LastName=f"L{number}", Company=named, Status="New")
    w.later()
    return w


def poisonous(batch: WriteBatch) -> bool:
    return any("Poison" in str(row.values.get("Company")) for row in batch.rows)


def fail(w: World, when, answer) -> list[int]:
    """B's calls for Leads of which ``when`` says so fail whole; the sizes of all are told."""
    real, sizes = type(w.b).write, []

    def write(batch):
        if batch.schema.name != "Lead":
            return real(w.b, batch)
        sizes.append(len(batch.rows))
        return answer(batch) if when(batch) else real(w.b, batch)

    w.b.write = write  # type: ignore[method-assign] # - the org's automation, for one test
    return sizes


def refused(code):
    def answer(batch):
        return tuple(Outcome(row.id, refusal=Refusal(code, "failed")) for row in batch.rows)

    return answer


def lost(batch):
    error = AnswerLost("500 [UNKNOWN_EXCEPTION]")
    error.again, error.refused = 0.0, "UNKNOWN_EXCEPTION"
    raise error


def unreadable(batch):
    raise RequestRefused("400", status=400, error_code="JSON_PARSER_ERROR")


def arrived(w: World, company="ok") -> int:
    return sum(row.values.get("Company") == company for row in w.b.living("Lead").values())


@pytest.mark.parametrize("answer", [refused(TRIGGER), lost, unreadable])
def test_the_neighbours_of_a_row_that_fails_its_whole_call_are_created(answer) -> None:
    w = filled()
    fail(w, poisonous, answer)
    report = w.run()
    assert (arrived(w), report.parked) == (8, 1)


@pytest.mark.parametrize("answer", [refused(TRIGGER), lost])
def test_the_neighbours_of_a_row_that_fails_its_whole_call_are_updated(answer) -> None:
    w = filled(bad=None)
    w.run()
    w.settle()
    fail(w, poisonous, answer)
    for number, id in enumerate(sorted(w.a.living("Lead"))):
        w.a.edit("Lead", id, Company="Poison" if number == 4 else "new")
    w.later()
    report = w.run(allowed=Allowance(updates=9))
    assert (arrived(w, "new"), report.parked) == (8, 1)


def test_a_row_that_fails_every_call_alone_is_parked_though_no_other_row_is_there() -> None:
    w = filled(count=1, bad=0)
    fail(w, poisonous, lost)
    assert w.run().parked == 1
    (entry,) = w.store.ledger(NAME)
    assert (entry.kind, entry.code) == (EntryKind.FAILURE, "UNKNOWN_EXCEPTION")
    assert entry.next_try is not None


@pytest.mark.parametrize("code", ["TOO_MANY_APEX_REQUESTS", "REQUEST_RUNNING_TOO_LONG"])
def test_a_call_too_heavy_for_the_orgs_automation_is_sent_in_smaller_ones(code) -> None:
    w = filled(40, bad=None)
    sizes = fail(w, lambda batch: len(batch.rows) > 11, refused(code))
    assert w.run().parked == 0
    assert arrived(w) == 40
    assert len(sizes) < 10


def test_an_org_that_answers_every_call_with_an_error_ends_the_run_and_parks_nothing() -> None:
    w = filled(100, bad=None)
    sizes = fail(w, lambda _: True, lost)
    with pytest.raises(AnswerLost):
        w.run()
    assert w.store.ledger(NAME) == ()
    assert len(sizes) < 40
    del w.b.write
    w.run()
    assert arrived(w) == 100


def test_rows_whose_answer_never_came_are_not_sent_in_parts() -> None:
    w = filled()

    def silence(batch):
        raise AnswerLost("no answer")

    sizes = fail(w, poisonous, silence)
    with pytest.raises(AnswerLost):
        w.run()
    assert sizes == [9]
