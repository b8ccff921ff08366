"""Pain 2: mouse-only setup, no metadata, no source control, no promotion between orgs."""

import shutil

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project
from tests.acceptance.people import NAME, Person
from tests.flows.plain_rows import read

BASE = """\
publish:
  Lead:
    fields: [LastName, Company]
    share: {where: "Company = 'Shared'"}
"""
ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
template: ../base.yaml
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company}
"""
TERMS = "SELECT Published__c, Subscribed__c FROM S2S_Connection__c"
FILES = {"base.yaml": BASE, f"{NAME}/acme.yaml": ACME, f"{NAME}/globex.yaml": GLOBEX}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Two projects: one logs in to two test orgs, the other to the two that matter."""
    made = []
    try:
        for stage in ("test", "live"):
            folder = tmp_path_factory.mktemp(stage)
            (folder / "configs" / NAME).mkdir(parents=True)
            orgs = "".join(f"  {one}: {{local: {stage}-{one}}}\n" for one in ("acme", "globex"))
            (folder / "configs" / "orgs.yaml").write_text(f"orgs:\n{orgs}")
            for alias in ("acme", "globex"):
                lifecycle.up(Project(folder).local, f"{stage}-{alias}")
            made.append((stage, folder))
        yield tuple(Person(folder, "acme") for _, folder in made)
    finally:
        for stage, folder in made:
            for alias in ("acme", "globex"):
                lifecycle.down(Project(folder).local, f"{stage}-{alias}")


def connect(one):
    for alias in ("acme", "globex"):
        one.say("org", "enable", alias, "--yes")
    token = one.say("invite", manifest(one, "acme"), "--no-mail")["token"]
    answer = one.say("accept", token, "--org", "globex")["answer"]
    one.say("confirm", answer, "--org", "acme")


def manifest(one, alias):
    return str(one.folder / "configs" / NAME / f"{alias}.yaml")


def agree(one):
    one.say("publish", manifest(one, "acme"), "--yes")
    one.say("subscribe", manifest(one, "globex"), "--yes")


def terms(one):
    """What is in force on both sides, as the orgs hold it."""
    stage = (
        "test" if "local: test" in (one.folder / "configs" / "orgs.yaml").read_text() else "live"
    )
    rows = [
        row
        for alias in ("acme", "globex")
        for row in read(Project(one.folder), f"{stage}-{alias}", TERMS)
    ]
    return [(row["Published__c"], row["Subscribed__c"]) for row in rows]


def test_the_same_files_put_the_same_terms_in_force_in_another_pair_of_orgs(pairs, monkeypatch):
    for name in ("S2SCTL_STATE", "S2SCTL_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    test, live = pairs
    for name, text in FILES.items():
        (test.folder / "configs" / name).write_text(text)
    connect(test)
    agree(test)
    # What is promoted is files, byte for byte; logins stay where they are.
    for name in FILES:
        shutil.copy(test.folder / "configs" / name, live.folder / "configs" / name)
    connect(live)
    assert any(side["differences"] for side in live.say("diff", NAME)["sides"])
    agree(live)
    assert terms(live) == terms(test)
    assert "LastName" in str(terms(live))
    assert not any(side["differences"] for side in live.say("diff", NAME)["sides"])
