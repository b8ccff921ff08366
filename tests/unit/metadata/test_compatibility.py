import pytest

from s2sctl.metadata.compatibility import TYPES, Verdict, cell, row, type_named

DESCRIBED = [
    *("string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "combobox"),
    *("boolean", "int", "long", "double", "currency", "percent", "date", "datetime", "time"),
    *("reference", "id", "address", "location", "encryptedstring", "base64", "anyType"),
]


@pytest.mark.parametrize("api", DESCRIBED)
def test_every_type_a_describe_can_tell_is_in_the_table(api):
    assert type_named(api) is not None


@pytest.mark.parametrize("source", TYPES, ids=lambda one: one.name)
def test_every_pair_has_one_verdict_and_a_reason(source):
    told = [one for some in row(source).values() for one in some]
    assert sorted(one.target.name for one in told) == sorted(one.name for one in TYPES)
    assert all(one.why for one in told)


@pytest.mark.parametrize(
    ("source", "target", "verdict"),
    [
        ("Date/Time", "Date", Verdict.TRANSFORM),
        ("Long Text Area", "Text", Verdict.TRANSFORM),
        ("Text", "Formula", Verdict.REFUSED),
        ("Formula", "Text", Verdict.ROWS),
        ("Text (Encrypted)", "Text", Verdict.REFUSED),
        ("Address", "Text", Verdict.REFUSED),
        ("Checkbox", "Checkbox", Verdict.FITS),
        ("Phone", "Email", Verdict.REFUSED),
        ("Auto Number", "Text", Verdict.ROWS),
        ("Text", "Auto Number", Verdict.REFUSED),
    ],
)
def test_pairs_that_people_ask_about(source, target, verdict):
    assert cell(type_named(source), type_named(target)).verdict is verdict
