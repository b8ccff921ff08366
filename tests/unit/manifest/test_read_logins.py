"""``configs/orgs.yaml``: every problem at once, each at its place, and no secret repeated."""

import string
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.login_entry import said
from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    CliLogin,
    JwtBearer,
    LocalLogin,
    OrgLogin,
    Reference,
    RefreshToken,
    reference,
)
from s2sctl.manifest.read_logins import read_logins


def read(text):
    return read_logins(dedent(text), "orgs.yaml")


def found(text):
    findings = read(text).findings
    return [(one.code, one.path, one.place.line, one.place.column) for one in findings]


def test_all_three_ways_to_log_in_are_read():
    orgs = read(
        """
        orgs:
          acme:
            url: https://acme.my.salesforce.com/
            client_id: ${env:ACME_ID}
            client_secret: ${cmd:["op", "read", "op://work/acme/secret"]}
            org_id: 00D000000000001
            api_version: 63.0
          globex: {url: "https://globex.my.salesforce.com", token: "${file:../token}"}
          toy: {local: globex}
        """
    ).logins.orgs
    secret = Reference("cmd", ("op", "read", "op://work/acme/secret"))
    assert orgs["acme"] == OrgLogin(
        "acme",
        ClientCredentials("https://acme.my.salesforce.com", Reference("env", ("ACME_ID",)), secret),
        "00D000000000001EAA",
        "63.0",
    )
    token = Reference("file", ("../token",))
    assert orgs["globex"].login == AccessToken("https://globex.my.salesforce.com", token)
    assert orgs["toy"].login == LocalLogin("globex")


def test_the_ways_without_a_shared_secret_are_read():
    orgs = read(
        """
        orgs:
          signed:
            url: https://acme.my.salesforce.com
            jwt: {client_id: "${env:ID}", username: sync@acme.example, key: "${file:k}"}
          sandbox:
            url: https://acme--dev.sandbox.my.salesforce.com
            jwt:
              client_id: ${env:ID}
              username: sync@acme.example.dev
              key: ${file:k}
              audience: https://test.salesforce.com
          renewed:
            url: https://acme.my.salesforce.com
            client_id: ${env:ID}
            refresh_token: ${file:r}
          kept: {cli: sync@acme.example}
        """
    ).logins.orgs
    client, key = Reference("env", ("ID",)), Reference("file", ("k",))
    url = "https://acme.my.salesforce.com"
    assert orgs["signed"].login == JwtBearer(url, client, "sync@acme.example", key)
    assert orgs["sandbox"].login.audience == "https://test.salesforce.com"
    assert orgs["renewed"].login == RefreshToken(url, client, Reference("file", ("r",)))
    assert orgs["kept"].login == CliLogin("sync@acme.example")


def test_problems_of_those_ways_are_told_at_their_place():
    text = """\
        orgs:
          a: {url: "https://a.my.salesforce.com", jwt: yes}
          b:
            url: https://b.my.salesforce.com
            jwt: {client_id: "${env:ID}", username: nobody, key: s3cret, kye: 1}
          c:
            url: https://b.my.salesforce.com
            jwt: {client_id: "${env:ID}", username: nobody, key: s3cret}
          d: {cli: --help}
          e: {cli: x, local: y}
          f: {url: "https://b.my.salesforce.com", refresh_token: "${file:r}"}
        """
    assert found(text) == [
        ("S2S107", "orgs.a.jwt", 2, 43),
        ("S2S102", "orgs.b.jwt.kye", 5, 66),
        ("S2S163", "orgs.c.jwt.username", 8, 45),
        ("S2S161", "orgs.c.jwt.key", 8, 58),
        ("S2S163", "orgs.d.cli", 9, 12),
        ("S2S160", "orgs.e", 10, 3),
        ("S2S160", "orgs.f", 11, 3),
    ]


def test_from_how_many_rows_on_jobs_write_is_a_number_of_rows():
    sound = read_logins("orgs:\n  a: {local: a, bulk_from: 500}\n", "orgs.yaml").logins
    assert sound.orgs["a"].bulk_from == 500
    assert said(sound.orgs["a"])["bulk_from"] == "500"
    for wrong in ("0", "-1", "many", "1e9", "99999999999"):
        text = f"orgs:\n  a: {{local: a, bulk_from: {wrong}}}\n"
        assert found(text) == [("S2S107", "orgs.a.bulk_from", 2, 28)], wrong


def test_every_problem_is_told_at_its_place_and_sound_entries_stay():
    text = """\
        orgs:
          Acme: {local: acme}
          good: {local: good}
          odd:
            url: http://acme.my.salesforce.com
            client_id: 3MVG9abc
            client_secret: ${env:NO-DASH}
            org_id: 005000000000001
            colour: red
          two: {local: a, token: "${env:B}", url: "https://x.my.salesforce.com"}
          none: 7
        extra: 1
        """
    assert found(text) == [
        ("S2S164", "orgs.Acme", 2, 3),
        ("S2S163", "orgs.odd.url", 5, 10),
        ("S2S161", "orgs.odd.client_id", 6, 16),
        ("S2S162", "orgs.odd.client_secret", 7, 20),
        ("S2S163", "orgs.odd.org_id", 8, 13),
        ("S2S102", "orgs.odd.colour", 9, 5),
        ("S2S160", "orgs.two", 10, 3),
        ("S2S107", "orgs.none", 11, 3),
        ("S2S102", "extra", 12, 1),
    ]
    assert list(read(text).logins.orgs) == ["good"]


@pytest.mark.parametrize("text", ["", "[]", "orgs: 3", "logins: {}", "orgs: [a]", "orgs: {a: ["])
def test_a_file_that_is_none_is_told_and_never_raises(text):
    assert not read(text).sound


@given(st.text(string.ascii_letters + string.digits, min_size=16))
def test_a_secret_written_out_is_found_and_never_repeated(secret):
    text = f"orgs:\n  acme:\n    url: https://a.my.salesforce.com\n    token: 'x{secret}'\n"
    result = read_logins(text, "orgs.yaml")
    assert [one.code for one in result.findings] == ["S2S161"]
    assert secret not in repr(result)


@given(st.text())
def test_anything_can_be_read(text):
    read_logins(text, "orgs.yaml")


@given(st.lists(st.text(), min_size=1))
def test_a_commands_words_are_read_exactly(words):
    import json

    assert reference(f"${{cmd:{json.dumps(words)}}}").words == tuple(words)


@pytest.mark.parametrize(
    "text", ["plain", "${env:}", "${env:A B}", "${cmd:ls}", "${cmd:[]}", "${sf:x}", "a${env:B}"]
)
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(ValueError):
        reference(text)
