"""What `state check` says to run next, by what it found."""

import pytest

from s2sctl.cli.commands.state import after_check

WHOLE = {"private", "integrity"}
NEWER, OLDER = WHOLE | {"schema"}, WHOLE | {"project", "schema"}


@pytest.mark.parametrize(
    ("failing", "looked_at", "next"),
    [
        (set(), OLDER, "s2sctl health"),
        ({"schema"}, OLDER, "s2sctl state upgrade"),
        ({"schema"}, NEWER, "s2sctl state check"),
        ({"project"}, WHOLE | {"project"}, "s2sctl state check"),
        ({"readable"}, {"private", "readable"}, "s2sctl state restore FILE"),
        ({"link", "schema"}, OLDER | {"link"}, "s2sctl state restore FILE"),
    ],
)
def test_a_backup_is_put_back_only_where_that_is_a_cure(failing, looked_at, next) -> None:
    assert after_check(failing, looked_at) == next
