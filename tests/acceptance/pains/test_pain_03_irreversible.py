"""Pain 3: irreversible, enabling alters the schema for good."""

from tests.acceptance.people import NAME
from tests.flows.plain_rows import described, read

WATCHED = ("Account", "Contact", "Lead", "Case", "Opportunity", "Task", "User")


def metadata(project, alias):
    """Every object's name, the watched ones' whole describes, and the permission sets."""
    names = sorted(one["name"] for one in described(project, alias, "")["sobjects"])
    whole = {name: described(project, alias, f"/{name}/describe") for name in WATCHED}
    sets = read(project, alias, "SELECT Name FROM PermissionSet ORDER BY Name")
    return names, whole, [one["Name"] for one in sets]


def test_an_org_that_is_enabled_connected_and_disabled_is_as_it_was(people):
    people.gil.say("org", "disable", "globex", "--yes")
    before = metadata(people.gil.project, "globex")
    assert not any("S2S" in name for name in before[0])
    people.gil.say("org", "enable", "globex", "--yes")
    people.connect()
    people.agree()
    people.ann.create("Lead", LastName="Roe", Company="Shared")
    people.sync()
    assert metadata(people.gil.project, "globex") != before
    people.gil.say("deactivate", NAME, "--org", "globex", "--reason", "over", "--yes")
    plan = people.gil.say("org", "disable", "globex", "--dry-run")
    assert plan["keys_lost"] == {"Lead": 1}
    assert any("copy stays" in one for one in plan["remains"])
    people.gil.say("org", "disable", "globex", "--yes")
    assert metadata(people.gil.project, "globex") == before
    assert people.gil.rows("SELECT LastName FROM Lead WHERE Company = 'Shared'") != []
