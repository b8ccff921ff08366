import pytest

from s2sctl.manifest.parse import parse
from s2sctl.manifest.secrets import masked


@pytest.mark.parametrize(
    "line",
    [
        "client_secret: hunter2hunter2",
        'x: {password: "hunter2"}',
        "account: 00D000000000001!AQEAQhunter2hunter2hunter2",
        "jwt eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodW50ZXIyIn0.hunter2",
        "auth_url: force://PlatformCLI::hunter2@acme.example",
    ],
)
def test_a_shown_line_keeps_its_length_and_loses_its_secret(line):
    shown = masked(line)
    assert len(shown) == len(line)
    assert "hunter2" not in shown


def test_references_and_plain_lines_are_shown_as_they_are():
    for line in ("client_secret: ${env:ACME_SECRET}", "fields: [Email]", "# no token here"):
        assert masked(line) == line


def test_a_picklist_value_called_token_is_no_secret():
    text = (
        "connection: a\norg: b\npartner: {org: c}\nsubscribe:\n"
        "  Lead: {fields: {Kind__c: {to: Kind__c, values: {Token: Coin}}}}\n"
    )
    assert parse(text, "f").findings == ()
