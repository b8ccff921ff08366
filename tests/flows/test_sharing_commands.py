"""Sharing by condition, by list and with kin, and what is told of shares, as commands."""

import pytest

from s2sctl.cli.main import run
from tests.flows.plain_rows import create, read

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex Distribution}
publish:
  Account:
    fields: [Name]
  Contact:
    fields: [LastName, Email, AccountId]
  Opportunity:
    fields: [Name, StageName, CloseDate, AccountId]
subscribe:
  Contact:
    fields: {Email: Email}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Contact:
    fields: [Email]
subscribe:
  Account:
    fields: {Name: Name}
    when_share_ends: remove
  Contact:
    fields: {LastName: LastName, Email: Email, AccountId: AccountId}
    when_share_ends: remove
  Opportunity:
    fields: {Name: Name, StageName: StageName, CloseDate: CloseDate, AccountId: AccountId}
"""


@pytest.fixture
def project(started, state, monkeypatch):
    (started.folder / "acme.yaml").write_text(ACME)
    (started.folder / "globex.yaml").write_text(GLOBEX)
    monkeypatch.chdir(started.folder)
    monkeypatch.setenv("S2SCTL_STATE", str(state))
    return started


@pytest.fixture
def agreed(project, said, stages, state):
    def agree():
        for alias in ("acme", "globex"):
            said("org", "enable", alias, "--yes")
        create(project, "acme", "Account", Name="Globex Distribution")
        token = said("invite", "acme.yaml")["token"]
        answer = said("accept", token, "--org", "globex")["answer"]
        said("confirm", answer, "--org", "acme")
        for side in ("acme.yaml", "globex.yaml"):
            for command in ("publish", "subscribe"):
                said(command, side, "--yes")

    stages.reach("agreed", agree, state)
    return project


def contacts(project, count, **values):
    return [create(project, "acme", "Contact", LastName=f"C{n}", **values) for n in range(count)]


def rows(project):
    return read(project, "acme", "SELECT Record_Id__c, Status__c FROM S2S_Share__c")


def test_a_condition_is_counted_asked_about_and_then_shared(agreed, said):
    wanted = contacts(agreed, 3, Email="a@b.example")
    contacts(agreed, 1)
    by = ("share", "acme-globex", "Contact", "--where", "Email != NULL", "--org", "acme")
    dry = said(*by, "--dry-run")
    assert dry["objects"][0]["to_share"] == 3
    assert rows(agreed) == []
    assert said(*by, code=2)["code"] == "S2S901"
    done = said(*by, "--yes")
    assert {one["record"] for one in done["records"]} == set(wanted)
    assert said(*by, "--yes")["objects"][0]["shared_already"] == 3
    assert len(rows(agreed)) == 3


@pytest.mark.parametrize("where", ["Emial = 'x'", "Email ==", "Description = 'x'"])
def test_a_condition_that_cannot_be_asked_is_refused_by_name(agreed, said, where):
    error = said("share", "acme-globex", "Contact", "--where", where, "--org", "acme", code=2)
    assert error["code"] == "S2S435"


def test_a_list_of_ids_goes_on_beside_those_that_cannot_be_shared(agreed, said, tmp_path):
    wanted = contacts(agreed, 2)
    file = tmp_path / "ids.csv"
    file.write_text("Name,Id\nx," + "\ny,".join([*wanted, "003XX0000001234AAA"[:15]]) + "\n")
    done = said("share", "acme-globex", "Contact", "--file", str(file), "--org", "acme", "--yes",
                code=6)  # fmt: skip
    outcomes = {one["record"]: one["outcome"] for one in done["records"]}
    assert [outcomes[one] for one in wanted] == ["shared", "shared"]
    assert sorted(outcomes.values()) == ["refused", "shared", "shared"]
    plain = tmp_path / "ids.txt"
    plain.write_text("\n".join(wanted) + "\n\n")
    ended = said(
        "unshare", "acme-globex", "Contact", "--file", str(plain), "--org", "acme", "--yes"
    )
    assert {one["outcome"] for one in ended["records"]} == {"ended"}


@pytest.mark.parametrize("text", ["", "Id\n", "no id\n"])
def test_a_list_without_ids_is_refused(agreed, said, tmp_path, text):
    file = tmp_path / "ids.txt"
    file.write_text(text)
    error = said("share", "acme-globex", "Contact", "--file", str(file), "--org", "acme", code=2)
    assert error["code"] == "S2S433"
    missing = str(tmp_path / "nothing")
    error = said("share", "acme-globex", "Contact", "--file", missing, "--org", "acme", code=2)
    assert error["code"] == "S2S436"


def test_records_are_shared_with_their_kin_and_arrive_related(agreed, said):
    account = create(agreed, "acme", "Account", Name="Mill")
    contacts(agreed, 2, AccountId=account)
    deal = create(agreed, "acme", "Opportunity", Name="Deal", StageName="Prospecting",
                  CloseDate="2027-01-01", AccountId=account)  # fmt: skip
    by = ("share", "acme-globex", "Opportunity", deal, "--related", "Contact", "--org", "acme")
    dry = said(*by, "--dry-run")
    told = {one["object"]: (one["to_share"], one["parent"]) for one in dry["objects"]}
    assert told == {"Opportunity": (1, False), "Account": (1, True), "Contact": (2, False)}
    said(*by, "--yes")
    said("sync", "acme-globex")
    soql = "SELECT Account.Name FROM {} WHERE S2S_Key__c != NULL"
    for name, count in (("Contact", 2), ("Opportunity", 1)):
        found = read(agreed, "globex", soql.format(name))
        assert [one["Account"]["Name"] for one in found] == ["Mill"] * count
    both = said("share", "acme-globex", "Account", account, "--related", "all", "--dry-run",
                "--org", "acme")  # fmt: skip
    assert {one["object"]: one["shared_already"] for one in both["objects"]} == {
        "Account": 1, "Contact": 2, "Opportunity": 1}  # fmt: skip
    error = said("share", "acme-globex", "Account", account, "--related", "Case", "--org", "acme",
                 code=2)  # fmt: skip
    assert error["code"] == "S2S431"


def test_shares_are_listed_in_the_native_words_from_either_side(agreed, said, capsys):
    one, two = contacts(agreed, 2)
    said("share", "acme-globex", "Contact", one, "--org", "acme")
    said("sync", "acme-globex")
    said("share", "acme-globex", "Contact", two, "--org", "acme")

    def states(*more):
        shares = said("shares", "list", "acme-globex", *more)["shares"]
        return {share["record"]: share["state"] for share in shares}

    assert states("--org", "acme") == {one: "Active (sent)", two: "Pending (sent)"}
    assert states("--org", "acme", "--status", "pending") == {two: "Pending (sent)"}
    assert list(states("--org", "globex").values()) == ["Active (received)"]
    assert states("--org", "globex", "--origin", "here") == {}
    assert states("--org", "acme", "--object", "Lead") == {}
    (share,) = said("shares", "show", "acme-globex", one, "--org", "acme")["shares"]
    assert (share["origin"], share["partner_object"], bool(share["since"])) == (
        "here", "Contact", True)  # fmt: skip
    copy = share["partner_record"]
    assert (
        said("shares", "show", "acme-globex", copy, "--org", "globex")["shares"][0]["record"]
        == copy
    )
    said("unshare", "acme-globex", "Contact", one, "--org", "acme")
    said("sync", "acme-globex")
    assert states("--org", "acme", "--status", "inactive") == {one: "Inactive (deleted)"}
    assert said("shares", "list", "acme-globex", "--org", "acme", "--limit", "1")["more"]
    assert run(["shares", "list", "acme-globex", "--org", "acme"]) == 0
    assert "LAST ERROR" in capsys.readouterr().out
    error = said("shares", "show", "acme-globex", "003XX0000001234", code=2)
    assert error["code"] == "S2S432"


def test_nothing_is_shared_over_a_connection_that_the_partner_has_ended(agreed, said):
    (contact,) = contacts(agreed, 1)
    said("deactivate", "acme-globex", "--org", "globex", "--reason", "we part", "--yes")
    error = said("share", "acme-globex", "Contact", contact, code=2)
    assert error["code"] == "S2S787"
    assert "globex says Inactive: we part" in error["message"]
    assert rows(agreed) == []
