"""Both sides give a connection one name: the first to be written is taken over by the second."""

from s2sctl.wiring.manifests import named_by_partner

NORTH = """connection: north-south
org: north
partner: {org: south}
publish: {Lead: {fields: [LastName]}}
"""


def test_the_partners_manifest_in_the_project_names_the_connection(tmp_path):
    (tmp_path / "configs" / "x").mkdir(parents=True)
    (tmp_path / "configs" / "orgs.yaml").write_text("orgs: {}\n", encoding="utf-8")
    (tmp_path / "configs" / "x" / "north.yaml").write_text(NORTH, encoding="utf-8")
    assert named_by_partner(tmp_path, "south", "north") == "north-south"
    assert named_by_partner(tmp_path, "north", "south") is None
    assert named_by_partner(tmp_path, "south", "east") is None


def test_without_configs_nothing_is_named(tmp_path):
    assert named_by_partner(tmp_path, "south", "north") is None
