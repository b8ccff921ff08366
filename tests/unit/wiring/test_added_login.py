"""Entries put into a project's orgs.yaml while others do the same."""

import pytest

from s2sctl.errors import UsageError
from s2sctl.manifest.logins import LocalLogin, OrgLogin
from s2sctl.wiring.added_login import with_entry
from s2sctl.wiring.project import Project


def entry(alias):
    return OrgLogin(alias, LocalLogin(alias))


def test_what_was_written_since_the_file_was_read_stays(tmp_path):
    project = Project(tmp_path)
    first = with_entry(project, entry("acme"), replace=False)
    second = with_entry(project, entry("globex"), replace=False)
    first.write()
    written = second.write()
    assert list(project.logins().orgs) == ["acme", "globex"]
    assert written.before == first.after


def test_an_alias_that_came_since_is_not_replaced_unasked(tmp_path):
    project = Project(tmp_path)
    mine, theirs = (with_entry(project, entry("acme"), replace=False) for _ in range(2))
    theirs.write()
    with pytest.raises(UsageError) as refused:
        mine.write()
    assert refused.value.code == "S2S263"
