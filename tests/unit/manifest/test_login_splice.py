"""Entries put into ``configs/orgs.yaml``: whatever the file looks like, the rest of it stays."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import UsageError
from s2sctl.manifest.login_asked import asked_entry
from s2sctl.manifest.login_splice import put_entry
from s2sctl.manifest.read_logins import read_logins

NEW = asked_entry("new", {"cli": "sync@acme.example"})


def put(text, entry=NEW):
    return put_entry(dedent(text).lstrip("\n"), entry)


def test_an_empty_file_becomes_one_with_the_entry():
    entry = asked_entry("acme", {"url": "https://a.my.salesforce.com", "client-credentials": ""})
    assert put("", entry) == (
        "orgs:\n"
        "  acme:\n"
        "    url: https://a.my.salesforce.com\n"
        "    client_id: ${env:ACME_CLIENT_ID}\n"
        "    client_secret: ${env:ACME_CLIENT_SECRET}\n"
    )


def test_comments_order_and_odd_indents_stay():
    text = """
        # who we are
        orgs:
            acme:   # ours
                local: acme   # toy
            # the partner
            globex: {local: globex}
            # nothing below

        # the end
        """
    assert put(text) == dedent(text).lstrip("\n").replace(
        "{local: globex}\n", "{local: globex}\n    new:\n      cli: sync@acme.example\n"
    )


def test_an_entry_is_replaced_in_its_place():
    text = """
        orgs:
          acme: {local: acme}
          # was a toy
          new:
            local: toy
          # the partner
          globex: {local: globex}
        """
    assert put(text) == dedent(text).lstrip("\n").replace("local: toy", "cli: sync@acme.example")


@pytest.mark.parametrize(
    "text",
    [
        "# nothing yet\n",
        "orgs: {}\n",
        "orgs: {}",
        "orgs:\n  acme: {local: acme}",
        "orgs:\r\n  acme:\r\n    local: acme\r\n",
        "\ufefforgs:\n  acme: {local: acme}\n",
        "orgs: {acme: {local: acme}}\n",
        "orgs: {acme: {local: acme},}\n",
        "orgs: {new: {local: acme}, acme: {local: acme}}\n",
        "---\norgs:\n  acme:\n    local: acme\n...\n",
        "orgs:\n  acme:\n    local: >-\n      acme\n\n",
    ],
)
def test_what_comes_out_reads_back_with_the_entry(text):
    before = read_logins(text, "").logins.orgs
    made = put_entry(text, NEW)
    assert made is not None
    assert dict(read_logins(made, "").logins.orgs) == {**before, "new": NEW}
    assert ("\r\n" in text) == ("\r\n" in made)


def test_a_file_that_cannot_be_spliced_is_left_alone():
    assert put("orgs: {acme: {local: acme} # here\n}\n") is None
    reused = "orgs:\n  acme: &one\n    local: acme\n  new: {local: x}\n  other: *one\n"
    assert put(reused, asked_entry("acme", {"local": "else"})) is None


_ALIASES = st.sampled_from(["acme", "globex", "new", "on", "1st", "null", "a.b-c_d"])
_ENTRIES = st.sampled_from(
    [
        {"cli": "sync@acme.example"},
        {"local": "toy"},
        {"url": "https://a.my.salesforce.com", "client-credentials": ""},
        {"url": "https://a.my.salesforce.com", "token": '${cmd:["op", "read", "a: b #c"]}'},
        {"url": "https://a.my.salesforce.com", "refresh-token": "${file:~/a b}"},
        {"url": "https://a.my.salesforce.com", "jwt": "", "username": "o'x@acme.example"},
    ]
)


@given(st.lists(st.tuples(_ALIASES, _ENTRIES), max_size=6))
def test_any_entries_one_after_the_other_read_back(asked):
    text, known = "# mine\n", {}
    for alias, options in asked:
        entry = asked_entry(alias, options)
        text = put_entry(text, entry)
        known[alias] = entry
    assert text.startswith("# mine\n")
    assert dict(read_logins(text, "").logins.orgs) == known if asked else text == "# mine\n"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"url": "https://a.my.salesforce.com", "token": "00Ds3cret"}, "S2S261"),
        ({"url": "x", "client-credentials": "", "client-secret": "s3cret"}, "S2S261"),
        ({"url": "x", "client-credentials": "", "client-id": "3MVGs3cret"}, "S2S261"),
        ({"url": "x", "refresh-token": "s3cret"}, "S2S261"),
        ({"url": "x", "jwt": "", "key": "-----BEGIN s3cret"}, "S2S261"),
        ({}, "S2S262"),
        ({"cli": "a", "local": "b"}, "S2S262"),
        ({"cli": "a", "url": "https://a.my.salesforce.com"}, "S2S262"),
        ({"jwt": "", "url": "https://a.my.salesforce.com"}, "S2S262"),
        ({"client-credentials": ""}, "S2S262"),
        ({"client-credentials": "", "url": "http://a.my.salesforce.com"}, "S2S163"),
        ({"cli": "--help"}, "S2S163"),
        ({"local": "toy", "api-version": "1"}, "S2S163"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_not_repeated(options, code):
    with pytest.raises(UsageError) as told:
        asked_entry("acme", options)
    assert told.value.code == code
    assert "s3cret" not in f"{told.value.message} {told.value.help}"


def test_a_name_that_can_be_no_alias_is_refused():
    with pytest.raises(UsageError) as told:
        asked_entry("Acme Inc", {"local": "acme"})
    assert told.value.code == "S2S164"
