"""What is told about a refusal's cure."""

from s2sctl.sync.cures import cure


def test_a_value_that_s2sctl_itself_refused_is_not_the_orgs_message():
    assert cure("INVALID_TYPE_ON_FIELD_IN_RECORD").startswith("correct the value at the source")


def test_a_code_that_is_not_known_leaves_the_orgs_own_words():
    assert "read the org's message" in cure("SOMETHING_ELSE")


def test_what_is_gone_is_told_of_with_the_org_that_it_is_gone_from() -> None:
    assert cure("NOT_FOUND").endswith("s2sctl unshare CONNECTION OBJECT ID --gone --org ALIAS")
