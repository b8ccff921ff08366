"""Answers get lost and rows are refused; in the end both orgs agree all the same."""

from tests.acceptance.counting import marks, since

RUNS = 4


def until_done(world):
    """Sync again, as cron would, until nothing is left; the exit codes."""
    codes = []
    for _ in range(RUNS):
        ended = world.play("sync", "acme-globex", "-o", "json")
        codes.append(ended.code)
        told = ended.document
        if ended.code == 0:
            assert sum(flow["failed"] for flow in told["result"]["flows"]) == 0
            return codes
        if ended.code == 6:
            assert sum(flow["failed"] + flow["conflicts"] for flow in told["result"]["flows"]) > 0
        else:
            assert (ended.code, told["status"]) == (5, "temporary"), ended
        world.move_clocks(3600)
    raise AssertionError(codes)


def assert_whole(world):
    """Both orgs agree, nothing is there twice, and no row came about without a key."""
    verdict = world.judge()
    assert verdict.agreed, [flow.complaints[:3] for flow in verdict.flows]
    acme, globex = world.scenes()
    for scene, name, flow in ((globex, "Lead", "Lead"), (globex, "Project__c", "Project__c")):
        rows = list(scene.plain.query(f"SELECT Id, S2S_Key__c FROM {name}"))
        pairs = next(one.pairs for one in verdict.flows if one.name.startswith(f"{flow} "))
        assert len(rows) == pairs == len({row["S2S_Key__c"] for row in rows})
    home = [row["S2S_Key__c"] for row in acme.plain.query("SELECT Id, S2S_Key__c FROM Lead")]
    assert not any(home)


def test_lost_answers_and_refused_rows_change_nothing_in_the_end(world):
    faults = []
    for one in world.scenes():
        faults.append((one, one.control.order_fault("answer_lost", every=50)))
        faults.append((one, one.control.order_fault("row_refused", every=70)))
    until_done(world)
    happened = {(one.running.alias, number): one.control.happened(number) for one, number in faults}
    for one in world.scenes():
        one.control.clear_faults()
    until_done(world)
    assert_whole(world)
    assert sum(happened.values()) > 10, happened


def test_every_third_answer_lost_and_every_seventh_row_refused_changes_nothing_in_the_end(world):
    faults = {}
    for one in world.scenes():
        faults[one.running.alias] = one.control.order_fault("answer_lost", every=3)
        one.control.order_fault("row_refused", every=7)
    until_done(world)
    assert_whole(world)
    globex = world.scene("globex")
    assert globex.control.happened(faults["globex"]) >= 2


def test_a_row_refused_for_good_is_parked_told_and_kept_from_none_of_the_others(world):
    globex = world.scene("globex")
    fault = globex.control.order_fault(
        "row_refused", nth=3, sobject="Lead", code="FIELD_CUSTOM_VALIDATION_EXCEPTION"
    )
    world.sync(codes=(0, 6))
    assert globex.control.happened(fault) == 1
    assert until_done(world)[-1] == 0
    assert_whole(world)


def test_an_org_that_is_busy_throughout_ends_in_exit_code_5_and_the_next_run_goes_on(world):
    globex = world.scene("globex")
    globex.control.order_fault("answer_status", operation="write", sobject="Contact")
    before = marks(world)
    ended = world.play("sync", "acme-globex", "-o", "json")
    assert (ended.code, ended.document["status"]) == (5, "temporary"), ended
    assert since(world, before)
    globex.control.clear_faults()
    world.sync()
    assert_whole(world)
