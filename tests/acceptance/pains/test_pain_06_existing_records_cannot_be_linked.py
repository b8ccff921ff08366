"""Native: what both orgs have already cannot be linked, and the first load makes it twice."""

from tests.acceptance.world import NAME


def test_records_both_orgs_have_are_linked_and_not_made_twice(world):
    acme, globex = world.scenes()
    query = "SELECT Id, LastName, Company, Email FROM Lead WHERE LeadSource = 'Partner'"
    wanted = [row for row in acme.plain.query(query) if row["Email"]][:5]
    theirs = globex.plain.create(
        "Lead",
        [{key: row[key] for key in ("LastName", "Company", "Email")} for row in wanted],
    )
    done = world.must(
        "match", NAME, "Lead", "--on", "Email", "--origin", "acme", "--yes", "-o", "json"
    ).result
    assert {(one["origin"], one["copy"]) for one in done["unique"]} == set(
        zip((row["Id"] for row in wanted), theirs, strict=True)
    )
    world.move_clocks(10)
    world.sync("--allow-updates", "1000")
    for row, copy in zip(wanted, theirs, strict=True):
        found = globex.plain.query(f"SELECT Id FROM Lead WHERE Email = '{row['Email']}'")
        assert [one["Id"] for one in found] == [copy]
