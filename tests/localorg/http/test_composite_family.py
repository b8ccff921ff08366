"""composite/batch, composite/graph, composite/tree, and references into lists."""

from typing import Any

from tests.localorg.http.wire import API, Org, Reply


def test_each_subrequest_of_a_batch_is_charged(org: Org) -> None:
    account = org.wire.create("Account", Name="A")
    org.control.reset_log()
    requests = [
        {"method": "PATCH", "url": f"v60.0/sobjects/Account/{account}", "richInput": {"Name": "B"}},
        {"method": "GET", "url": f"v60.0/sobjects/Account/{account}?fields=Name"},
        {"method": "GET", "url": "v60.0/limits"},
    ]
    reply = org.wire.call("POST", "/composite/batch", {"batchRequests": requests})
    assert reply.status == 200
    assert reply.json["hasErrors"] is False
    assert [one["statusCode"] for one in reply.json["results"]] == [204, 200, 200]
    assert reply.json["results"][0]["result"] is None
    assert reply.json["results"][1]["result"]["Name"] == "B"
    assert org.control.calls() == 3


def test_a_batch_halts_where_it_was_told_to(org: Org) -> None:
    requests = [
        {"method": "GET", "url": "v60.0/sobjects/Nope/describe"},
        {"method": "GET", "url": "v60.0/limits"},
    ]
    body = {"batchRequests": requests, "haltOnError": True}
    reply = org.wire.call("POST", "/composite/batch", body).json
    assert reply["hasErrors"] is True
    assert [one["statusCode"] for one in reply["results"]] == [404, 412]
    assert reply["results"][1]["result"][0]["errorCode"] == "BATCH_PROCESSING_HALTED"
    assert org.control.calls() == 1
    requests = [{"method": "GET", "url": "v60.0/limits"}] * 26
    reply = org.wire.call("POST", "/composite/batch", {"batchRequests": requests})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "LIMIT_EXCEEDED")


def _tree(**contact: object) -> dict[str, Any]:
    return {
        "records": [
            {
                "attributes": {"type": "Account", "referenceId": "ref1"},
                "name": "Tree",
                "Contacts": {
                    "records": [
                        {
                            "attributes": {"type": "Contact", "referenceId": "ref2"},
                            "LastName": "Leaf",
                        }
                        | contact
                    ]
                },
            }
        ]
    }


def test_a_tree_makes_parents_and_children(org: Org) -> None:
    reply = org.wire.call("POST", "/composite/tree/Account/", _tree())
    assert reply.status == 201
    assert reply.json["hasErrors"] is False
    assert [one["referenceId"] for one in reply.json["results"]] == ["ref1", "ref2"]
    found = org.wire.query("SELECT AccountId FROM Contact WHERE LastName = 'Leaf'").json
    assert found["records"][0]["AccountId"] == reply.json["results"][0]["id"]


def test_a_tree_with_a_bad_leaf_makes_nothing(org: Org) -> None:
    reply = org.wire.call("POST", "/composite/tree/Account/", _tree(Email="bad"))
    assert reply.status == 400
    (result,) = reply.json["results"]
    assert reply.json["hasErrors"] is True
    assert set(result) == {"referenceId", "errors"}
    assert result["errors"][0]["statusCode"] == "INVALID_EMAIL_ADDRESS"
    assert org.wire.query("SELECT Id FROM Account").json["totalSize"] == 0


def _node(reference: str, name: str, **more: object) -> dict[str, object]:
    return {
        "method": "POST",
        "url": f"{API}/sobjects/Account",
        "referenceId": reference,
        "body": {"Name": name} | more,
    }


def test_a_graph_is_done_whole_or_not_at_all(org: Org) -> None:
    good = [_node("a", "One"), _node("b", "Two", ParentId="@{a.id}")]
    bad = [_node("c", "Three"), _node("d", "Four", Nope=1)]
    body = {
        "graphs": [
            {"graphId": "1", "compositeRequest": good},
            {"graphId": "2", "compositeRequest": bad},
        ]
    }
    org.control.reset_log()
    reply = org.wire.call("POST", "/composite/graph", body)
    assert reply.status == 200
    first, second = reply.json["graphs"]
    assert (first["graphId"], first["isSuccessful"]) == ("1", True)
    assert (second["graphId"], second["isSuccessful"]) == ("2", False)
    answers = second["graphResponse"]["compositeResponse"]
    assert [one["httpStatusCode"] for one in answers] == [400, 400]
    assert answers[0]["body"][0]["errorCode"] == "PROCESSING_HALTED"
    assert answers[1]["body"][0]["errorCode"] == "INVALID_FIELD"
    assert org.control.calls() == 1
    names = org.wire.query("SELECT Name, Parent.Name FROM Account ORDER BY Name").json["records"]
    assert [one["Name"] for one in names] == ["One", "Two"]
    assert names[1]["Parent"]["Name"] == "One"


