from tests.localorg.http.wire import API, Org


def _part(reference: str, method: str, path: str, body: object = None, **headers: str) -> dict:
    part: dict[str, object] = {"method": method, "url": API + path, "referenceId": reference}
    if body is not None:
        part["body"] = body
    if headers:
        part["httpHeaders"] = {name.replace("_", "-"): value for name, value in headers.items()}
    return part


def _run(org: Org, parts: list[dict], *, all_or_none: bool = False) -> list[dict]:
    body = {"compositeRequest": parts, "allOrNone": all_or_none}
    reply = org.wire.call("POST", "/composite", body)
    assert reply.status == 200, reply.body
    return reply.json["compositeResponse"]


def test_an_unknown_object_answers_as_recorded(org: Org) -> None:
    assert _run(org, [_part("one", "GET", "/sobjects/Foo")]) == [
        {
            "body": [
                {"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}
            ],
            "httpHeaders": {},
            "httpStatusCode": 404,
            "referenceId": "one",
        }
    ]


def test_a_subrequest_refers_to_an_earlier_one(org: Org) -> None:
    parts = [
        _part("account", "POST", "/sobjects/Account", {"Name": "Acme"}),
        _part(
            "contact",
            "POST",
            "/sobjects/Contact",
            {"LastName": "Ada", "AccountId": "@{account.id}"},
        ),
        _part("read", "GET", "/sobjects/Contact/@{contact.id}?fields=AccountId"),
        _part("bad", "POST", "/sobjects/Contact", {"LastName": "@{account.nope}"}),
    ]
    account, contact, read, bad = _run(org, parts)
    assert [account["httpStatusCode"], contact["httpStatusCode"]] == [201, 201]
    assert account["httpHeaders"]["Location"].endswith(account["body"]["id"])
    assert read["body"]["AccountId"] == account["body"]["id"]
    assert bad["httpStatusCode"] == 400
    assert bad["body"] == [
        {
            "errorCode": "PROCESSING_HALTED",
            "message": "Invalid reference specified. No value for account.nope found in account",
        }
    ]


def test_all_or_none_undoes_everything_and_says_who_was_guilty(org: Org) -> None:
    parts = [
        _part("good", "POST", "/sobjects/Account", {"Name": "Acme"}),
        _part("bad", "POST", "/sobjects/Account", {}),
        _part("later", "POST", "/sobjects/Account", {"Name": "Globex"}),
    ]
    good, bad, later = _run(org, parts, all_or_none=True)
    assert bad["body"][0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    for innocent in (good, later):
        assert innocent["body"][0]["errorCode"] == "PROCESSING_HALTED"
        assert innocent["httpStatusCode"] == 400
    assert org.wire.get("/limits/recordCount?sObjects=Account").json == {"sObjects": []}


def test_a_describe_inside_answers_304_by_its_own_headers(org: Org) -> None:
    modified = org.wire.get("/sobjects").headers["Last-Modified"]
    (answer,) = _run(org, [_part("one", "GET", "/sobjects", If_Modified_Since=modified)])
    assert (answer["httpStatusCode"], answer["body"]) == (304, None)
    assert set(answer["httpHeaders"]) == {"ETag", "Last-Modified"}


def test_each_subrequest_has_a_condition_of_its_own(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="A", Company="C")
    path = f"/sobjects/Lead/{lead}"
    guards = {
        "late": "Sun, 01 Jan 2040 00:00:00 GMT",
        "early": "Sat, 01 Jan 2000 00:00:00 GMT",
        "none": "yesterday",
    }
    parts = [
        _part(name, "PATCH", path, {"City": name}, If_Unmodified_Since=moment)
        for name, moment in guards.items()
    ]
    assert [one["httpStatusCode"] for one in _run(org, parts)] == [204, 412, 400]
    assert org.wire.get(path).json["City"] == "late"


def test_more_than_25_subrequests_are_refused_as_seen(org: Org) -> None:
    parts = [_part(f"r{number}", "GET", "/sobjects/Lead") for number in range(26)]
    (answer,) = _run(org, parts)
    assert answer["referenceId"] is None
    assert answer["httpStatusCode"] == 400
    assert answer["body"][0]["errorCode"] == "LIMIT_EXCEEDED"


def test_more_than_5_queries_or_collections_are_refused(org: Org) -> None:
    parts = [_part(f"q{number}", "GET", "/query?q=SELECT+Id+FROM+Lead") for number in range(5)]
    parts.append(_part("c", "POST", "/composite/sobjects", {"records": []}))
    (answer,) = _run(org, parts)
    assert answer["body"][0]["errorCode"] == "LIMIT_EXCEEDED"


def test_a_composite_is_one_call_and_a_write_if_any_part_writes(org: Org) -> None:
    _run(
        org,
        [
            _part("a", "POST", "/sobjects/Account", {"Name": "Acme"}),
            _part("b", "GET", "/sobjects/Account/@{a.id}"),
        ],
    )
    entry = org.control.log()[-1]
    assert (entry["calls"], entry["operation"], entry["objects"]) == (1, "write", ["Account"])


def test_limits_and_composite_are_not_allowed_inside(org: Org) -> None:
    answers = _run(
        org,
        [
            _part("a", "GET", "/limits"),
            _part("b", "POST", "/composite", {"compositeRequest": []}),
        ],
    )
    assert [one["httpStatusCode"] for one in answers] == [400, 400]
