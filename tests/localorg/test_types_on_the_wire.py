"""The compatibility table against an org: it is never looser than what the org takes.

Each pair that the table lets through is tried with samples of the source type, read back from the
org in canonical form, converted, and written: whatever the transform does not refuse, the org
must take.
"""

import pytest

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.transform import Untransformable, apply
from s2sctl.localorg import lifecycle
from s2sctl.metadata.compatibility import TYPES, Verdict, cell
from s2sctl.metadata.types import kind_of
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.values import canonical
from s2sctl.ports.org import Query, RowWrite, WriteBatch
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.project import Project
from tests.support.deal_object import package, values

DEAL = ObjectName("Deal__c")
KEY = FieldName("Key__c")
TEXTS = (
    "a",
    "ÄÖ 😀 x",
    "12.5",
    "2026-02-28",
    "2026-02-28T23:59:59Z",
    "Hot",
    "ann@a.example",
)
SAMPLES = {
    "Text": ("Text", "<length>255</length>", TEXTS),
    "Text Area": ("TextArea", "", (*TEXTS, "two\nlines")),
    "Long Text Area": ("LongTextArea", "<length>32768</length><visibleLines>3</visibleLines>",
                       (*TEXTS, "long " * 100)),
    "Rich Text Area": ("Html", "<length>32768</length><visibleLines>10</visibleLines>",
                       ("<p>Hi &amp; bye</p>",)),
    "Email": ("Email", "", ("ann@a.example",)),
    "Phone": ("Phone", "", ("+46 40 111 22",)),
    "URL": ("Url", "", ("https://a.example/x?y=1",)),
    "Picklist": ("Picklist", values("Hot", "Cold", restricted=False), ("Hot", "Other")),
    "Picklist (restricted)": ("Picklist", values("Hot", "Cold"), ("Hot", "Cold")),
    "Picklist (Multi-Select)": ("MultiselectPicklist",
                                "<visibleLines>3</visibleLines>" + values("Hot", "Cold"),
                                ("Hot", "Cold;Hot")),
    "Checkbox": ("Checkbox", "<defaultValue>false</defaultValue>", (True, False)),
    "Number": ("Number", "<precision>18</precision><scale>2</scale>", (0, -1.25, 9999999999999999)),
    "Currency": ("Currency", "<precision>18</precision><scale>2</scale>", (0.01, -12345.67)),
    "Percent": ("Percent", "<precision>5</precision><scale>2</scale>", (12.5, 999.99)),
    "Date": ("Date", "", ("2026-02-28", "1999-12-31")),
    "Date/Time": ("DateTime", "", ("2026-02-28T23:59:59Z",)),
    "Time": ("Time", "", ("23:59:59.000Z", "00:00:00.000Z")),
}  # fmt: skip
NAMES = {name: FieldName(f"F{place}__c") for place, name in enumerate(SAMPLES)}
TRIED = {one.name: one for one in TYPES if one.name in SAMPLES}
ELSEWHERE = {
    "Combobox": "no org makes one; on standard fields only",
    "Lookup": "translated through links",
    "Id": "written by Salesforce alone",
    "Auto Number": "refused as a target",
    "Formula": "refused as a target",
    "Roll-Up Summary": "refused as a target",
    "Text (Encrypted)": "refused both ways",
    "Address": "refused both ways",
    "Geolocation": "refused both ways",
    "File": "refused both ways",
    "Any Type": "refused both ways",
}


@pytest.fixture(scope="module")
def org(tmp_path_factory):
    """A local org with one field of each type that can be deployed."""
    folder = tmp_path_factory.mktemp("types")
    (folder / "configs").mkdir()
    (folder / "configs" / "orgs.yaml").write_text("orgs:\n  acme: {local: acme}\n")
    project = Project(folder)
    lifecycle.up(project.local, "acme")
    try:
        opened = open_org(project, "acme")
        fields = {str(NAMES[name]): (kind, said) for name, (kind, said, _) in SAMPLES.items()}
        unique = "<caseSensitive>true</caseSensitive><externalId>true</externalId>"
        fields[str(KEY)] = ("Text", f"{unique}<length>80</length><unique>true</unique>")
        report = opened.deploy(package(fields))
        assert report.success, report.problems
        opened.assign_permission_set("Deals")
        yield open_org(project, "acme")
    finally:
        lifecycle.down(project.local, "acme")


@pytest.fixture(scope="module")
def schema(org):
    return org.open({DEAL: None}).schemas[DEAL]


def put(org, schema, word, rows):
    """Create rows; an outcome each."""
    made = [RowWrite({KEY: f"{word}{place}", **row}) for place, row in enumerate(rows)]
    return [
        outcome
        for start in range(0, len(made), org.batch_size)
        for outcome in org.write(
            WriteBatch(schema, tuple(made[start : start + org.batch_size]), KEY)
        )
    ]


@pytest.fixture(scope="module")
def read(org, schema):
    """Samples of each type as the org gives them back, in canonical form."""
    rows = [
        (name, {NAMES[name]: canonical(schema.fields[NAMES[name]], sample)})
        for name, (_, _, samples) in SAMPLES.items()
        for sample in samples
    ]
    outcomes = put(org, schema, "x", [row for _, row in rows])
    assert not [one.refusal for one in outcomes if one.refusal]
    pages = org.read([Query(schema, tuple(NAMES.values()))])
    shown = {row.id: row.values for page in pages for row in page.records}
    found = {}
    for (name, _), outcome in zip(rows, outcomes, strict=True):
        found.setdefault(name, []).append(shown[outcome.id][NAMES[name]])
    return found


def test_every_type_is_tried_or_told_why_not():
    assert {one.name for one in TYPES} == set(SAMPLES) | set(ELSEWHERE)


def test_the_samples_are_described_as_the_table_says(schema):
    for name, one in TRIED.items():
        assert kind_of(schema.fields[NAMES[name]]) is kind_of(one.field), name


def test_what_the_table_lets_through_the_org_takes(org, schema, read):
    tried, rows = [], []
    for source, found in read.items():
        for target in SAMPLES:
            if cell(TRIED[source], TRIED[target]).verdict not in (Verdict.FITS, Verdict.ROWS):
                continue
            fields = schema.fields[NAMES[source]], schema.fields[NAMES[target]]
            for value in found:
                try:
                    arrived = apply(Transform(), *fields, value)
                except Untransformable:
                    assert cell(TRIED[source], TRIED[target]).verdict is Verdict.ROWS
                    continue
                tried.append((source, target))
                rows.append({NAMES[target]: arrived})
    outcomes = put(org, schema, "y", rows)
    refused = {
        (pair, outcome.refusal.code)
        for pair, outcome in zip(tried, outcomes, strict=True)
        if outcome.refusal is not None
    }
    assert not refused
    assert set(tried) >= {(name, name) for name in SAMPLES}