def test_a_reference_may_point_into_a_list(org: Org) -> None:
    rows = [{"attributes": {"type": "Account"}, "Name": name} for name in ("A", "B")]
    requests = [
        {
            "method": "POST",
            "url": f"{API}/composite/sobjects",
            "referenceId": "made",
            "body": {"records": rows},
        },
        {"method": "GET", "url": f"{API}/sobjects/Account/@{{made[1].id}}", "referenceId": "one"},
        {
            "method": "GET",
            "url": f"{API}/query?q=SELECT+Id+FROM+Account+WHERE+Name='A'",
            "referenceId": "found",
        },
        {
            "method": "DELETE",
            "url": f"{API}/sobjects/Account/@{{found.records[0].Id}}",
            "referenceId": "gone",
        },
        {"method": "GET", "url": f"{API}/sobjects/Account/@{{made[7].id}}", "referenceId": "none"},
    ]
    reply = org.wire.call("POST", "/composite", {"compositeRequest": requests}).json
    answers = reply["compositeResponse"]
    assert [one["httpStatusCode"] for one in answers] == [200, 200, 200, 204, 400]
    assert answers[1]["body"]["Name"] == "B"
    assert answers[4]["body"][0]["errorCode"] == "PROCESSING_HALTED"


def _graphs(org: Org, *graphs: list[dict[str, object]]) -> Reply:
    told = [{"graphId": f"g{n}", "compositeRequest": one} for n, one in enumerate(graphs)]
    return org.wire.call("POST", "/composite/graph", {"graphs": told})


def _insert(number: int, sobject: str = "Account", **values: object) -> dict[str, object]:
    url = f"{API}/sobjects/{sobject}"
    return {"method": "POST", "url": url, "referenceId": f"n{number}", "body": values}


def test_a_graph_is_at_most_fifteen_nodes_deep(org: Org) -> None:
    chain = [_insert(0, Name="A")]
    chain += [_insert(n, Name="A", ParentId=f"@{{n{n - 1}.id}}") for n in range(1, 16)]
    assert _graphs(org, chain[:15]).json["graphs"][0]["isSuccessful"]
    refused = _graphs(org, chain)
    assert (refused.status, refused.json[0]["errorCode"]) == (400, "LIMIT_EXCEEDED")


def test_a_payload_has_at_most_fifteen_kinds_of_nodes(org: Org) -> None:
    account = org.wire.create("Account", Name="A")
    names = ["Contact", "Lead", "Opportunity", "Case", "Task", "Event", "Campaign", "Note"]
    names += ["Product2", "Pricebook2", "Group", "Attachment", "ContentVersion", "User"]
    nodes = [_insert(n, name) for n, name in enumerate(names)]
    row = {"url": f"{API}/sobjects/Account/{account}", "referenceId": "row"}
    fifteen = [*nodes, {**row, "method": "GET"}]
    assert _graphs(org, fifteen).status == 200
    refused = _graphs(org, fifteen, [{**row, "method": "PATCH", "body": {"Name": "B"}}])
    assert (refused.status, refused.json[0]["errorCode"]) == (400, "LIMIT_EXCEEDED")
    assert org.wire.get(f"/sobjects/Account/{account}").json["Name"] == "A"


def test_graphs_behind_the_fifteenth_failed_one_are_halted(org: Org) -> None:
    graphs = _graphs(org, *([[_insert(0)]] * 15), [_insert(0, Name="Late")]).json["graphs"]
    last = graphs[-1]["graphResponse"]["compositeResponse"][0]
    assert last["body"][0]["errorCode"] == "PROCESSING_HALTED"
    assert not org.wire.query("SELECT Id FROM Account WHERE Name = 'Late'").json["totalSize"]


def test_collections_are_read_by_named_fields_only(org: Org) -> None:
    account = org.wire.create("Account", Name="A")
    path = "/composite/sobjects/Account"
    for reply in (
        org.wire.get(f"{path}?ids={account}"),
        org.wire.call("POST", path, {"ids": [account], "fields": []}),
    ):
        assert (reply.status, reply.json[0]["errorCode"]) == (400, "MISSING_ARGUMENT")


def test_a_batch_takes_versions_up_to_its_own(org: Org) -> None:
    urls = ("v34.0/limits", "v60.0/limits", "v61.0/limits", "v33.0/limits")
    body = {"batchRequests": [{"method": "GET", "url": url} for url in urls]}
    reply = org.wire.call("POST", "/composite/batch", body)
    assert [one["statusCode"] for one in reply.json["results"]] == [200, 200, 400, 400]


def test_a_batch_with_a_subrequest_that_is_none_does_nothing(org: Org) -> None:
    made = {"method": "POST", "url": "v60.0/sobjects/Account", "richInput": {"Name": "Half"}}
    for bad in ("none", {"method": "GET"}, {"method": "FETCH", "url": "v60.0/limits"}):
        reply = org.wire.call("POST", "/composite/batch", {"batchRequests": [made, bad]})
        assert reply.status == 400
    assert not org.wire.query("SELECT Id FROM Account WHERE Name = 'Half'").json["totalSize"]
