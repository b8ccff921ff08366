"""The judge is no part of the sync; it must be able to say no."""


def complaints(world):
    return [text for flow in world.judge().flows for text in flow.complaints]


def a_lead_copy(globex):
    return next(globex.plain.query("SELECT Id, City FROM Lead WHERE S2S_Key__c != null LIMIT 1"))


def test_the_judge_agrees_to_what_the_sync_left_and_compared_every_pair(synced):
    verdict = synced.judge()
    assert verdict.agreed, complaints(synced)
    pairs = {flow.name: flow.pairs for flow in verdict.flows}
    assert pairs == {
        "Account acme -> globex": 30,
        "Contact acme -> globex": 50,
        "Lead acme -> globex": 1_000,
        "Project__c acme -> globex": 25,
        "Case globex -> acme": 20,
    }
    assert all(flow.fields >= flow.pairs for flow in verdict.flows)


def test_the_judge_complains_of_a_field_altered_behind_the_syncs_back(synced):
    globex = synced.scene("globex")
    copy = a_lead_copy(globex)
    globex.plain.update("Lead", copy["Id"], {"City": "Elsewhere"})
    assert [copy["Id"] in text for text in complaints(synced)] == [True]


def test_the_judge_complains_of_a_copy_removed_behind_the_syncs_back(synced):
    globex = synced.scene("globex")
    globex.plain.delete("Lead", a_lead_copy(globex)["Id"])
    assert [text.endswith("has no copy") for text in complaints(synced)] == [True]


def test_the_judge_knows_that_a_receiver_may_delete_a_copy_for_good(synced):
    globex = synced.scene("globex")
    synced.move_clocks(60)
    globex.plain.delete("Lead", a_lead_copy(globex)["Id"])
    assert not synced.judge().agreed
    synced.move_clocks(10)
    synced.sync()
    assert synced.judge().agreed, complaints(synced)
