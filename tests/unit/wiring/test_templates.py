"""Manifests that stand on templates: what is merged, and where findings point."""

import pytest

from s2sctl.wiring.manifests import read_all, read_manifest

HEAD = "connection: acme-globex\norg: acme\npartner: {org: globex}\n"
BASE = """\
publish:
  Lead:
    fields: [LastName, Company]
    share: {where: "Company = 'Shared'"}
  Case:
    fields: [Subject]
guards: {deletes: 1%, updates: 2%}
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs" / "one").mkdir(parents=True)

    def write(**texts):
        for name, text in texts.items():
            folder = "configs" if name.startswith("base") else "configs/one"
            (tmp_path / folder / f"{name}.yaml").write_text(text)
        return read_manifest(tmp_path / "configs" / "one" / "acme.yaml")

    return write


def published(file):
    assert file.parsed.findings == ()
    return {one.object: (one.fields, one.share.where) for one in file.parsed.manifest.terms.publish}


def test_a_manifest_stands_on_its_template(files):
    file = files(base=BASE, acme=f"{HEAD}template: ../base.yaml\n")
    assert published(file) == {
        "Lead": (("LastName", "Company"), "Company = 'Shared'"),
        "Case": (("Subject",), None),
    }
    assert file.parsed.manifest.terms.guards.deletes == 1


def test_what_the_manifest_says_goes_before_key_by_key(files):
    own = "publish:\n  Lead:\n    fields: [LastName, Company, Email]\n  Task: {fields: [Subject]}\n"
    file = files(base=BASE, acme=f"{HEAD}template: ../base.yaml\n{own}guards: {{deletes: 9%}}\n")
    assert published(file) == {
        "Lead": (("LastName", "Company", "Email"), "Company = 'Shared'"),
        "Case": (("Subject",), None),
        "Task": (("Subject",), None),
    }
    guards = file.parsed.manifest.terms.guards
    assert (guards.deletes, guards.updates) == (9, 2)


@pytest.mark.parametrize("word", ["null", "false", "~"])
def test_an_object_is_taken_away_by_null_or_false(files, word):
    file = files(base=BASE, acme=f"{HEAD}template: ../base.yaml\npublish: {{Case: {word}}}\n")
    assert list(published(file)) == ["Lead"]


def test_a_template_may_stand_on_another(files):
    file = files(
        base_all=BASE,
        base="template: base_all.yaml\npublish: {Case: null, Lead: {share: manual}}\n",
        acme=f"{HEAD}template: ../base.yaml\n",
    )
    assert published(file)["Lead"] == (("LastName", "Company"), None)


def test_a_finding_points_into_the_file_it_comes_from(files):
    base = BASE.replace("[Subject]", "[No Field]").replace("deletes: 1%", "deletes: 999%")
    own = "publish:\n  Task:\n    fields: [Also Bad]\n"
    file = files(base=base, acme=f"{HEAD}template: ../base.yaml\n{own}")
    places = [(one.place.file, one.place.line) for one in file.parsed.findings]
    assert places == [
        ("configs/one/acme.yaml", 7),
        ("configs/base.yaml", 6),
        ("configs/base.yaml", 7),
    ]
    assert set(file.texts) == {"configs/one/acme.yaml", "configs/base.yaml"}


def test_a_later_check_finds_the_template_s_line_too(files):
    file = files(base=BASE, acme=f"{HEAD}template: ../base.yaml\n")
    place = file.parsed.index.place("publish.Lead.fields.Company")
    assert (place.file, place.line) == ("configs/base.yaml", 3)


@pytest.mark.parametrize(
    ("named", "base", "code"),
    [
        ("../gone.yaml", BASE, "S2S455"),
        ("../base.yaml", "template: base.yaml\n", "S2S456"),
        ("../base.yaml", "template: one/acme.yaml\n", "S2S456"),
        ("../../../base.yaml", BASE, "S2S457"),
        ("/etc/passwd", BASE, "S2S457"),
        ("../base.yaml", f"{BASE}subscribe: {{}}\n", "S2S454"),
        ("../base.yaml", "publish: [\n", "S2S101"),
        ("[a]", BASE, "S2S105"),
    ],
)
def test_a_template_that_cannot_be_is_named(files, named, base, code):
    own = "publish: {Task: {fields: [Subject]}}\n"
    file = files(base=base, acme=f"{HEAD}template: {named}\n{own}")
    assert code in [one.code for one in file.parsed.findings]
    assert all(one.place is not None for one in file.parsed.findings)
    assert file.parsed.manifest is None


def test_what_a_template_that_is_not_there_would_have_said_is_not_missed(files):
    own = 'publish: {Case: null, Lead: {share: {where: "Company != NULL"}}}\n'
    file = files(base=BASE, acme=f"{HEAD}template: ../gone.yaml\n{own}")
    assert [one.code for one in file.parsed.findings] == ["S2S455"]


def test_a_template_is_no_manifest_of_its_own(files, tmp_path):
    files(base=BASE, acme=f"{HEAD}template: ../base.yaml\n")
    assert [file.path.name for file in read_all((), tmp_path)] == ["acme.yaml"]
