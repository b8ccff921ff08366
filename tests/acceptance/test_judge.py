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


def a_contact_and_two_shared_accounts(acme):
    rows = "SELECT Id, AccountId FROM Contact WHERE LeadSource = 'Partner' ORDER BY Id"
    shared = "SELECT Id FROM Account WHERE Type = 'Customer - Channel' ORDER BY Id"
    accounts = [row["Id"] for row in acme.plain.query(shared)]
    contact = next(row for row in acme.plain.query(rows) if row["AccountId"] in accounts)
    accounts.remove(contact["AccountId"])
    return contact["Id"], contact["AccountId"], accounts[0]


def account_of_the_copy(world, contact):
    globex, acme = world.scene("globex"), world.scene("acme")
    key = f"{acme.running.org_id}/{contact}"
    rows = globex.plain.query(f"SELECT Id, AccountId FROM Contact WHERE S2S_Key__c = '{key}'")
    return next(rows)


def test_a_lookup_to_a_kept_copy_is_null_where_it_was_sent_after_the_share_ended(synced):
    acme = synced.scene("acme")
    contact, first, second = a_contact_and_two_shared_accounts(acme)
    for account in (first, second):
        acme.plain.update("Account", account, {"Type": "Prospect"})
    synced.move_clocks(10)
    synced.sync()
    assert account_of_the_copy(synced, contact)["AccountId"] is not None
    assert synced.judge().agreed, complaints(synced)
    acme.plain.update("Contact", contact, {"AccountId": second})
    synced.move_clocks(10)
    synced.sync()
    assert account_of_the_copy(synced, contact)["AccountId"] is None
    assert synced.judge().agreed, complaints(synced)


def test_the_judge_complains_of_a_lookup_to_a_shared_parent_that_was_emptied(synced):
    contact, _, _ = a_contact_and_two_shared_accounts(synced.scene("acme"))
    copy = account_of_the_copy(synced, contact)
    synced.scene("globex").plain.update("Contact", copy["Id"], {"AccountId": None})
    assert [copy["Id"] in text for text in complaints(synced)] == [True]
