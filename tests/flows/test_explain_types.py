"""The table of types as it is printed, and as the docs hold it."""

import json
from pathlib import Path

from s2sctl.cli.main import run
from s2sctl.cli.views.field_types import markdown
from s2sctl.manifest.parse import parse

DOCS = Path(__file__).parents[2] / "docs" / "types.md"


def test_the_docs_hold_the_table_that_is_printed():
    table = DOCS.read_text(encoding="utf-8").partition("| From |")
    assert table[1] + table[2] == markdown()


def test_the_mappings_that_the_docs_show_have_no_findings():
    text = DOCS.with_name("fields.md").read_text(encoding="utf-8")
    shown = text.split("```yaml\n")[1].partition("```")[0]
    parsed = parse("connection: x\norg: a\npartner: {org: b}\n" + shown, "fields.md")
    assert parsed.findings == ()


def test_types_a_type_and_a_pair_are_explained(capsys):
    assert run(["explain", "types"]) == 0
    assert "Rich Text Area" in capsys.readouterr().out
    assert run(["explain", "types", "datetime"]) == 0
    assert "zone:" in capsys.readouterr().out
    assert run(["explain", "types", "Date/Time", "Date", "-o", "json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)["result"]
    assert (pair["verdict"], pair["why"]) == ("transform", "zone:")


def test_an_unknown_type_is_refused_with_what_was_meant(capsys):
    assert run(["explain", "types", "Picklst"]) == 2
    assert "Picklist" in capsys.readouterr().err
    assert run(["explain", "S2S312", "Date"]) == 2
